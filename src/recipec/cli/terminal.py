"""The terminal: whether it has colours, how wide it is, and a line that says how far the work is."""

import os
import sys
from time import monotonic

from recipec.typed import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from recipec.diagnostics.render.human import Style

# A run that is shorter than this needs no progress.
_PATIENCE = 1.0
_EVERY = 0.1
_LINKING_PROGRAMS = frozenset(("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "tmux"))
_LINKING_TERMINALS = frozenset(("xterm-kitty", "alacritty", "foot", "wezterm", "xterm-ghostty", "contour"))


def has_colour(wish: str, stream: TextIO) -> bool:
    """Tell whether to use colours: as the user wishes, else as the environment and the stream say."""
    if wish != "auto":
        return wish == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "") not in ("", "0"):
        return True
    return os.environ.get("CLICOLOR") != "0" and is_redrawn(stream)


def has_links(stream: TextIO) -> bool:
    """Tell whether a text may be a link: as the user says, else on terminals that are known to show it as one."""
    said = os.environ.get("FORCE_HYPERLINK")
    if said:
        return said != "0"
    kind, program = os.environ.get("TERM", ""), os.environ.get("TERM_PROGRAM", "")
    if not stream.isatty() or kind == "dumb" or kind.startswith(("screen", "linux")):
        return False
    # GNOME's terminal library since 0.50, Konsole since 20.12, and Windows Terminal say so themselves.
    vte, konsole = os.environ.get("VTE_VERSION", ""), os.environ.get("KONSOLE_VERSION", "")
    return (
        program in _LINKING_PROGRAMS
        or kind in _LINKING_TERMINALS
        or "WT_SESSION" in os.environ
        or (vte.isdecimal() and int(vte[:6]) >= 5000)
        or (konsole.isdecimal() and int(konsole[:6]) >= 201200)
    )


def style(wish: str, stream: TextIO) -> "Style":
    """Say how findings look on a stream."""
    from recipec.diagnostics.render.human import Style

    colour = has_colour(wish, stream)
    return Style(colour, width(stream), links=colour and has_links(stream))


def width(stream: TextIO) -> int:
    """Give the number of columns: what the user says, else the terminal; 100 where there is none."""
    said = os.environ.get("COLUMNS", "")
    if said.isascii() and said.isdigit() and 0 < len(said) < 6 and int(said):
        return int(said)
    try:
        return os.get_terminal_size(stream.fileno()).columns or 100
    except (OSError, ValueError):
        return 100


def write(text: str, stream: TextIO) -> None:
    """Write a text; what the terminal has no letters for is shown as an escape."""
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()


def is_redrawn(stream: TextIO) -> bool:
    """Tell whether a line on a stream may be drawn anew."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def redraw(line: str, stream: TextIO) -> None:
    """Draw a line anew, cut where the terminal ends; an empty one is gone."""
    write(f"\r\x1b[K{line[: max(width(stream) - 1, 20)]}", stream)


class Progress:
    """A line on standard error that says how many of how many are done, and when the rest will be.

    It is gone at the end, however that comes.
    """

    def __init__(self, total: int, *, wanted: bool) -> None:
        self._total = total
        self._wanted = wanted and is_redrawn(sys.stderr)
        self._start = self._shown = monotonic()
        self._done = 0
        self._is_drawn = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        now = monotonic()
        if not self._wanted or now - self._start < _PATIENCE or now - self._shown < _EVERY:
            return
        self._shown = now
        self._is_drawn = True
        left = (now - self._start) / self._done * (self._total - self._done)
        filled = 24 * self._done // max(self._total, 1)
        line = f"[{'=' * filled}{' ' * (24 - filled)}] {self._done}/{self._total}, {left:.0f} s left"
        redraw(line, sys.stderr)

    def clear(self) -> None:
        """Take the line away, so that something else can be written."""
        if self._is_drawn:
            redraw("", sys.stderr)
            self._is_drawn = False
