"""RC030."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.regex import regex
from recipec.source import Span

_VARIABLE = regex(r"\$(?:\{(APPTAINER_(?:ENVIRONMENT|ROOTFS|LABELS))\}|(APPTAINER_(?:ENVIRONMENT|ROOTFS|LABELS))\b)")


@rule("RC030", Severity.WARNING, "definition", words="apptainer_environment apptainer_rootfs apptainer_labels")
def variable_of_the_other_engine(recipe: Recipe) -> Iterator[Problem]:
    """A variable that only Apptainer sets is used on another engine.

    While an image is built, Singularity sets `SINGULARITY_ROOTFS`, `SINGULARITY_ENVIRONMENT` and `SINGULARITY_LABELS`.
    Apptainer sets these and its own `APPTAINER_...`; to Singularity the latter are empty, so that a line written into
    `$APPTAINER_ENVIRONMENT` goes nowhere and stops the build.

    ## Example

    ```singularity --target singularityce-4.x
    Bootstrap: docker
    From: debian:12

    %post
        echo "version 1.2" >> "$APPTAINER_LABELS"
    ```

    ## Use instead

    ```singularity --target singularityce-4.x
    Bootstrap: docker
    From: debian:12

    %post
        echo "version 1.2" >> "$SINGULARITY_LABELS"
    ```
    """
    if recipe.target.is_apptainer:
        return
    for script in recipe.scripts_of("post", "setup", "appinstall"):
        for match in _VARIABLE.finditer(script.text):
            group = 1 if match[1] else 2
            at = script.span(Span(match.start(group), match.end(group)))
            yield Problem(
                at,
                f"`{match[group]}` is empty: `{recipe.target.name}` sets `{_other(match[group])}`",
                f"write `{_other(match[group])}`, which Apptainer sets too",
                fix=Fix(f"write `{_other(match[group])}`", (Edit(at, _other(match[group])),), is_safe=False),
            )


def _other(name: str) -> str:
    return name.replace("APPTAINER_", "SINGULARITY_")
