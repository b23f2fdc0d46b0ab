"""Starting an engine, keeping what it says, and leaving nothing of it running."""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from recipec.engines.orphans import no_orphans

# How long an engine that is told to end may take to clean up after itself.
_PATIENCE = 10.0
# What `timeout` says of a program that it has ended.
OVERDUE = 124


class Output(NamedTuple):
    """What a program printed, and the status with which it ended."""

    status: int
    stdout: bytes
    stderr: str


class BuildError(Exception):
    """An engine refused a recipe, or a step of it failed. The message is the end of the engine's log."""


def is_installed(program: str) -> bool:
    """Say whether a program is on PATH."""
    return shutil.which(program) is not None


def run(
    command: Sequence[str],
    *,
    directory: Path,
    environment: Mapping[str, str] | None = None,
    seconds: float | None = None,
    log: Path | None = None,
) -> Output:
    """Run a command to its end without standing input; a hang ends it with the status of ``timeout``.

    ``log`` is a file that everything which it says is added to while it says it; ``stderr`` then holds that.
    """
    if log is None:
        with no_orphans():
            return _run(command, directory, environment, seconds, None)
    with log.open("ab") as said, no_orphans():
        start = said.tell()
        done = _run(command, directory, environment, seconds, said)
    with log.open("rb") as said:
        said.seek(start)
        return done._replace(stderr=done.stderr + said.read().decode(errors="replace"))


def _run(
    command: Sequence[str],
    directory: Path,
    environment: Mapping[str, str] | None,
    seconds: float | None,
    log: IO[bytes] | None,
) -> Output:
    try:
        # A group of its own: Ctrl-C reaches us alone, and we see to it that all that the engine has started ends.
        process = subprocess.Popen(
            command,
            cwd=directory,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if log is None else log,
            stderr=subprocess.PIPE if log is None else log,
            umask=0o022,
            process_group=0,
        )
    except OSError as error:
        return Output(127, b"", f"cannot start `{command[0]}`: {(error.strerror or 'unknown reason').lower()}")
    try:
        stdout, stderr = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as expired:
        _end(process)
        return Output(OVERDUE, expired.stdout or b"", f"no end after {seconds:.0f} s: {' '.join(command)}")
    except BaseException:
        _end(process)
        raise
    return Output(process.returncode, stdout or b"", (stderr or b"").decode(errors="replace"))


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a program and all that it has started: they may clean up, and are killed if that takes too long."""
    try:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE)
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def tail(text: str, lines: int = 25) -> str:
    """Give the last lines of a log."""
    return "\n".join(text.rstrip().splitlines()[-lines:])
