"""RC660."""

from collections.abc import Iterator

from recipec.checks.images import image_of
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity
from recipec.ir.steps import OnBuild


@rule("RC660", Severity.WARNING, "dockerfile-to-engine", "definition", words="onbuild")
def onbuild(recipe: Recipe) -> Iterator[Problem]:
    """Nobody runs an `ONBUILD` instruction.

    Docker runs the `ONBUILD` instructions of an image when another recipe starts from it. Apptainer and Singularity
    take the image's files and its configuration, and nothing of what should have happened: what an `onbuild` image
    copies and installs is not there.

    ## Example

    ```dockerfile
    FROM debian:12
    ONBUILD COPY . /opt/tool
    CMD ["/opt/tool/run"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    COPY tool /opt/tool
    CMD ["/opt/tool/run"]
    ```
    """
    triggers = list(recipe.steps(OnBuild))
    if triggers:
        (step, placed), *others = triggers
        first = step.instruction.partition("\n")[0]
        yield Problem(
            placed.span,
            f"`{first if len(first) <= 40 else first[:39] + '…'}` is not run for recipes that start from this image",
            "write the instruction into those recipes",
            related=tuple(Related(one.span, "nor is this") for _, one in others[:5]),
        )
    for stage in recipe.stages:
        base = image_of(recipe, stage)
        if base is not None and base.tag is not None and "onbuild" in base.tag.split("-"):
            line = stage.header_line("from")
            at = stage.span if line is None or line.span is None else line.span
            yield Problem(
                at,
                f"nobody runs what `{base.name}:{base.tag}` says with `ONBUILD`",
                "start from the same image without `onbuild`, and say what it would have done",
            )
