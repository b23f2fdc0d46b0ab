"""What each scheduler reads at the top of a script, and the variables that it gives to a job."""

from collections.abc import Iterator

from recipec.jobs.job import Job, Resources
from recipec.record import Record
from recipec.sites.site import Scheduler


class Variables(Record):
    """The names of what a job is told: its number, its place in an array, and where it was submitted."""

    number: str
    place: str
    home: str


VARIABLES = {
    Scheduler.SLURM: Variables("SLURM_JOB_ID", "SLURM_ARRAY_TASK_ID", "SLURM_SUBMIT_DIR"),
    Scheduler.PBS: Variables("PBS_JOBID", "PBS_ARRAY_INDEX", "PBS_O_WORKDIR"),
}


def directives(job: Job) -> Iterator[str]:
    """Give the lines that the scheduler reads."""
    if job.scheduler is Scheduler.SLURM:
        yield from (f"#SBATCH {one}" for one in _slurm(job, job.resources))
    else:
        yield from (f"#PBS {one}" for one in _pbs(job, job.resources))


def _slurm(job: Job, asked: Resources) -> Iterator[str]:
    yield f"--job-name={job.name}"
    if job.is_array:
        yield f"--array=1-{len(job.tasks)}"
    yield "--nodes=1"
    yield "--ntasks=1"
    if asked.cpus is not None:
        yield f"--cpus-per-task={asked.cpus}"
    if asked.memory is not None:
        yield f"--mem={asked.memory}"
    if asked.gpus is not None:
        yield f"--gres=gpu:{asked.gpus}"
    if asked.seconds is not None:
        yield f"--time={clock(asked.seconds)}"
    if asked.account is not None:
        yield f"--account={asked.account}"
    if asked.partition is not None:
        yield f"--partition={asked.partition}"
    if asked.margin is not None:
        # B: the shell alone is told, and stops the program itself.
        yield f"--signal=B:USR1@{asked.margin}"
    # A job that starts anew adds to its log.
    yield "--requeue"
    yield "--open-mode=append"


def _pbs(job: Job, asked: Resources) -> Iterator[str]:
    # Names of jobs begin with a letter, and older versions of PBS cut off what is behind 15 characters.
    yield f"-N {job.name if job.name[0].isalpha() else f'job-{job.name}'}"[:18]
    if job.is_array:
        yield f"-J 1-{len(job.tasks)}"
    chunk = [f"ncpus={asked.cpus or 1}"]
    if asked.memory is not None:
        chunk.append(f"mem={asked.memory.lower()}b")
    if asked.gpus is not None:
        chunk.append(f"ngpus={asked.gpus}")
    yield "-l select=1:" + ":".join(chunk)
    if asked.seconds is not None:
        yield f"-l walltime={clock(asked.seconds, days=False)}"
    if asked.account is not None:
        yield f"-A {asked.account}"
    if asked.partition is not None:
        yield f"-q {asked.partition}"
    # Without it the login shell of the user reads the script.
    yield "-S /bin/bash"
    yield "-r y"
    yield "-j oe"


def clock(seconds: int, *, days: bool = True) -> str:
    """Write a time as schedulers read it; Slurm has days, PBS counts hours on."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if days and hours >= 24:
        return f"{hours // 24}-{hours % 24:02}:{minutes:02}:{seconds:02}"
    return f"{hours:02}:{minutes:02}:{seconds:02}"
