"""The tree of a script as its readers see it, whoever parsed it: only types, for type checkers alone."""

from collections.abc import Sequence

from recipec.typed import Protocol, TypeAlias


class Node(Protocol):
    """A piece of a script. Its children are in the order of the text, and leave out only what means nothing."""

    @property
    def type(self) -> str: ...
    @property
    def start_byte(self) -> int: ...
    @property
    def end_byte(self) -> int: ...
    @property
    def is_named(self) -> bool: ...
    @property
    def child_count(self) -> int: ...
    @property
    def children(self) -> "Nodes": ...


Nodes: TypeAlias = Sequence[Node]


class Root(Node, Protocol):
    """The whole script; ``has_error``: it is none."""

    @property
    def has_error(self) -> bool: ...


class Tree(Protocol):
    @property
    def root_node(self) -> Root: ...
