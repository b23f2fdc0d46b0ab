"""What every node of a program carries: where it was said."""

import attrs

from recipec.ir.classes import Value, frozen
from recipec.source import Span


@frozen(slots=False, repr=False, eq=False)
class Origin(Value):
    """Where a node comes from: its place, and the comments that stood right above it.

    ``comments`` are the texts of whole comment lines, as written after their ``#`` and without it
    (so usually with a leading blank), top to bottom; an empty string is an empty comment.
    """

    span: Span
    comments: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, slots=False, repr=False, eq=False)
class Node:
    """A part of a program. Its origin is left out of equality: meaning has no place."""

    origin: Origin | None = attrs.field(default=None, eq=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Node) or other.__class__ is not self.__class__:
            return NotImplemented
        return _meaning(self) == _meaning(other)

    def __hash__(self) -> int:
        return hash((self.__class__, _meaning(self)))


def _meaning(node: Node) -> tuple[object, ...]:
    return tuple(getattr(node, field.name) for field in attrs.fields(node.__class__) if field.eq)
