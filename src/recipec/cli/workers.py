"""Checking in several processes, none of which outlives the run, however that ends."""

import signal
import sys
from collections.abc import Iterator
from types import FrameType

from recipec.cli.check import Done, Job, check
from recipec.typed import NoReturn

# What a shell says of who was told to end.
TERMINATED = 143


def checked(jobs: list[Job], processes: int) -> Iterator[Done]:
    """Check files in so many processes; results come in the order of the files."""
    from multiprocessing import get_context

    # Python 3.14 has Linux start a server for new processes, which reads everything anew and outlives who is killed.
    context = get_context("fork" if sys.platform == "linux" else None)
    # Ctrl-C reaches all processes of a terminal: they leave it to the first one, which then ends them.
    interrupted = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pool = context.Pool(processes)
    finally:
        signal.signal(signal.SIGINT, interrupted)
    terminated = signal.signal(signal.SIGTERM, _end)
    try:
        with pool:
            yield from pool.imap(check, jobs, chunksize=max(1, min(50, len(jobs) // (4 * processes))))
    finally:
        signal.signal(signal.SIGTERM, terminated)


def _end(_: int, __: FrameType | None) -> NoReturn:
    raise SystemExit(TERMINATED)
