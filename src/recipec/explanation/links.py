"""Which part of a step became which part of the output."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator

from recipec.explanation.explanation import Place
from recipec.explanation.read import Said
from recipec.explanation.written import Line
from recipec.regex import regex
from recipec.source import Source, Span

# What a line has around its command when several are joined to one instruction.
_JOINT = regex(r"^\s*(?:RUN\s+|&&\s*)?|\s*\\?\s*$")


class Lines:
    """The lines of the output, found by the places in the recipe that they are made of."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = tuple(lines)
        made_of = [(source, number) for number, line in enumerate(self._lines) for source in line.sources]
        self._starts = sorted((source.start, number) for source, number in made_of)
        self._numbers: defaultdict[Span, list[int]] = defaultdict(list)
        for source, number in made_of:
            self._numbers[source].append(number)

    def of(self, said: Said) -> list[Line]:
        """Give the lines that a step became, in their order."""
        first = bisect_left(self._starts, (said.span.start, 0))
        behind = bisect_right(self._starts, (said.span.end, len(self._lines)))
        begun = {number for _, number in self._starts[first:behind] if _inside(said, self._lines[number])}
        known = {number for span in said.known_by for number in self._numbers.get(span, ())}
        return [self._lines[number] for number in sorted(begun | known)]


def places(said: Said, lines: Lines, source: Source, text: str) -> tuple[Place, ...]:
    """Give the parts of the output that a step became; neighbours of one section are one part."""
    mine = lines.of(said)
    joined: list[Line] = []
    for line in mine:
        last = joined[-1] if joined else None
        if last is not None and last.section == line.section and not text[last.span.end : line.span.start].strip():
            joined[-1] = last._replace(span=Span(last.span.start, line.span.end))
        elif last is None or last.section != line.section or last.span.end <= line.span.start:
            joined.append(line)
    if said.name.startswith("%"):
        # Of a section, each instruction says a part.
        return tuple(_narrowed(mine, said, source, text))
    return tuple(Place(line.span, line.section, said.span) for line in joined)


def _narrowed(mine: list[Line], said: Said, source: Source, text: str) -> Iterator[Place]:
    """Find the lines of a section that an instruction has: they come one after the other, in both."""
    lines = _lines(source.text, said.span)
    at = 0
    for line in mine:
        inside = _inside(said, line)
        if inside and inside[0] not in said.known_by:
            yield Place(line.span, line.section, Span(inside[0].start, inside[-1].end))
            continue
        wanted = frozenset(_bare(text[span.start : span.end]) for span in _lines(text, line.span))
        found = [number for number in range(at, len(lines)) if _bare(_cut(source, lines[number])) in wanted]
        run = _first_run(found)
        if run:
            at = run[-1] + 1
            yield Place(line.span, line.section, Span(lines[run[0]].start, lines[run[-1]].end))
        else:
            yield Place(line.span, line.section, said.span)


def _inside(said: Said, line: Line) -> list[Span]:
    """Give the places within a step that a line is made of: a line of ``%files`` is a program's step of its own."""
    return sorted(source for source in line.sources if said.span.holds(source))


def _first_run(numbers: list[int]) -> list[int]:
    """Give the first numbers, as long as they follow closely: a gap is another place with the same line."""
    run: list[int] = []
    for number in numbers:
        if run and number - run[-1] > 4:
            break
        run.append(number)
    return run


def _lines(text: str, span: Span) -> list[Span]:
    """Give the lines of a part of a text that have something on them."""
    found: list[Span] = []
    at = span.start
    for line in text[span.start : span.end].split("\n"):
        if _bare(line):
            found.append(Span(at, at + len(line)))
        at += len(line) + 1
    return found


def _cut(source: Source, span: Span) -> str:
    return source.text[span.start : span.end]


def _bare(line: str) -> str:
    return _JOINT.sub("", line)
