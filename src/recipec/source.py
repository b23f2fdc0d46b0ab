"""A text under a name, and the places in it."""

from bisect import bisect_right
from functools import cached_property

from recipec.errors import RecipeError
from recipec.record import Record
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

LIMIT = 16 << 20
"""How many bytes a recipe has at most."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
"""What a text of UTF-16 begins with: neither is UTF-8."""


class Span(Record):
    """A half-open range of characters of a ``Source``."""

    start: int
    end: int

    def holds(self, other: "Span") -> bool:
        """Tell whether a place is within this one."""
        return self.start <= other.start and other.end <= self.end


class Position(Record):
    """A line and a column, both counted from 1, as editors show them."""

    line: int
    column: int


class Source:
    """A recipe's text. ``name`` is what messages call it: a path, or ``<stdin>``."""

    def __init__(self, text: str, name: str = "<recipe>") -> None:
        self.text = text
        self.name = name

    @classmethod
    def read(cls, path: "Path | str") -> "Source":
        """Read a file of UTF-8 text; a ``RecipeError`` says why it cannot be one."""
        name = str(path)
        try:
            with open(path, "rb") as file:
                return cls.take(file, name)
        except OSError as error:
            raise RecipeError(f"cannot read `{name}`: {(error.strerror or 'unreadable').lower()}") from None

    @classmethod
    def take(cls, file: "BinaryIO", name: str) -> "Source":
        """Read what is open. It may be a pipe or a device, and these need not end: a limit does."""
        data = file.read(LIMIT + 1)
        if len(data) > LIMIT:
            raise RecipeError(f"`{name}` is longer than {LIMIT >> 20} MiB, as no recipe is")
        return cls.decode(data, name)

    @classmethod
    def decode(cls, data: bytes, name: str = "<recipe>") -> "Source":
        """Take bytes for a recipe: UTF-8 text without NUL."""
        if data.startswith(UTF_16):
            raise RecipeError(
                f"`{name}` is UTF-16, as PowerShell writes it, and not UTF-8", help="save the recipe as UTF-8"
            )
        if b"\0" in data:
            line = data.count(b"\n", 0, data.index(b"\0")) + 1
            raise RecipeError(f"{name}:{line}: this is a binary file, not a recipe")
        try:
            return cls(data.decode(), name)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise RecipeError(
                f"{name}:{line}: byte 0x{data[error.start]:02x} is not UTF-8",
                help="save the recipe as UTF-8",
            ) from None

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset at which each line starts; lines end at ``\\n`` only."""
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return tuple(starts)

    def position(self, offset: int) -> Position:
        """Say where an offset is."""
        line = bisect_right(self.line_starts, offset) - 1
        return Position(line + 1, offset - self.line_starts[line] + 1)

    def line(self, number: int) -> str:
        """Give the text of a line, counted from 1, without its end."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")
