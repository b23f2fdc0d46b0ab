"""RC847."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import START
from recipec.diagnostics.finding import Severity
from recipec.format import Format

_LAUNCHERS = ("mpirun", "mpiexec", "mpiexec.hydra", "orterun")
_SCHEDULER = ("srun", "sbatch", "salloc", "qsub", "bsub")


@rule(
    "RC847",
    Severity.WARNING,
    "definition",
    "dockerfile-to-engine",
    words="mpirun mpiexec srun sbatch qsub module orterun",
)
def launcher_inside(recipe: Recipe) -> Iterator[Problem]:
    """A launcher, a scheduler's command or `module` is called inside of the container.

    `mpirun` in the image knows the one node that it is on: `mpirun apptainer exec ...` outside starts a container for
    each process on all of them. `sbatch` and `module` are the host's, and not in the image: `command not found`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        exec mpirun -n 4 /opt/solver "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        exec /opt/solver "$@"

    %help
        mpirun -n 4 apptainer run image.sif
    ```
    """
    if recipe.target.format is Format.DOCKERFILE:
        return  # a container of Docker is all the machine that it has
    installed = {name for asked in recipe.packages() for name in asked.names}
    for one in recipe.invocations(*_LAUNCHERS):
        if one.script.kind in START and not set(one.values) & {"--version", "-V", "--help"}:
            yield Problem(
                one.at(one.words[0]),
                f"`{one.name}` inside of the container sees one node only",
                f"start it outside: `{one.name} -n N apptainer run image.sif`",
            )
    for one in recipe.invocations(*_SCHEDULER):
        if (one.script.kind in START or one.script.is_build) and not any(
            "slurm" in name or "pbs" in name for name in installed
        ):
            yield Problem(
                one.at(one.words[0]),
                f"`{one.name}` is the host's: in the container there is none",
                "call it outside of the container",
            )
    for one in recipe.invocations("module", "ml"):
        is_call = set(one.values[:1]) & {"load", "purge", "use", "add", "swap"}
        if is_call and not any("module" in name or "lmod" in name for name in installed) and not _is_brought(recipe):
            yield Problem(
                one.at(one.words[0]),
                f"`{one.name}` is the host's: in the container there is none",
                "install the software into the image",
            )


def _is_brought(recipe: Recipe) -> bool:
    """Tell whether something in the recipe brings environment modules."""
    text = recipe.source.text.lower()
    return (
        "lmod" in text or "environment-modules" in text or "modules.sh" in text or "/init/" in text or "spack" in text
    )
