"""GPUs: which images and packages are for one."""

from recipec.checks.images import Image, image_of
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe

_CUDA = ("nvidia/cuda", "nvcr.io/nvidia/", "nvidia/opengl", "nvidia/cudagl")
_ROCM = ("rocm/", "amdih/")
# Packages of Python and conda that are built for a GPU.
_PACKAGES = ("tensorflow-gpu", "cupy", "jax[cuda", "onnxruntime-gpu", "pytorch-cuda", "faiss-gpu", "cudatoolkit")


def vendor(base: Image | None) -> str | None:
    """Name the maker of the GPUs that an image is for: ``nvidia`` or ``amd``; None for all other images."""
    if base is None:
        return None
    name, tag = base.name, (base.tag or "").lower()
    if name.startswith(_ROCM) or "rocm" in tag:
        return "amd"
    if name.startswith(_CUDA) or "cuda" in name or "cuda" in tag or "gpu" in tag.replace(".", "-").split("-"):
        return "nvidia"
    return None


def is_for_gpu(recipe: "Recipe") -> str | None:
    """Name the maker of the GPUs that the image of a recipe is for, by its base or by what is installed."""
    found = vendor(image_of(recipe, recipe.final))
    if found is not None:
        return found
    for asked in recipe.packages("pip", "conda"):
        if any(word.raw.strip("\"'").startswith(_PACKAGES) for word in asked.packages):
            return "nvidia"
    return None
