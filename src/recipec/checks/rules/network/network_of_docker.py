"""RC548."""

from collections.abc import Iterator

from recipec.checks.images import image_of
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.servers import is_server
from recipec.checks.starting import start
from recipec.diagnostics.finding import Severity

_SHARES = frozenset(("torch", "pytorch", "dask", "ray", "mpi4py", "openmpi-bin"))


@rule("RC548", Severity.INFO, "definition-to-docker")
def network_of_docker(recipe: Recipe) -> Iterator[Problem]:
    """Docker gives a container a network of its own, and 64 MB of shared memory.

    With Apptainer a server of the image is reached at once, and `/dev/shm` is the host's. In Docker a port is closed
    until `-p` opens it, and PyTorch, Dask and MPI end with `Bus error` or `insufficient shared memory` when `/dev/shm`
    is full.

    ## Example

    ```singularity --target docker
    Bootstrap: docker
    From: debian:12

    %runscript
        exec jupyter lab --ip=127.0.0.1 "$@"
    ```

    ## Use instead

    ```singularity --target docker
    Bootstrap: docker
    From: debian:12

    %runscript
        exec app "$@"
    ```
    """
    for one in start(recipe).invocations:
        if is_server(one):
            yield Problem(
                one.at(one.words[0]),
                f"nobody reaches `{one.name}` in Docker until its port is opened",
                "listen on 0.0.0.0 there, and run with `docker run -p PORT:PORT`",
            )
            return
    for wanted in recipe.packages("pip", "conda", "apt"):
        for word, name in zip(wanted.packages, wanted.names, strict=False):
            if name in _SHARES:
                yield Problem(
                    wanted.invocation.at(word),
                    f"`{name}` may end with `Bus error` in Docker, where `/dev/shm` has 64 MB",
                    "run with `docker run --ipc=host`, or `--shm-size`",
                )
                return
    image = image_of(recipe, recipe.final)
    if image is not None and image.name in ("pytorch/pytorch", "nvcr.io/nvidia/pytorch"):
        yield Problem(
            recipe.final.header[-1].span or recipe.final.span if recipe.final.header else recipe.final.span,
            "PyTorch may end with `Bus error` in Docker, where `/dev/shm` has 64 MB",
            "run with `docker run --ipc=host`, or `--shm-size`",
        )
