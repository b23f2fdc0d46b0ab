"""RC841."""

from collections.abc import Iterator

from recipec.checks.additions import to_section
from recipec.checks.gpus import is_for_gpu
from recipec.checks.header import base_span
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Fix
from recipec.format import Format


@rule(
    "RC841",
    Severity.INFO,
    "definition",
    "dockerfile-to-engine",
    words="cuda nvidia rocm gpu cupy",
)
def gpu_image(recipe: Recipe) -> Iterator[Problem]:
    """The image is for a GPU, and does not say how it is started.

    Without `--nv` (or `--rocm`) an engine mounts neither the devices nor the driver's libraries: programs run on the
    processor, or say `libcuda.so.1: cannot open shared object file`. Nothing warns. `%help` is where users look.

    ## Example

    ```singularity
    Bootstrap: docker
    From: nvidia/cuda:12.6.3-runtime-ubuntu24.04

    %runscript
        exec tool "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: nvidia/cuda:12.6.3-runtime-ubuntu24.04

    %runscript
        exec tool "$@"

    %help
        apptainer run --nv image.sif
    ```
    """
    maker = is_for_gpu(recipe)
    text = recipe.source.text
    if maker is None or "--nv" in text or "--rocm" in text:
        return
    option = "--rocm" if maker == "amd" else "--nv"
    edit = (
        to_section(recipe, "help", f"apptainer run {option} image.sif") if recipe.format is Format.DEFINITION else None
    )
    yield Problem(
        base_span(recipe, recipe.final),
        f"without `{option}` no GPU is seen when the image runs, and nothing says so",
        f"tell users in `%help`: `apptainer run {option} image.sif`"
        if recipe.format is Format.DEFINITION
        else f"start it with `apptainer run {option}`",
        fix=None if edit is None else Fix("say it in `%help`", (edit,), is_safe=True),
    )
