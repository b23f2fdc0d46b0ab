"""What schedulers are asked about a job, and what their answers say."""

import re
from collections.abc import Iterator
from enum import Enum

from recipec.record import Record
from recipec.regex import regex
from recipec.sites.site import Scheduler


class State(Enum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ENDED = "ended"  # and nobody says how


class Entry(Record):
    """A job, or one of an array. ``word`` is the scheduler's for its state; ``log`` is empty when nothing is said."""

    number: str
    state: State
    word: str
    status: int | None = None
    log: str = ""


class Orders(Record):
    """The commands of a scheduler. ``asking`` are tried one after the other, until one knows the job."""

    submit: tuple[str, ...]
    asking: tuple[tuple[str, ...], ...]
    cancel: str


ORDERS = {
    Scheduler.SLURM: Orders(
        ("sbatch", "--parsable"),
        (
            ("scontrol", "--oneliner", "show", "job"),
            # Slurm itself forgets a job after some minutes; who has no accounting learns no more then.
            ("sacct", "--noheader", "--parsable2", "--allocations", "--format=JobID,State,ExitCode", "--jobs"),
        ),
        "scancel",
    ),
    # The first one is OpenPBS's, which tells of jobs that have ended only when it is asked for them.
    Scheduler.PBS: Orders(("qsub",), (("qstat", "-x", "-f", "-t"), ("qstat", "-f", "-t"), ("qstat", "-f")), "qdel"),
}

_FIELD = regex(r"(?:^|\s)(JobId|ArrayJobId|ArrayTaskId|JobState|ExitCode|StdOut)=(.*?)(?=\s+[A-Za-z][\w/:]*=|$)")
_ROW = regex(r"(?m)^(\d+(?:_\S+)?)\|([A-Z_]+)[^|\n]*\|(\d+):(\d+)$")
_RECORD = regex(r"(?m)^Job Id:[ \t]*(\S+)\n((?:[ \t]+.*\n?)*)")
_LINE = regex(r"(?m)^[ \t]+(job_state|exit_status|Output_Path) *= *(.*)$", re.IGNORECASE)
_WAITING = frozenset("PENDING REQUEUED REQUEUE_HOLD SPECIAL_EXIT Q H W T S".split())
_RUNNING = frozenset("RUNNING COMPLETING CONFIGURING SUSPENDED STAGE_OUT SIGNALING RESIZING STOPPED R E B U".split())
_ENDED = frozenset("COMPLETED C F X".split())


def number(answer: str) -> str:
    """Read the number that a job has got; empty when there is none in the answer."""
    lines = answer.split()
    # Slurm adds the name of the cluster where there are several.
    return lines[-1].partition(";")[0] if lines else ""


def entries(answer: str) -> tuple[Entry, ...]:
    """Read what a scheduler says of a job, in whichever of its forms."""
    if answer.startswith("JobId="):
        return tuple(_of_slurm(answer))
    return tuple(_of_accounting(answer)) or tuple(_of_pbs(answer))


def _of_slurm(answer: str) -> Iterator[Entry]:
    for line in answer.splitlines():
        said = dict(_FIELD.findall(line))
        if "JobState" not in said:
            continue
        index = said.get("ArrayTaskId")
        number = said["JobId"] if index is None else f"{said.get('ArrayJobId', said['JobId'])}_{index}"
        status, _, signal = said.get("ExitCode", "0:0").partition(":")
        yield _entry(number, said["JobState"], _status(status, signal), said.get("StdOut", ""))


def _of_accounting(answer: str) -> Iterator[Entry]:
    for number, word, status, signal in _ROW.findall(answer):
        yield _entry(number, word, _status(status, signal))


def _of_pbs(answer: str) -> Iterator[Entry]:
    for number, body in _RECORD.findall(answer):
        if "[]" in number:
            continue  # the array as a whole
        said = {key.lower(): text.strip() for key, text in _LINE.findall(body)}
        status = said.get("exit_status", "")
        log = said.get("output_path", "").partition(":")[2]
        yield _entry(number, said.get("job_state", ""), int(status) if status.lstrip("-").isdecimal() else None, log)


def _status(status: str, signal: str) -> int:
    return 128 + int(signal) if signal.isdecimal() and int(signal) else int(status)


def _entry(number: str, word: str, status: int | None, log: str = "") -> Entry:
    if word in _WAITING:
        return Entry(number, State.WAITING, word, None, log)
    if word in _RUNNING:
        return Entry(number, State.RUNNING, word, None, log)
    if word not in _ENDED:
        return Entry(number, State.FAILED, word, status, log)
    ended = State.ENDED if status is None else State.FAILED if status else State.DONE
    return Entry(number, ended, word, status, log)


def merged(before: tuple[Entry, ...], now: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Add what is said now to what was said before: schedulers forget the first of an array while others still run.

    What was waiting is told anew: the jobs of an array that wait are one entry, which gets smaller.
    """
    numbers = {one.number for one in now}
    kept = (one for one in before if one.number not in numbers and one.state is not State.WAITING)
    return (*kept, *now)


def told(found: tuple[Entry, ...]) -> str:
    """Say in a line how far a job is."""
    counts = ((state, sum(_weight(one) for one in found if one.state is state)) for state in State)
    return ", ".join(f"{count} {state.value}" for state, count in counts if count) or "in the queue"


def _weight(entry: Entry) -> int:
    """Count the jobs of an entry: those of an array that wait are one, ``12_3-9`` or ``12_3,5-9%2``."""
    count = 0
    for part in entry.number.partition("_")[2].partition("%")[0].split(","):
        first, dash, last = part.partition("-")
        count += int(last) - int(first) + 1 if dash and first.isdecimal() and last.isdecimal() else 1
    return count
