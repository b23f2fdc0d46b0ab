"""Trees of scripts, written out to be compared."""

from typing import NamedTuple

from recipec.shell.parsed import Node


class Row(NamedTuple):
    type: str
    is_named: bool
    start: int
    end: int
    child_count: int


def rows(root: Node) -> list[Row]:
    """List a node and all that is below it, in the order of the text."""
    found: list[Row] = []
    stack = [root]
    while stack:
        node = stack.pop()
        found.append(Row(node.type, node.is_named, node.start_byte, node.end_byte, node.child_count))
        stack += node.children[::-1]
    return found
