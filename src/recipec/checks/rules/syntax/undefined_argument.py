"""RC012."""

from collections.abc import Iterator

from recipec.checks.placeholders import Placeholder, body_start, is_text, undefined
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.definition.templates import defaults
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@rule("RC012", Severity.ERROR, "definition", words="{{")
def undefined_argument(recipe: Recipe) -> Iterator[Problem]:
    """A build argument has no value in the stage that uses it.

    `%arguments` counts in its own stage alone. A stage that mentions an argument of another one stops the build with
    `build var is not defined`, unless `--build-arg` gives it. An argument that no stage gives a value has to be given
    with every build.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:{{ RELEASE }}
    Stage: build

    %arguments
        RELEASE=12

    %post
        touch /opt/tool

    Bootstrap: docker
    From: debian:{{ RELEASE }}
    Stage: final

    %files from build
        /opt/tool
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:{{ RELEASE }}
    Stage: build

    %arguments
        RELEASE=12

    %post
        touch /opt/tool

    Bootstrap: docker
    From: debian:{{ RELEASE }}
    Stage: final

    %arguments
        RELEASE=12

    %files from build
        /opt/tool
    ```
    """
    values = [defaults(stage.tree) if stage.tree is not None else {} for stage in recipe.stages]
    found: dict[tuple[int, str], list[Placeholder]] = {}
    for one in undefined(recipe):
        if is_text(one, recipe):
            continue  # template-text speaks of it
        found.setdefault((one.stage, one.name), []).append(one)
    for (stage, name), places in found.items():
        other = next((held[name] for held in values if name in held), None)
        yield Problem(
            places[0].span,
            f"`{name}` has its value in another stage only, and the build stops here"
            if other is not None
            else f"nothing gives `{name}` a value: every build needs `--build-arg {name}=...`",
            "repeat it in `%arguments` of this stage"
            if other is not None
            else "give it a default in `%arguments`, if there is a good one",
            related=tuple(Related(one.span, "here too") for one in places[1:]),
            fix=None if other is None else _fix(recipe, stage, f"{name}={other}"),
            severity=None if other is not None else Severity.INFO,
        )


def _fix(recipe: Recipe, number: int, line: str) -> Fix:
    stage = recipe.stages[number]
    sections = stage.sections("arguments")
    if sections and sections[0].body_span is not None:
        at = sections[0].body_span.start
        edit = Edit(Span(at, at), f"    {line}\n")
    else:
        at = body_start(stage)
        edit = Edit(Span(at, at), f"%arguments\n    {line}\n\n")
    return Fix("repeat it in this stage", (edit,), is_safe=False)
