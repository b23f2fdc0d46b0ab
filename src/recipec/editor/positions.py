"""Places as editors count them: lines from 0, and units of an encoding in a line."""

from enum import Enum

from recipec.record import Record
from recipec.source import Source


class Units(Enum):
    """What a character is counted in."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    UTF_32 = "utf-32"


class Place(Record):
    """A line and a column, both counted from 0."""

    line: int
    column: int


def place(offset: int, source: Source, units: Units) -> Place:
    """Say where an offset is."""
    at = source.position(min(max(offset, 0), len(source.text)))
    before = source.text[source.line_starts[at.line - 1] : min(offset, len(source.text))]
    return Place(at.line - 1, _length(before, units))


def offset(at: Place, source: Source, units: Units) -> int:
    """Give the offset of a place; what is behind the end of a line is its end."""
    if at.line >= len(source.line_starts):
        return len(source.text)
    start = source.line_starts[at.line]
    line = source.line(at.line + 1)
    if units is Units.UTF_32 or line.isascii():
        return start + min(at.column, len(line))
    column = 0
    for number, character in enumerate(line):
        if column >= at.column:
            return start + number
        column += _length(character, units)
    return start + len(line)


def _length(text: str, units: Units) -> int:
    match units:
        case Units.UTF_32:
            return len(text)
        case Units.UTF_16:
            return len(text) + sum(character > "\uffff" for character in text)
        case Units.UTF_8:
            return len(text.encode("utf-8", "surrogatepass"))
