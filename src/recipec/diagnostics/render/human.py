"""Findings as a person reads them: a message, the place in the recipe underlined, and what to do."""

from bisect import bisect_right
from collections.abc import Iterator

from recipec.diagnostics.finding import Finding, Kind, Severity
from recipec.diagnostics.render.columns import cells, on_a_line, visible
from recipec.diagnostics.render.report import Report, counted
from recipec.errors import RecipeError
from recipec.record import Record
from recipec.source import Source, Span

_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;36m"}
_BOLD, _BLUE, _RESET = "\x1b[1m", "\x1b[1;34m", "\x1b[0m"

# The lines of a long span that are shown: its beginning and its last line.
_HEAD = 3
_ELLIPSIS = "…"


class Style(Record):
    """``width`` is the number of columns that there are; ``source``: the recipe is shown too.

    ``links``: the code of a finding is a link to its page, as terminals know them (OSC 8).
    """

    colour: bool = False
    width: int = 100
    source: bool = True
    links: bool = False


class _Label(Record):
    span: Span
    mark: str
    message: str


class _Mark(Record):
    """A part of a line to underline, in offsets of that line."""

    start: int
    end: int
    mark: str
    message: str


def render(report: Report, style: Style) -> str:
    """Show everything, with a last line that counts the findings."""
    total = ", ".join(counted(report.count))
    return "\n".join(part for part in (shown(report, style), total + "\n" if total else "") if part)


def shown(report: Report, style: Style) -> str:
    """Show every finding, a blank line between them."""
    paint = _Paint(style)
    blocks = ["\n".join(_finding(report.source, finding, paint)) + "\n" for finding in report.findings]
    if report.error is not None:
        source = report.source
        lines = list(_error(source, report.error, paint))
        if source is None and report.name is not None:
            lines.insert(1, f"{paint(_BLUE, '-->')} {on_a_line(report.name)}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


class _Paint:
    def __init__(self, style: Style) -> None:
        self.style = style
        self.severity = ""

    def __call__(self, colour: str, text: str) -> str:
        return f"{colour}{text}{_RESET}" if self.style.colour and text else text

    def title(self, severity: str, code: str, message: str) -> str:
        self.severity = _COLOURS[severity]
        return self(self.severity, severity + code) + self(_BOLD, ": " + on_a_line(message))

    def code(self, kind: Kind) -> str:
        if not self.style.links:
            return f"[{kind.code}]"
        from recipec.diagnostics.render.form import page

        return f"[\x1b]8;;{page(kind)}\x1b\\{kind.code}\x1b]8;;\x1b\\]"


def _finding(source: Source | None, finding: Finding, paint: _Paint) -> Iterator[str]:
    yield paint.title(finding.severity.value, paint.code(finding.kind), finding.message)
    labels = [_Label(related.span, "-", related.message) for related in finding.related]
    if finding.span is not None:
        labels.insert(0, _Label(finding.span, "^", ""))
    yield from _excerpt(source, labels, finding.help, paint)


def _error(source: Source | None, error: RecipeError, paint: _Paint) -> Iterator[str]:
    yield paint.title(Severity.ERROR.value, "", error.message)
    labels = [] if error.span is None else [_Label(Span(*error.span), "^", "")]
    yield from _excerpt(source, labels, error.help, paint)


def _excerpt(source: Source | None, labels: list[_Label], advice: str | None, paint: _Paint) -> Iterator[str]:
    margin = ""
    if source is not None and labels:
        marks = _marks(source, labels)
        margin = " " * len(str(max(marks)))
        place = source.position(labels[0].span.start)
        yield f"{margin}{paint(_BLUE, '-->')} {on_a_line(source.name)}:{place.line}:{place.column}"
        if paint.style.source:
            yield paint(_BLUE, f"{margin} |")
            previous = min(marks) - 1
            for number in sorted(marks):
                if number > previous + 1:
                    yield paint(_BLUE, "...")
                yield from _line(source.line(number), str(number).rjust(len(margin)), marks[number], paint)
                previous = number
            if advice:
                yield paint(_BLUE, f"{margin} |")
    elif source is not None:
        yield f"{paint(_BLUE, '-->')} {on_a_line(source.name)}"
    if advice:
        yield f"{margin} {paint(_BLUE, '=')} {paint(_BOLD, 'help')}: {visible(advice)}"


def _marks(source: Source, labels: list[_Label]) -> dict[int, list[_Mark]]:
    """Spread the labels over the lines that are shown; a label's message stands at its last line."""
    marks: dict[int, list[_Mark]] = {}
    for label in labels:
        start = min(label.span.start, len(source.text))
        end = min(max(label.span.end, start), len(source.text))
        first = source.position(start).line
        # A span that ends with a line end ends on that line.
        last = source.position(max(start, end - 1)).line
        for number in range(first, last + 1):
            if first + _HEAD <= number < last:
                continue
            line = source.line(number)
            offset = source.line_starts[number - 1]
            begin = start - offset if number == first else len(line) - len(line.lstrip())
            stop = min(end - offset, len(line))
            if stop > begin or number in (first, last):
                message = label.message if number == last else ""
                marks.setdefault(number, []).append(_Mark(begin, max(stop, begin + 1), label.mark, message))
    return marks


def _line(text: str, number: str, marks: list[_Mark], paint: _Paint) -> Iterator[str]:
    margin = " " * len(number)
    room = max(paint.style.width - len(number) - 4, 20)
    # As much as can be seen: some lines have millions of characters.
    shown, starts = cells(text[: min(marks).start + 8 * room])
    left = _left(starts, min(marks), room)
    right = _right(starts, left, room)
    before = _ELLIPSIS if left else ""
    after = _ELLIPSIS if right < len(shown) else ""
    line = before + "".join(shown[left:right]) + after
    yield f"{paint(_BLUE, f'{number} |')} {line}".rstrip()

    def column(offset: int) -> int:
        inside = min(max(offset, left), right)
        beyond = max(offset - len(shown), 0) if right == len(shown) else 0
        return len(before) + starts[inside] - starts[left] + beyond

    for mark in sorted(marks, reverse=True):
        begin, end = column(mark.start), column(mark.end)
        underline = " " * begin + mark.mark * max(end - begin, 1)
        message = f" {on_a_line(mark.message)}" if mark.message else ""
        colour = paint.severity if mark.mark == "^" else _BLUE
        yield f"{paint(_BLUE, f'{margin} |')} {paint(colour, underline + message)}"


def _left(starts: list[int], mark: _Mark, room: int) -> int:
    """Choose the first character to show, so that the mark is seen when the line is too long."""
    if starts[-1] <= room or starts[min(mark.end, len(starts) - 1)] <= room:
        return 0
    begin = starts[min(mark.start, len(starts) - 1)]
    return max(bisect_right(starts, begin - room // 3) - 1, 0)


def _right(starts: list[int], left: int, room: int) -> int:
    if starts[-1] - starts[left] <= room:
        return len(starts) - 1
    return max(bisect_right(starts, starts[left] + room - 2) - 1, left + 1)
