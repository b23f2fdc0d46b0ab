"""The variables that a base image brings along."""

from functools import cache

from recipec.checks.images import INSTALLERS, Image, image, image_of, in_library, is_distribution
from recipec.ir.program import FromAgent, FromScratch
from recipec.ir.text import literal
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe, StageView

_CUDA = (
    "PATH LD_LIBRARY_PATH LIBRARY_PATH CUDA_VERSION CUDA_HOME NVARCH NVIDIA_VISIBLE_DEVICES NVIDIA_DRIVER_CAPABILITIES"
)
_R = "PATH LANG LC_ALL TZ R_HOME R_VERSION CRAN"
_CONDA = "PATH LANG LC_ALL CONDA_DIR"
_JAVA = "PATH LANG LC_ALL LANGUAGE JAVA_HOME JAVA_VERSION"
_JUPYTER = "PATH HOME LANG LC_ALL LANGUAGE SHELL CONDA_DIR NB_USER NB_UID NB_GID XDG_CACHE_HOME"
# What images of these names set, by what their Dockerfiles say; PATH where they put something of their own into it.
_SET = {
    "python": "LANG GPG_KEY PYTHON_VERSION PYTHON_SHA256",
    "node": "NODE_VERSION YARN_VERSION",
    "ruby": "PATH LANG GEM_HOME BUNDLE_SILENCE_ROOT_WARNING BUNDLE_APP_CONFIG RUBY_VERSION",
    "perl": "",
    "gcc": "PATH GPG_KEYS GCC_VERSION GCC_MIRRORS LD_LIBRARY_PATH",
    "buildpack-deps": "",
    "golang": "PATH GOPATH GOLANG_VERSION GOTOOLCHAIN",
    "rust": "PATH RUSTUP_HOME CARGO_HOME RUST_VERSION",
    "julia": "PATH JULIA_PATH JULIA_GPG JULIA_VERSION",
    "openjdk": _JAVA,
    "eclipse-temurin": _JAVA,
    "r-base": "LANG LC_ALL R_BASE_VERSION",
    "rocker/r-base": "LANG LC_ALL R_BASE_VERSION",
    **dict.fromkeys(("rocker/r-ver", "rocker/rstudio", "rocker/tidyverse", "rocker/verse"), _R),
    **dict.fromkeys(("continuumio/miniconda3", "continuumio/miniconda"), _CONDA),
    **dict.fromkeys(("continuumio/anaconda3", "continuumio/anaconda"), _CONDA),
    **dict.fromkeys(("condaforge/miniforge3", "condaforge/mambaforge"), _CONDA),
    "mambaorg/micromamba": "PATH LANG LC_ALL ENV_NAME MAMBA_ROOT_PREFIX MAMBA_EXE MAMBA_USER",
    **dict.fromkeys(("nvidia/cuda", "nvcr.io/nvidia/cuda", "pytorch/pytorch"), _CUDA),
    "tensorflow/tensorflow": f"{_CUDA} LANG",
    **dict.fromkeys(
        (f"{home}jupyter/{kind}" for home in ("", "quay.io/") for kind in ("base-notebook", "minimal-notebook")),
        _JUPYTER,
    ),
    **dict.fromkeys(
        (f"{home}jupyter/{kind}" for home in ("", "quay.io/") for kind in ("scipy-notebook", "datascience-notebook")),
        _JUPYTER,
    ),
}


def inherited(recipe: "Recipe", stage: "StageView") -> frozenset[str] | None:
    """Name the variables that the image sets which a stage starts from; None when nobody knows them.

    PATH is among them only where it holds more than the usual directories.
    """
    base = recipe.root(stage).base
    if isinstance(base, FromScratch):
        return frozenset()
    found = image_of(recipe, stage)
    if found is not None:
        return of_image(found)
    if isinstance(base, FromAgent):
        if base.agent in INSTALLERS:
            return frozenset()
        if base.agent == "library":
            named = in_library(literal(base.field("from") or ()) or "")
            return frozenset() if is_distribution(image(named)) else None
    return None


@cache
def of_image(image: Image) -> frozenset[str] | None:
    """Name the variables that an image sets; None when nobody knows them."""
    if is_distribution(image):
        return frozenset()
    names = _SET.get(image.name)
    if names is None:
        return None
    return frozenset(names.split())
