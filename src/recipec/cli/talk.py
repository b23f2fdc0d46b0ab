"""What a command says beside what it was asked for, on standard error: notes, and with ``-v`` what it did and decided.

Nobody has to ask first: ``note`` and ``progress`` are silent with ``-q``, ``detail`` without ``-v``.
"""

import sys

from recipec.cli import terminal
from recipec.cli.options import Given, value
from recipec.errors import RecipeError
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.diagnostics.render.human import Style
    from recipec.diagnostics.render.report import Report


def is_quiet(given: Given) -> bool:
    """Tell whether only what was asked for and errors are wanted."""
    return "quiet" in given


def is_verbose(given: Given) -> bool:
    """Tell whether what is done and decided is wanted too: for details that cost something to find out."""
    return "verbose" in given


def begin(given: Given) -> None:
    """Say who is talking; to be quiet and to tell more at once is impossible."""
    if not is_verbose(given):
        return
    if is_quiet(given):
        raise RecipeError("`--quiet` and `--verbose` contradict each other", help="leave out one of them")
    from recipec import __version__

    python = ".".join(map(str, sys.version_info[:3]))
    detail(given, f"version {__version__}, Python {python}")


def note(given: Given, text: str) -> None:
    """Write a line that sums up or reminds."""
    if not is_quiet(given):
        terminal.write(f"{_on_a_line(text)}\n", sys.stderr)


def detail(given: Given, text: str) -> None:
    """Write a line that says what was done or decided, and why."""
    if is_verbose(given):
        terminal.write(f"recipec: {_on_a_line(text)}\n", sys.stderr)


def progress(given: Given, total: int) -> terminal.Progress:
    """Give a line that says how far the work is, while standard error is a terminal."""
    return terminal.Progress(total, wanted=not is_quiet(given))


def error(given: Given, what: RecipeError) -> None:
    """Write what stops a command, and what to do about it; with its place, where it is about a recipe."""
    from recipec.diagnostics.render.human import render
    from recipec.diagnostics.render.report import Report

    terminal.write(render(Report(what.source, error=what), _style(given)), sys.stderr)


def report(given: Given, what: "Report") -> None:
    """Write findings that are not what was asked for, but have to be known."""
    from recipec.diagnostics.render.human import shown

    terminal.write(shown(what, _style(given)), sys.stderr)


def _style(given: Given) -> "Style":
    return terminal.style(value(given, "color") or "auto", sys.stderr)


def _on_a_line(text: str) -> str:
    """Show a text that may hold names of files, whatever characters these have."""
    from recipec.diagnostics.render.columns import on_a_line

    return on_a_line(text)
