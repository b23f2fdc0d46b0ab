"""RC849."""

from collections.abc import Iterator

from recipec.checks.images import image_of
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity

# Packages of Python that compile code for the GPU when they are installed.
_COMPILE = ("apex", "flash-attn", "flash_attn", "deepspeed", "detectron2", "pointnet2", "mmcv-full")


@rule("RC849", Severity.ERROR, "definition", "dockerfile", words="runtime")
def compiler_missing(recipe: Recipe) -> Iterator[Problem]:
    """CUDA's compiler is needed, and the base image does not have it.

    The tags of `nvidia/cuda` with `-runtime` have the libraries alone. What compiles code for the GPU stops with
    `nvcc: not found` or `CUDA_HOME environment variable is not set`.

    ## Example

    ```dockerfile
    FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
    COPY kernel.cu /opt/kernel.cu
    RUN nvcc -o /usr/local/bin/kernel /opt/kernel.cu
    ```

    ## Use instead

    ```dockerfile
    FROM nvidia/cuda:12.6.3-devel-ubuntu24.04
    COPY kernel.cu /opt/kernel.cu
    RUN nvcc -o /usr/local/bin/kernel /opt/kernel.cu
    ```
    """
    brings = any(
        name.startswith(("cuda-toolkit", "cuda-nvcc", "cuda-compiler", "nvidia-cuda-toolkit", "cudatoolkit-dev"))
        for asked in recipe.packages()
        for name in asked.names
    )
    if brings:
        return
    for stage in recipe.stages:
        base = image_of(recipe, stage)
        if base is None or "nvidia/cuda" not in base.name or "runtime" not in (base.tag or "").split("-"):
            continue
        for script in recipe.scripts_in(stage):
            if not script.is_build:
                continue
            for one in script.invocations:
                if one.name == "nvcc" and one.words[0].value == "nvcc":
                    yield Problem(
                        one.at(one.words[0]),
                        f"`nvcc: not found`: `{base.name}:{base.tag}` has no compiler",
                        f"start from `{base.name}:{(base.tag or '').replace('runtime', 'devel')}`",
                    )
        for asked in recipe.asked_in(stage):
            if asked.manager != "pip" or asked.action != "install":
                continue
            for word in asked.packages:
                if word.raw.strip("\"'").rstrip("/").rpartition("/")[2].startswith(_COMPILE):
                    yield Problem(
                        asked.invocation.at(word),
                        f"it is compiled with `nvcc`, which `{base.name}:{base.tag}` does not have",
                        f"start from `{base.name}:{(base.tag or '').replace('runtime', 'devel')}`",
                    )
