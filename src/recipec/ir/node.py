"""What every node of a program carries: where it was said."""

from recipec import record
from recipec.source import Span


@record.frozen
class Origin:
    """Where a node comes from: its place, and the comments that stood right above it.

    ``comments`` are the texts of whole comment lines, as written after their ``#`` and without it
    (so usually with a leading blank), top to bottom; an empty string is an empty comment.
    """

    span: Span
    comments: tuple[str, ...] = ()


@record.frozen(kw_only=True)
class Node:
    """A part of a program. Its origin is left out of equality: meaning has no place."""

    origin: Origin | None = record.field(default=None, eq=False, repr=False)
