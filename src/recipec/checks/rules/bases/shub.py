"""RC704."""

from collections.abc import Iterator

from recipec.checks.header import base_span
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.program import FromAgent


@rule("RC704", Severity.ERROR, "definition", "dockerfile", words="shub")
def shub(recipe: Recipe) -> Iterator[Problem]:
    """Singularity Hub is closed.

    It stopped building in April 2021. What is left is an archive that answers for few images, so that a base of
    `shub` ends with `no response received from singularity hub`, whatever the engine.

    ## Example

    ```singularity
    Bootstrap: shub
    From: singularityhub/debian:12
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12
    ```
    """
    for stage in recipe.stages:
        if isinstance(stage.base, FromAgent) and stage.base.agent == "shub":
            yield Problem(
                base_span(recipe, stage),
                "Singularity Hub is closed, and the build stops at its first step",
                "start from an image of a registry that is alive: `Bootstrap: docker`",
            )
    for one in recipe.invocations("singularity", "apptainer"):
        for word in one.arguments:
            if word.raw.lstrip("'\"").startswith("shub://"):
                yield Problem(
                    one.at(word),
                    f"`{word.value or word.raw}` can not be fetched: Singularity Hub is closed",
                    "fetch it from a registry that is alive: `docker://`, `oras://` or `library://`",
                )
