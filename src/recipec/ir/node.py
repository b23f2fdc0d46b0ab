"""What every node of a program carries: where it was said."""

from recipec.ir.classes import Value, field, frozen
from recipec.source import Span


@frozen(slots=False, repr=False, eq=False)
class Origin(Value):
    """Where a node comes from: its place, and the comments that stood right above it.

    ``comments`` are the texts of whole comment lines, as written after their ``#`` and without it
    (so usually with a leading blank), top to bottom; an empty string is an empty comment.
    """

    span: Span
    comments: tuple[str, ...] = ()


@frozen(kw_only=True, slots=False, repr=False, eq=False)
class Node(Value):
    """A part of a program. Its origin is left out of equality: meaning has no place."""

    origin: Origin | None = field(default=None, eq=False)
