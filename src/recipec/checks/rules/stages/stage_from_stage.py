"""RC651."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.program import FromStage
from recipec.source import Span


@rule("RC651", Severity.INFO, "dockerfile-to-engine", names="from")
def stage_from_stage(recipe: Recipe) -> Iterator[Problem]:
    """A stage of a definition file cannot start from another stage.

    `From:` names an image, and a stage is none: written down as it is, the build stops with `invalid build source`. All
    that the first stage does has to be said again in the second. `recipec convert` does that.

    ## Example

    ```dockerfile
    FROM debian:12 AS tools
    RUN make -C /opt/tools install
    FROM tools
    CMD ["/opt/tools/run"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    RUN make -C /opt/tools install
    CMD ["/opt/tools/run"]
    ```
    """
    for stage in recipe.stages:
        if isinstance(stage.base, FromStage) and stage.number in recipe.final_stages:
            instruction = recipe.instructions.get(stage.span)
            name = instruction.words[0] if instruction is not None and instruction.words else stage.base.name
            start = recipe.source.text.find(name, stage.span.start + 4, stage.span.end)
            at = stage.span if start < 0 else Span(start, start + len(name))
            yield Problem(
                at,
                f"a definition file cannot start from the stage `{name}`",
                f"say what `{name}` does once more, as `recipec convert` does",
            )
