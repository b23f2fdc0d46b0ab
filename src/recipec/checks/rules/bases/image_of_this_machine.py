"""RC708."""

from collections.abc import Iterator

from recipec.checks.header import base_span
from recipec.checks.images import image
from recipec.checks.published import OFFICIAL
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.program import FromImage


@rule("RC708", Severity.ERROR, "definition", "dockerfile-to-engine")
def image_of_this_machine(recipe: Recipe) -> Iterator[Problem]:
    """The base is an image that only Docker on one machine knows.

    `Bootstrap: docker` means a registry, never the images of a local Docker. A name without a slash is looked for
    among Docker's official images, `localhost/...` as a repository of Docker Hub. Neither is there: the build stops
    with `requested access to the resource is denied`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: localhost/my-base:1
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker-daemon
    From: localhost/my-base:1
    ```
    """
    names = {stage.name.lower() for stage in recipe.stages}
    for stage in recipe.stages:
        if not isinstance(stage.base, FromImage) or not stage.reference:
            continue
        one = image(stage.reference)
        if one.registry != "localhost" and not (one.is_official and one.name not in OFFICIAL):
            continue
        if stage.reference.lower() in names:
            continue  # an argument decides which stage it is
        name = stage.reference if one.tag else f"{stage.reference}:latest"
        yield Problem(
            base_span(recipe, stage),
            f"engines ask Docker Hub for `{stage.reference}`, which is not there: the build stops"
            if one.registry == "localhost"
            else f"engines look for `{stage.reference}` among Docker's official images, and the build stops",
            f"push it to a registry, or start from `Bootstrap: docker-daemon` and `From: {name}`",
        )
