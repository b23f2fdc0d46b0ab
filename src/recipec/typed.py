"""What type checkers read and a run only passes by, without ``typing``, whose import takes a twentieth of a start.

To a type checker these are the originals. When a program runs, an alias or a class needs something in their place that
can be subscribed to or derived from, and no more.
"""

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import (
        Generic,
        Literal,
        NoReturn,
        Protocol,
        Self,
        TextIO,
        TypeAlias,
        TypedDict,
        TypeVar,
        assert_never,
        get_args,
        overload,
    )
else:
    from types import GenericAlias

    class Literal:
        """The values that a type has: its ``__args__``."""

        __class_getitem__ = classmethod(GenericAlias)

    class Generic:
        """What holds values of some type, no matter which."""

        def __class_getitem__(cls, _):
            return cls

    class Protocol:
        """What others have the attributes of."""

    TypedDict = dict
    # In annotations alone, where any value does.
    NoReturn, Self, TextIO, TypeAlias = "NoReturn", "Self", "TextIO", "TypeAlias"

    def TypeVar(name):  # noqa: N802 -- as `typing` calls it
        """Give what stands for a type."""
        return name

    def get_args(alias):
        """Give the values of a ``Literal``."""
        return alias.__args__

    def overload(one):
        """Leave one of the ways to call a function to its last definition."""
        return one

    def assert_never(value):
        """Stop where no value should come: type checkers have seen that none does."""
        raise AssertionError(f"Expected code to be unreachable, but got: {value!r}")


__all__ = [
    "TYPE_CHECKING",
    "Generic",
    "Literal",
    "NoReturn",
    "Protocol",
    "Self",
    "TextIO",
    "TypeAlias",
    "TypeVar",
    "TypedDict",
    "assert_never",
    "get_args",
    "overload",
]
