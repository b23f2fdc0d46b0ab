"""The text of a definition file as rules about its syntax see it: also one that no engine would read."""

from functools import cached_property

from recipec.record import Record
from recipec.source import Source, Span
from recipec.target import Target
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.refusals import Refused


class Line(Record):
    """A line without its end. ``section`` is the name that engines take for the section in which it stands."""

    text: str
    span: Span
    stage: int
    kind: str  # HEADER, SECTION or BODY
    section: str


class Text:
    """A definition file, cut where the engines cut it: at ``bootstrap:`` and at lines that begin with ``%``."""

    def __init__(self, source: Source, target: Target) -> None:
        self.source = source
        self.target = target

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every line, in order."""
        from recipec.definition.parse.table import cut

        found: list[Line] = []
        for number, stage in enumerate(cut(self.source.text)):
            for piece in stage.header:
                found += _lines(piece.text, piece.start, number, "HEADER", "")
            for head, body in stage.sections:
                name = head.text.strip().lstrip("%").split(" ", 1)[0].lower()
                found += _lines(head.text, head.start, number, "SECTION", name)
                if body is not None:
                    found += _lines(body.text, body.start, number, "BODY", name)
        return tuple(found)

    @cached_property
    def refused(self) -> "tuple[Refused, ...]":
        """Every line that engines refuse, with the reason."""
        from recipec.checks.refusals import refused

        return tuple(refused(self.lines))


def _lines(text: str, start: int, stage: int, kind: str, section: str) -> list[Line]:
    found: list[Line] = []
    for line in text.removesuffix("\n").split("\n") if text else ():
        bare = line.removesuffix("\r")
        found.append(Line(bare, Span(start, start + len(bare)), stage, kind, section))
        start += len(line) + 1
    return found
