"""What would be changed in a file, as `diff -u` shows it."""

from difflib import unified_diff

from recipec.diagnostics.render.columns import visible

_BOLD, _CYAN, _GREEN, _RED, _RESET = "\x1b[1m", "\x1b[36m", "\x1b[32m", "\x1b[31m", "\x1b[0m"
_COLOURS = (("---", _BOLD), ("+++", _BOLD), ("@@", _CYAN), ("-", _RED), ("+", _GREEN))


def difference(before: str, after: str, names: tuple[str, str], *, colour: bool) -> str:
    """Show how two texts differ; empty where they do not. Without colours `patch` can read it."""
    if before == after:
        return ""
    lines = unified_diff(_lines(before), _lines(after), *names)
    return "".join(_painted(line, number) if colour else _ended(line) for number, line in enumerate(lines))


def _lines(text: str) -> list[str]:
    """Cut a text into lines where `patch` does: other characters that end a line somewhere are text."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _ended(line: str) -> str:
    return line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def _painted(line: str, number: int) -> str:
    """Paint a line; only the first two can be names. Colours are for terminals, which must not obey what is in it."""
    text, end, rest = _ended(line).partition("\n")
    known = _COLOURS if number < 2 else _COLOURS[2:]
    paint = next((paint for mark, paint in known if text.startswith(mark)), None)
    text = visible(text)
    return f"{paint}{text}{_RESET}{end}{rest}" if paint else text + end + rest
