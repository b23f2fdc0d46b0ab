"""RC117."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity

_MPI = ("mpirun", "mpiexec", "orterun", "prterun")


@rule("RC117", Severity.INFO, "definition-to-docker", words="mpirun mpiexec orterun prterun whoami id user")
def runs_as_root(recipe: Recipe) -> Iterator[Problem]:
    """Docker starts as root what Apptainer starts as the caller.

    What an image writes into a directory of the host's belongs to root then, and `whoami` says so. Open MPI does not
    start at all: `mpirun has detected an attempt to run as root`.

    ## Example

    ```singularity --target docker
    Bootstrap: docker
    From: debian:12

    %runscript
        exec mpirun -n 2 hostname "$@"
    ```

    ## Use instead

    ```singularity --target docker
    Bootstrap: docker
    From: debian:12

    %runscript
        exec hostname "$@"
    ```
    """
    for script in recipe.final_scripts("runscript", "startscript"):
        for one in script.invocations:
            is_mpi = one.name in _MPI and not one.has("--allow-run-as-root")
            if is_mpi or one.name in ("whoami", "id"):
                yield Problem(
                    one.at(one.words[0]),
                    f"Docker runs `{one.name}` as root"
                    + (", and Open MPI's refuses to: `detected an attempt to run as root`" if is_mpi else ""),
                    'run it with `docker run -u "$(id -u):$(id -g)" IMAGE`',
                    severity=Severity.WARNING if is_mpi else None,
                )
                break
