"""A line on standard error that says what an engine is doing, and for how long it has been at it."""

import os
import sys
from threading import Event, Thread
from time import monotonic
from typing import Self

from recipec.cli import talk, terminal
from recipec.cli.options import Given

_EVERY = 0.2
_WHEEL = "|/-\\"


class Steps:
    """The step that is being done. On a terminal its line is drawn until the next one, elsewhere ``-v`` tells it."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._step = ""
        self._since = monotonic()
        self._is_drawn = not talk.is_quiet(given) and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._ended = Event()
        self._thread = Thread(target=self._draw, daemon=True)

    def __enter__(self) -> Self:
        if self._is_drawn:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._is_drawn:
            self._thread.join()

    def begin(self, step: str) -> None:
        """Say what is done from now on."""
        self._step, self._since = step, monotonic()
        if not self._is_drawn:
            talk.detail(self._given, step)

    def _draw(self) -> None:
        turn = 0
        while not self._ended.wait(_EVERY):
            turn += 1
            passed = int(monotonic() - self._since)
            line = f"{_WHEEL[turn % len(_WHEEL)]} {self._step}, {passed // 60}:{passed % 60:02}"
            sys.stderr.write(f"\r\x1b[K{line[: max(terminal.width(sys.stderr) - 1, 20)]}")
            sys.stderr.flush()
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
