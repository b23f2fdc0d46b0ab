"""Reading a script: as a plain one, and with the shell's grammar where it is none, which takes longer to load too."""

from recipec.record import Record
from recipec.shell import plain
from recipec.shell.syntax import Sequence
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.shell.parsed import Tree

# A text of this size was made by a program, and nobody wants it laid out.
_LONGEST = 300_000
# So many here-documents are opened in no line: the time that the grammar takes grows with the square of their number.
_DOCUMENTS = 100


class Reading(Record):
    """What reading gives; ``body`` None: not understood. ``tree`` None: it is plain, or was not even tried."""

    text: str
    body: Sequence | None
    tree: "Tree | None"
    heredocs: "tuple[tuple[int, Span], ...]" = ()


def read(text: str) -> Reading:
    """Read a script from its text."""
    if len(text) > _LONGEST:
        return Reading(text, None, None)
    body = plain.read(text)
    if body is not None:
        return Reading(text, body, None)
    if text.count("<<") > _DOCUMENTS and any(line.count("<<") > _DOCUMENTS for line in text.split("\n")):
        return Reading(text, None, None)
    from recipec.shell import read as grammatical

    return grammatical.read(text)
