"""Put together what is known about a conversion: by step, in the order of the recipe."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from recipec.diagnostics.finding import Finding
from recipec.explanation.explanation import Explanation, Step
from recipec.explanation.links import Lines, places
from recipec.explanation.read import Said, of_definition, of_dockerfile
from recipec.explanation.why import why
from recipec.explanation.written import Line, in_definition, in_dockerfile
from recipec.format import Format
from recipec.record import Record
from recipec.source import Source, Span
from recipec.typed import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import recipec.definition.tree as definition
    import recipec.dockerfile.tree as dockerfile

    Tree: TypeAlias = dockerfile.File | definition.File


class Converted(Record):
    """A conversion: what was read and written, and what was said about it.

    ``text`` is what was ``written`` of the tree, and the lines that were put into that.
    """

    source: Source
    format: Format
    target: str
    written: str
    text: str
    findings: tuple[Finding, ...]
    reasons: tuple[tuple[Span, str], ...]


def tell(converted: Converted, read: "Tree", made: "Tree") -> Explanation:
    """Explain a conversion by the tree that was read and the one that was made of it."""
    source = converted.source
    written = tuple(_with_added(tuple(_lines(made)), converted.written, converted.text))
    lines = Lines(written)
    findings = _Findings(converted.findings)
    reasons: dict[Span, list[tuple[int, str]]] = {}  # with their turns
    for turn, (span, text) in enumerate(converted.reasons):
        reasons.setdefault(span, []).append((turn, text))
    steps: list[Step] = []
    placed: set[Finding] = set()
    for one in _said(read, source):
        found = places(one, lines, source, converted.text)
        mine = findings.within(one.span)
        placed.update(mine)
        sentences = why(
            one.name, tuple(place.section for place in found), to_definition=converted.format is Format.DOCKERFILE
        )
        decided = sorted(reason for span in set(one.known_by) for reason in reasons.get(span, ()))
        told = dict.fromkeys(text for _, text in decided)
        steps.append(Step(one.name, one.span, found, (*sentences, *told), mine))
    own = tuple(line.span for line in written if not line.sources)
    left = tuple(finding for finding in converted.findings if finding not in placed)
    return Explanation(source, converted.format, converted.target, converted.text, tuple(steps), own, left)


class _Findings:
    """Findings by their places."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self._findings = findings
        self._starts = sorted((one.span.start, turn) for turn, one in enumerate(findings) if one.span)

    def within(self, span: Span) -> tuple[Finding, ...]:
        """Give the findings at places within this one, in their order."""
        first = bisect_left(self._starts, (span.start, 0))
        last = bisect_right(self._starts, (span.end, len(self._findings)))
        near = (self._findings[turn] for turn in sorted(turn for _, turn in self._starts[first:last]))
        return tuple(one for one in near if one.span and span.holds(one.span))


def _said(file: "Tree", source: Source) -> Iterator[Said]:
    from recipec.dockerfile.tree import File

    return of_dockerfile(file) if isinstance(file, File) else of_definition(file, source)


def _lines(file: "Tree") -> Iterator[Line]:
    from recipec.dockerfile.tree import File

    return in_dockerfile(file) if isinstance(file, File) else in_definition(file)


def _with_added(lines: tuple[Line, ...], before: str, after: str) -> Iterator[Line]:
    """Give the lines their places in a text into which others were put, and those among them, which no step says."""
    added = _added(before, after)
    more = len(after) - len(before)
    yield from (line for line in lines if line.span.end <= added.start)
    if more:
        yield Line(added, "", ())
    yield from (
        line._replace(span=Span(line.span.start + more, line.span.end + more))
        for line in lines
        if line.span.end > added.start
    )


def _added(before: str, after: str) -> Span:
    """Find the lines that were put into a text, without the last line end."""
    if before == after:
        return Span(len(after), len(after))
    old, new = before.split("\n"), after.split("\n")
    above = next(at for at, line in enumerate(new) if at == len(old) or line != old[at])
    start = sum(len(line) + 1 for line in new[:above])
    put = after[start : start + len(after) - len(before)]
    return Span(start, start + len(put.rstrip("\n")))
