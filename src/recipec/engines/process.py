"""Starting an engine and keeping what it says."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

# A build that takes longer than this hangs.
_SECONDS = 300.0


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
    command: Sequence[str], *, directory: Path, environment: Mapping[str, str] | None = None, seconds: float = _SECONDS
) -> Output:
    """Run a command to its end without standing input; a hang ends it with the status of ``timeout``."""
    try:
        done = subprocess.run(
            command,
            cwd=directory,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
            umask=0o022,
        )
    except subprocess.TimeoutExpired as expired:
        return Output(124, expired.stdout or b"", f"no end after {seconds:.0f} s: {' '.join(command)}")
    return Output(done.returncode, done.stdout, done.stderr.decode(errors="replace"))


def tail(text: str, lines: int = 25) -> str:
    """Give the last lines of a log."""
    return "\n".join(text.rstrip().splitlines()[-lines:])
