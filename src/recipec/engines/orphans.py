"""Programs that outlive the one that started them, such as servers that a container has put into the background."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

# From <sys/prctl.h>: whoever loses its parent below us becomes our child, whatever its session and group.
_SET_CHILD_SUBREAPER = 36


@contextmanager
def no_orphans() -> Iterator[None]:
    """End what is left when the block ends of all that was started in it. Only Linux can tell what that is."""
    if not _adopts():
        yield
        return
    before = _children()
    try:
        yield
    finally:
        # What is ended may leave children of its own.
        while left := _children() - before:
            # Some may be another user's, such as a program that helps with mounts: these are left alone.
            before |= left
            for number in left:
                with suppress(ProcessLookupError, PermissionError, ChildProcessError):
                    os.kill(number, signal.SIGKILL)
                    os.waitpid(number, 0)


@cache
def _adopts() -> bool:
    if not _tasks().is_dir():
        return False
    import ctypes

    return bool(ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


def _tasks() -> Path:
    return Path("/proc/self/task")


def _children() -> frozenset[int]:
    found: set[int] = set()
    for task in _tasks().iterdir():
        with suppress(OSError):
            found.update(map(int, (task / "children").read_text().split()))
    return frozenset(found)
