"""What an engine is doing, and for how long it has been at it: a line on a terminal, its log with ``-v``."""

import sys
from pathlib import Path
from threading import Event, Thread
from time import monotonic

from recipec.cli import talk, terminal
from recipec.cli.options import Given
from recipec.typed import Self

_EVERY = 0.2
_WHEEL = "|/-\\"
# As much of the end of a log as a line of it takes.
_LINE = 4096


class Steps:
    """The step that is being done, and what the engine said last about it."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._step = ""
        self._log: Path | None = None
        self._told = 0
        self._since = monotonic()
        self._is_verbose = talk.is_verbose(given)
        self._is_drawn = terminal.is_redrawn(sys.stderr) and not self._is_verbose and not talk.is_quiet(given)
        self._ended = Event()
        self._thread = Thread(target=self._follow, daemon=True)

    def __enter__(self) -> Self:
        if self._is_drawn or self._is_verbose:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def begin(self, step: str, log: Path | None = None) -> None:
        """Say what is done from now on, and where the engine writes what it says."""
        self._tell()
        if log != self._log:
            self._log, self._told = log, 0
        self._step, self._since = step, monotonic()
        talk.detail(self._given, step)

    def _follow(self) -> None:
        turn = 0
        while not self._ended.wait(_EVERY):
            turn += 1
            if self._is_drawn:
                self._draw(turn)
            else:
                self._tell()
        if self._is_drawn:
            terminal.redraw("", sys.stderr)
        self._tell()

    def _draw(self, turn: int) -> None:
        passed = int(monotonic() - self._since)
        line = f"{_WHEEL[turn % len(_WHEEL)]} {self._step}, {passed // 60}:{passed % 60:02}{self._last_line()}"
        terminal.redraw(line, sys.stderr)

    def _last_line(self) -> str:
        from recipec.diagnostics.render.columns import on_a_line

        lines = self._read(-_LINE).decode(errors="replace").split("\n")
        said = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f": {on_a_line(said)}" if said else ""

    def _tell(self) -> None:
        """Write what is new in the log."""
        if not self._is_verbose:
            return
        from recipec.diagnostics.render.columns import visible

        new = self._read(self._told)
        self._told += len(new)
        terminal.write(visible(new.decode(errors="replace")), sys.stderr)

    def _read(self, start: int) -> bytes:
        """Read the log from a place on, or so much of its end; nothing while there is none."""
        if self._log is None:
            return b""
        try:
            with self._log.open("rb") as file:
                file.seek(max(start if start >= 0 else self._log.stat().st_size + start, 0))
                return file.read()
        except OSError:
            return b""
