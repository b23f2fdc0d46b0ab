"""RC842."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.regex import regex

_DRIVER = regex(
    r"(?:nvidia-(?:driver|kernel|dkms|compute|utils)(?:$|-[0-9a-z.*-]+)|nvidia-[0-9]{3}(?:$|-.*)|cuda-drivers(?:$|-.*)"
    r"|libnvidia-compute-.*|libcuda1(?:$|-.*)|xorg-x11-drv-nvidia.*|cuda)\Z"
)


@rule("RC842", Severity.ERROR, "definition", "dockerfile", words="nvidia- cuda libcuda NVIDIA-Linux")
def driver_in_image(recipe: Recipe) -> Iterator[Problem]:
    """A driver is installed in the image.

    The driver belongs to the kernel of the node: `--nv` mounts the libraries of that one. Others in the image are found
    in their place sooner or later, and programs say `driver/library version mismatch`. The package `cuda` brings a
    driver too; `cuda-toolkit` does not.

    ## Example

    ```singularity
    Bootstrap: docker
    From: ubuntu:24.04

    %post
        apt-get update
        apt-get install -y nvidia-driver-550
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: nvidia/cuda:12.6.3-runtime-ubuntu24.04

    %help
        apptainer run --nv image.sif
    ```
    """
    for asked in recipe.packages("apt", "yum", "zypper"):
        if not asked.invocation.script.is_build:
            continue
        for word in asked.packages:
            name = (word.value or "").partition("=")[0]
            if name and _DRIVER.match(name):
                yield Problem(
                    asked.invocation.at(word),
                    f"`{name}` brings a driver, which will not be that of the node",
                    "leave the driver to the host and `--nv`; `cuda-toolkit-...` is CUDA without one",
                )
    for script in recipe.scripts:
        if not script.is_build or "NVIDIA-Linux" not in script.text:
            continue
        for one in script.invocations:
            for word in one.words:
                if (
                    "NVIDIA-Linux" in word.raw
                    and ".run" in word.raw
                    and (one.name in ("sh", "bash") or word is one.words[0])
                ):
                    yield Problem(
                        one.at(word),
                        "the driver that this installs will not be that of the node",
                        "leave the driver to the host and `--nv`",
                    )
