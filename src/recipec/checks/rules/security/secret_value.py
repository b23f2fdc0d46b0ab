"""RC901."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.secrets import is_secret_name, is_secret_value, token
from recipec.diagnostics.finding import Severity
from recipec.format import Format
from recipec.source import Span

_WORDS = "passw secret token key credential ghp_ glpat- akia hf_ xox begin"


@rule("RC901", Severity.ERROR, "definition", "dockerfile", words=_WORDS)
def secret_value(recipe: Recipe) -> Iterator[Problem]:
    """A secret is written into a variable.

    It is in the image for everybody who can read that: `apptainer inspect --environment` and `docker inspect` print it,
    and so does the recipe itself, which Apptainer stores in the image.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export DB_PASSWORD=correct-horse-battery
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export DB_PASSWORD_FILE=/run/secrets/db
    ```
    """
    text = recipe.source.text
    for one in recipe.assigned:
        raw = text[one.value_at.start : one.value_at.end]
        found = token(raw)
        # For Dockerfiles `docker build --check` tells by the name.
        is_named = recipe.format is Format.DEFINITION and is_secret_name(one.name) and one.place != "test"
        value = one.value if one.value is not None else ""
        if found is None and not (is_named and is_secret_value(value) and one.is_exported):
            continue
        at = one.value_at
        if found is not None:
            at = Span(at.start + found[0], at.start + found[1])
        yield Problem(
            at,
            f"everybody who can read the image can read `{one.name}`",
            "take it from a file, or from the environment of the caller, when the image runs",
        )
