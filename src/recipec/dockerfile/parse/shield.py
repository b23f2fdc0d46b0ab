"""The second reader: what dockerfile-parse finds in a Dockerfile has to come out of its conversion.

On its own it takes the body of a here-document for instructions and disagrees with BuildKit on a handful of rarer
points, so it is given the lines of instructions only, each that it would misread in a form that says the same to it.
"""

import io
from collections.abc import Iterator, Sequence

from recipec.dockerfile.parse.lexer import SPACES
from recipec.dockerfile.parse.lines import Cursor, Logical
from recipec.dockerfile.parse.words import BLANKS
from recipec.dockerfile.tree import File
from recipec.record import Record
from recipec.source import Span
from recipec.typed import TypedDict

# It adds line to line in a way that takes quadratic time: of a longer instruction it sees the first line only.
_DEEP = 500
# Stands for the character that makes an escape at the end of a line text (private use; taken off again).
SENTINEL = "\uf8ff"


class _Entry(TypedDict):
    instruction: str
    startline: int
    value: str


class Found(Record):
    """A logical line as dockerfile-parse has it. ``value`` None: shortened by the shield, not to be compared."""

    name: str
    first: int
    value: str | None


class Shield(Record):
    """The text to give away: the number that each of its lines has in the source, and the instructions cut short."""

    text: str
    numbers: tuple[int, ...]
    shortened: frozenset[int]


def places(file: File) -> Iterator[Span]:
    """Say where dockerfile-parse finds instructions. What is none to us, or another one, has a place of its own."""
    assert file.source is not None, "somebody has read it"
    own = {instruction.span.start: instruction for instruction in file.instructions}
    cursor = Cursor(file.source)
    logicals: dict[int, Logical] = {}
    while (logical := cursor.next()) is not None:
        logicals[logical.first] = logical
        instruction = own.get(logical.lines[0].start)
        for document in instruction.heredocs if instruction is not None else ():
            cursor.body(document.name, chomp=document.chomp)
    for found in find(cursor, list(logicals.values())):
        instruction = own.get(logicals[found.first].lines[0].start)
        if instruction is not None and _agrees(found, logicals[found.first]):
            yield instruction.span
        else:
            start = cursor.starts[found.first]
            yield Span(start, start)


def _agrees(found: Found, logical: Logical) -> bool:
    keyword, *rest = BLANKS.split(logical.text.strip(SPACES), maxsplit=1)
    value = rest[0].strip(SPACES) if rest else ""
    return found.value is None or (found.name == keyword.upper() and found.value.strip() == value)


def shielded(cursor: Cursor, logicals: Sequence[Logical]) -> Shield:
    """Write the instructions in a way that dockerfile-parse reads as BuildKit reads the source."""
    lines = [f"# escape={cursor.escape}"]
    numbers = [-1]
    shortened: set[int] = set()
    for logical in logicals:
        count = len(logical.indices)
        bounds = [line.at for line in logical.lines[:count]] + [len(logical.text)]
        first = logical.text[: bounds[1]] + (cursor.escape if count > 1 else "")
        if count > _DEEP or not _is_plain(first) or not _is_read(logical.text):
            # Too much to join, or characters that it takes otherwise: what matters is where the instruction starts.
            name = logical.text.strip(SPACES).split(" ", 1)[0].split()
            lines.append(f"{name[0] if name else '-'} -")
            numbers.append(logical.first)
            shortened.add(logical.first)
            continue
        numbers += logical.indices
        for number in range(count):
            piece = logical.text[bounds[number] : bounds[number + 1]]
            lines.append(piece + (cursor.escape if number + 1 < count else _end(piece, cursor.escape)))
    return Shield("\n".join(lines) + "\n", tuple(numbers), frozenset(shortened))


def find(cursor: Cursor, logicals: Sequence[Logical]) -> list[Found]:
    """Let dockerfile-parse read the shielded text: once, in memory, with nothing replaced."""
    from dockerfile_parse import DockerfileParser  # type: ignore[import-untyped]  # it comes without types

    shield = shielded(cursor, logicals)
    data = io.BytesIO(shield.text.encode("utf-8", "replace"))
    found: list[Found] = []
    structure: list[_Entry] = DockerfileParser(fileobj=data, env_replace=False).structure
    for entry in structure:
        if entry["instruction"] != "COMMENT":
            first = shield.numbers[entry["startline"]]
            value = None if first in shield.shortened else entry["value"].rstrip(SENTINEL)
            found.append(Found(entry["instruction"], first, value))
    return found


def _is_plain(line: str) -> bool:
    """Tell whether a line begins with a keyword and goes on behind it."""
    keyword, _, rest = line.partition(" ")
    return keyword.isascii() and keyword.isprintable() and bool(keyword and rest.strip(" \t"))


def _is_read(text: str) -> bool:
    """Tell whether it takes nothing in a text for the end of a line, or for a byte that is not UTF-8."""
    return text.replace("\t", " ").isprintable()


def _end(piece: str, escape: str) -> str:
    return SENTINEL if piece.rstrip().endswith(escape) else ""
