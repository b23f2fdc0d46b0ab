"""Programs that are asked about images and credentials: what they answer, and how long they may take."""

import subprocess


class Failed(Exception):  # noqa: N818 -- no error of ours: whoever asked says what it means
    """The program ended with an error, which it told."""


def run(command: tuple[str, ...], *, given: bytes = b"", seconds: float = 120) -> bytes:
    """Run a program and give what it writes. ``FileNotFoundError``: it is not there."""
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        raise Failed(f"no answer within {seconds:.0f} s") from None
    if done.returncode:
        raise Failed(done.stderr.decode(errors="replace").strip())
    return done.stdout
