"""A terminal of a given size, in which a command runs as if somebody sat in front of it."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from typing import Self

CTRL_C = b"\x03"
_PLAIN = {"NO_COLOR": "", "FORCE_COLOR": "", "CLICOLOR": "", "CLICOLOR_FORCE": "", "FORCE_HYPERLINK": "", "COLUMNS": ""}


class Terminal:
    """A process, and the terminal that it reads from and writes to."""

    def __init__(self, *arguments: str, columns: int = 80, environment: Mapping[str, str] | None = None) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.process = subprocess.Popen(
            arguments,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, **_PLAIN, "TERM": "xterm", **(environment or {})},
            start_new_session=True,
            # Ctrl-C is for the processes of the session whose terminal this is.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 -- a test has one thread
        )
        os.close(slave)
        self.shown = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def type(self, keys: bytes) -> None:
        os.write(self._master, keys)

    def until(self, text: str, seconds: float = 30) -> None:
        """Wait until a text is shown."""
        end = time.monotonic() + seconds
        while text not in self.shown:
            assert time.monotonic() < end, f"{text!r} is not in {self.shown!r}"
            assert self._read(0.1), f"{text!r} is not in {self.shown!r}"

    def end(self, seconds: float = 60) -> int:
        """Wait for the end, and give the exit code."""
        end = time.monotonic() + seconds
        while self._read(0.1):
            assert time.monotonic() < end, self.shown
        return self.process.wait(seconds)

    def _read(self, seconds: float) -> bool:
        """Read what is shown; say whether there may be more."""
        if not select.select([self._master], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self._master, 65536)
        except OSError:  # what Linux says of a terminal that nobody has open any more
            return False
        self.shown += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)


def recipec(*arguments: str, columns: int = 80, environment: Mapping[str, str] | None = None) -> Terminal:
    """Start recipec in a terminal."""
    return Terminal(sys.executable, "-m", "recipec", *arguments, columns=columns, environment=environment)
