"""Where a build puts what is temporary, and what may be used again: as the engines' own variables have it."""

from collections.abc import Mapping, Sequence

from recipec.record import Record

_ENGINES = ("APPTAINER_", "SINGULARITY_")
_JOBS = ("SLURM_JOB_ID", "PBS_JOBID", "JOB_ID", "LSB_JOBID")


class Storage(Record):
    """``temporary`` None: where the system has it. ``cache`` None: where the engine has it."""

    temporary: str | None
    cache: str | None = None


def storage(environment: Mapping[str, str]) -> Storage:
    """Choose directories: those that the user has given to the engine, else, in a job, the disk of its node."""
    temporary, cached = (_first(environment, [one + end for one in _ENGINES]) for end in ("TMPDIR", "CACHEDIR"))
    of_node = _first(environment, ["SLURM_TMPDIR", *(("TMPDIR",) if _first(environment, _JOBS) else ())])
    cache = None if cached or not of_node else f"{of_node}/apptainer-cache"
    return Storage(temporary or of_node, cache)


def _first(environment: Mapping[str, str], names: Sequence[str]) -> str | None:
    return next((environment[name] for name in names if environment.get(name)), None)
