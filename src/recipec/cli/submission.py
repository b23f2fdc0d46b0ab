"""Handing a script to the scheduler, and following the job to its end."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from recipec.cli import output, talk
from recipec.cli.options import Given
from recipec.cli.steps import Steps
from recipec.engines.process import is_installed, run, tail
from recipec.errors import RecipeError
from recipec.jobs.queue import ORDERS, Entry, Orders, State, entries, merged, number, told
from recipec.sites.site import Scheduler

DONE, FAILED = 0, 1
# A scheduler has others to answer: the longer a job takes, the more rarely it is asked.
_FIRST, _LAST = 1.0, 15.0
# It may take some time to know what it has just accepted, and not answer for a moment.
_PATIENCE = 5


def submit(text: str, file: str | None, scheduler: Scheduler, given: Given) -> int:
    """Submit a script, which is kept when it has a name, and wait for what becomes of it."""
    orders = ORDERS[scheduler]
    if not is_installed(orders.submit[0]):
        raise RecipeError(
            f"there is no `{orders.submit[0]}` here",
            help="write the script with `-o FILE`, and submit it on a login node of the cluster",
        )
    with TemporaryDirectory(prefix="recipec-job-") as place:
        path = file if file is not None else os.path.join(place, "job.sh")
        output.write(text, path, force="force" in given)
        said = run((*orders.submit, path), directory=Path.cwd())
    job = number(said.stdout.decode(errors="replace"))
    if said.status != 0 or not job:
        raise RecipeError(f"`{orders.submit[0]}` refuses the job: {tail(said.stderr, 3) or 'it does not say why'}")
    talk.note(given, f"submitted as job {job}")
    try:
        found = _follow(job, orders, given)
    except KeyboardInterrupt:
        talk.note(given, f"job {job} goes on; `{orders.cancel} {job}` ends it")
        raise
    return _judge(job, found, given)


def _follow(job: str, orders: Orders, given: Given) -> tuple[Entry, ...]:
    """Ask until all is done; what is known of a job when the scheduler has forgotten it is what it said last."""
    found: tuple[Entry, ...] = ()
    pause, silent, line = _FIRST, 0, ""
    with Steps(given) as steps:
        while silent < _PATIENCE:
            now = _ask(job, orders)
            silent = 0 if now else silent + 1
            found = merged(found, now) if now else found
            if now and all(one.state not in (State.WAITING, State.RUNNING) for one in now):
                break
            if line != told(found):
                line = told(found)
                steps.begin(f"job {job}: {line}")
            sleep(pause)
            pause = min(pause * 1.2, _LAST)
    return found


def _ask(job: str, orders: Orders) -> tuple[Entry, ...]:
    for words in orders.asking:
        if not is_installed(words[0]):
            continue
        said = run((*words, job), directory=Path.cwd(), seconds=60)
        found = entries(said.stdout.decode(errors="replace")) if said.status == 0 else ()
        if found:
            return found
    return ()


def _judge(job: str, found: tuple[Entry, ...], given: Given) -> int:
    for one in found:
        log = f": its log is `{one.log}`" if one.log else ""
        code = "" if one.status is None else f", exit code {one.status}"
        if one.state is State.FAILED:
            talk.note(given, f"job {one.number} has failed ({one.word.lower()}{code}){log}")
        elif one.state is not State.DONE:
            talk.note(given, f"job {one.number} has left the queue, and the scheduler does not say how it ended{log}")
    if not found:
        talk.note(given, f"the scheduler does not know what became of job {job}")
    if not found or any(one.state is not State.DONE for one in found):
        return FAILED
    talk.note(given, f"job {job} is done" if len(found) == 1 else f"job {job} is done, all {len(found)} of it")
    return DONE
