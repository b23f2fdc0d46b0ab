"""RC707."""

from collections.abc import Iterator

from recipec.checks.header import base_span
from recipec.checks.images import image
from recipec.checks.published import frozen, withdrawn
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity


@rule(
    "RC707",
    Severity.ERROR,
    "definition",
    "dockerfile",
    words="nvidia/cuda bitnami openjdk java tensorflow miniconda anaconda mambaforge",
)
def withdrawn_image(recipe: Recipe) -> Iterator[Problem]:
    """The image was taken out of its registry, or is left as it was years ago.

    NVIDIA deletes images of CUDA some time after their release has ended: all of 10 and before, and those of the 11
    series that a later patch replaced; there is no `latest`. Bitnami moved its free images to another name in 2025.
    The build stops with `manifest unknown`. Others are still there and get no updates.

    ## Example

    ```singularity
    Bootstrap: docker
    From: nvidia/cuda:10.2-cudnn7-devel-ubuntu18.04
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: nvidia/cuda:12.6.3-cudnn-devel-ubuntu24.04
    ```
    """
    for stage in recipe.stages:
        one = image(stage.reference) if stage.reference else None
        if one is None or one.digest is not None:
            continue
        gone = withdrawn(one)
        instead = gone or frozen(one)
        if instead is None:
            continue
        yield Problem(
            base_span(recipe, stage),
            f"`{stage.reference}` is not in the registry any more: `manifest unknown` stops the build"
            if gone
            else f"`{stage.reference}` gets no updates any more"
            + (", whatever its name says" if one.is_latest and one.tag else ""),
            instead,
            severity=None if gone else Severity.WARNING if one.is_latest and one.tag else Severity.INFO,
        )
