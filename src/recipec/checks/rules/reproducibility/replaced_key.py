"""RC761."""

from collections.abc import Iterator

from recipec.checks.images import Image, image_of
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.regex import regex

# Who writes one of these knows of it: the key of today, the package that brings it, or the list that needs it.
_MENDED = (
    "3bf863cc",
    "A4B469963BF863CC",
    "cuda-keyring",
    "sources.list.d",
    "AllowInsecureRepositories",
    "--allow-insecure-repositories",
)
# The releases of TensorFlow that were built again in May 2022, each with the first of its patches that was.
_BUILT_AGAIN = {6: 4, 7: 2, 8: 1}
_VERSION = regex(r"v?(\d+)\.(\d+)(?:\.(\d+))?(?:-|$)")


@rule(
    "RC761",
    Severity.ERROR,
    "definition",
    "dockerfile",
    words="tensorflow/tensorflow pytorch/pytorch",
)
def replaced_key(recipe: Recipe) -> Iterator[Problem]:
    """`apt-get update` stops in images from before NVIDIA signed its packages with another key.

    These images have NVIDIA's archive among their sources, and the key that it was signed with until April 2022. Since
    then `apt-get update` ends with `NO_PUBKEY A4B469963BF863CC` and `The repository is not signed`. It concerns
    TensorFlow's images for GPUs up to 2.8 and PyTorch's `devel` up to 1.11.

    ## Example

    ```singularity
    Bootstrap: docker
    From: tensorflow/tensorflow:2.2.0-gpu

    %post
        apt-get update
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: tensorflow/tensorflow:2.2.0-gpu

    %post
        rm -f /etc/apt/sources.list.d/cuda.list /etc/apt/sources.list.d/nvidia-ml.list
        apt-get update
    ```
    """
    if any(mark in recipe.source.text for mark in _MENDED):
        return
    told: set[int] = set()
    for asked in recipe.packages("apt", action="update"):
        script = asked.invocation.script
        first = recipe.root(recipe.stages[script.stage])
        base = image_of(recipe, recipe.stages[script.stage])
        if base is None or not script.is_build or first.number in told or not _is_older(base):
            continue
        if recipe.source.text[asked.invocation.span.end :].lstrip().startswith("||"):
            continue  # it says what to do then
        told.add(first.number)
        yield Problem(
            asked.invocation.span,
            f"`{base.name}:{base.tag}` lacks the key of NVIDIA's packages: `NO_PUBKEY A4B469963BF863CC` stops this",
            "put `rm -f /etc/apt/sources.list.d/cuda.list /etc/apt/sources.list.d/nvidia-ml.list` before it",
        )


def _is_older(image: Image) -> bool:
    """Tell whether an image was built with NVIDIA's archive, and before it had another key."""
    tag = image.tag or ""
    if image.digest is not None:
        return False
    match = _VERSION.match(tag)
    major, minor, patch = (int(match[1]), int(match[2]), int(match[3] or 0)) if match else (0, 0, 0)
    if image.name == "tensorflow/tensorflow" and "gpu" in tag:
        if match is None:
            return tag in ("latest-gpu-py3", "latest-devel-gpu-py3")
        return (major, minor) < (2, 6) or (major == 2 and minor in _BUILT_AGAIN and patch < _BUILT_AGAIN[minor])
    return image.name == "pytorch/pytorch" and match is not None and "devel" in tag and (major, minor) < (1, 12)
