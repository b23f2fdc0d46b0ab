"""What every node of a program carries: where it was said.

All classes of the IR are ``attrs.frozen(slots=False, repr=False)``: slots make attrs build a class twice, a ``__repr__``
is one more function to compile, and every start of recipec would pay for both.
"""

import attrs

from recipec.source import Span


@attrs.frozen(slots=False, repr=False)
class Origin:
    """Where a node comes from: its place, and the comments that stood right above it.

    ``comments`` are the texts of whole comment lines, as written after their ``#`` and without it
    (so usually with a leading blank), top to bottom; an empty string is an empty comment.
    """

    span: Span
    comments: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, slots=False, repr=False)
class Node:
    """A part of a program. Its origin is left out of equality: meaning has no place."""

    origin: Origin | None = attrs.field(default=None, eq=False)
