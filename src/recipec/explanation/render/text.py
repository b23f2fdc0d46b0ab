"""An explanation on a terminal: each step of the recipe, what became of it below, and why."""

from collections.abc import Iterator
from textwrap import wrap

from recipec.diagnostics.finding import Finding
from recipec.diagnostics.render.columns import cells, on_a_line
from recipec.diagnostics.render.human import Style
from recipec.explanation.explanation import Explanation, Step
from recipec.source import Source, Span

_COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;36m"}
_BOLD, _BLUE, _GREEN, _DIM, _RESET = "\x1b[1m", "\x1b[1;34m", "\x1b[32m", "\x1b[2m", "\x1b[0m"

# Of longer ones the first lines are shown, and how many more there are.
_MOST = 6


class _Page:
    def __init__(self, explanation: Explanation, style: Style) -> None:
        self.source = explanation.source
        self.output = Source(explanation.text)
        self.style = style
        self.margin = len(str(max(len(self.source.line_starts), len(self.output.line_starts))))

    def paint(self, colour: str, text: str) -> str:
        return f"{colour}{text}{_RESET}" if self.style.colour and text else text

    def excerpt(self, span: Span, source: Source, sign: str, colour: str) -> Iterator[str]:
        first = source.position(span.start).line
        last = source.position(max(span.start, span.end - 1)).line
        end = last if last - first < _MOST else first + _MOST - 2
        for number in range(first, end + 1):
            line = self.cut(source.line(number))
            gutter = self.paint(_BLUE, f"{str(number).rjust(self.margin)} {sign}")
            yield f"{gutter} {self.paint(colour, line)}".rstrip()
        if end < last:
            yield self.paint(_DIM, f"{' ' * self.margin} {sign} … {last - end} more lines, up to {last}")

    def cut(self, line: str) -> str:
        shown, starts = cells(line)
        room = max(self.style.width - self.margin - 3, 20)
        if starts[-1] <= room:
            return "".join(shown)
        kept = next(number for number, start in enumerate(starts) if start > room - 1) - 1
        return "".join(shown[:kept]) + "…"

    def note(self, head: str, text: str, colour: str) -> Iterator[str]:
        room = max(self.style.width - self.margin - 3, 20)
        for number, line in enumerate(wrap(f"{head}{on_a_line(text)}", room) or [head]):
            start = " = " if number == 0 else "   "
            if number == 0 and line.startswith(head.strip()):
                line = self.paint(colour, head.strip()) + line.removeprefix(head.strip())
            yield f"{' ' * self.margin}{self.paint(_BLUE, start)}{line}"


def render(explanation: Explanation, style: Style) -> str:
    """Show the steps of a recipe in its order, a blank line between them."""
    page = _Page(explanation, style)
    kind = "definition file" if explanation.format.other.value == "definition" else "Dockerfile"
    title = f"{on_a_line(explanation.source.name)} as a {kind} for {explanation.target}"
    blocks = [[page.paint(_BOLD, title)]]
    blocks += [list(_step(step, page)) for step in explanation.steps]
    blocks += [list(page.note(*_told(finding))) for finding in explanation.findings]
    if explanation.own:
        blocks.append([page.paint(_BOLD, "recipec's own")])
        for span in explanation.own:
            blocks[-1] += page.excerpt(span, page.output, ">", _GREEN)
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _step(step: Step, page: _Page) -> Iterator[str]:
    yield from page.excerpt(step.span, page.source, "|", "")
    for place in step.places:
        yield f"{' ' * page.margin} {page.paint(_DIM, f'→ {place.section}')}"
        yield from page.excerpt(place.span, page.output, ">", _GREEN)
    if not step.places:
        yield f"{' ' * page.margin} {page.paint(_DIM, '→ nothing of it is written')}"
    for sentence in step.why:
        yield from page.note("why: ", sentence, _BOLD)
    for finding in step.findings:
        yield from page.note(*_told(finding))


def _told(finding: Finding) -> tuple[str, str, str]:
    text = finding.message + (f"; {finding.help}" if finding.help else "")
    return f"{finding.severity.value}[{finding.code}]: ", text, _COLOURS[finding.severity.value]
