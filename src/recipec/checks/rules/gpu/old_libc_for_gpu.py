"""RC845."""

from collections.abc import Iterator

from recipec.checks.gpus import is_for_gpu
from recipec.checks.header import base_span
from recipec.checks.images import distribution_of
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity

# Releases with a libc before 2.28, which is what drivers' libraries for graphics are linked against since 2023.
_OLD = {"ubuntu": 18, "debian": 9, "centos": 7, "opensuse": 42}


@rule("RC845", Severity.INFO, "definition", words="cuda nvidia gpu cupy")
def old_libc_for_gpu(recipe: Recipe) -> Iterator[Problem]:
    """The base is older than what the libraries of a current driver need.

    `--nv` mounts the host's libraries into the image, where they use the image's libc. The graphics part of current
    drivers wants a newer one than this base has: `GLIBC_2.34 not found (required by /.singularity.d/libs/...)`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: nvidia/cuda:11.8.0-runtime-ubuntu18.04

    %help
        apptainer run --nv image.sif
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: nvidia/cuda:12.6.3-runtime-ubuntu24.04

    %help
        apptainer run --nv image.sif
    ```
    """
    base = distribution_of(recipe, recipe.final)
    if base is None or base.major is None or is_for_gpu(recipe) != "nvidia":
        return
    if base.major <= _OLD.get(base.name, -1):
        yield Problem(
            base_span(recipe, recipe.final),
            f"with `--nv` on a current host, libraries of its driver may ask {base.title} for a newer libc",
            "start from a newer release",
        )
