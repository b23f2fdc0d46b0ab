"""RC846."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity

_PACKAGES = ("openmpi", "libopenmpi", "mpich", "libmpich", "mpi-default")
_SUPPORT = ("pmix", "pmi2", "libpmi", "ucx", "libfabric", "rdma-core")


@rule("RC846", Severity.INFO, "definition", "dockerfile", words="openmpi mpich mpi-default")
def mpi_of_the_distribution(recipe: Recipe) -> Iterator[Problem]:
    """The MPI of the distribution may know neither the scheduler nor the network of a cluster.

    A launcher outside (`srun --mpi=pmix`) and the library inside have to speak the same PMI, and the library has to
    know the fabric. Where they do not, every process is rank 0 of 1, or all talk through TCP. Many centres say which
    release to build, and with which options.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get install -y libopenmpi-dev
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get install -y libpmix-dev libucx-dev libopenmpi-dev
    ```
    """
    text = recipe.source.text.lower()
    if any(word in text for word in _SUPPORT):
        return
    for asked in recipe.packages("apt", "yum", "zypper", "apk"):
        for word in asked.packages:
            if asked.invocation.script.is_build and (word.value or "").startswith(_PACKAGES):
                yield Problem(
                    asked.invocation.at(word),
                    f"`{word.value}` may know neither the launcher nor the network of the cluster",
                    "install PMIx and UCX too, or build the MPI that the cluster has",
                )
                return
