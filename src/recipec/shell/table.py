"""A tree from a table: how a grammar that runs outside of Python hands it over, in one piece.

A table is JSON: ``kinds`` are the names of types, ``has_error`` is the root's, and ``nodes`` has five numbers for each
node, parents before their children: the kind's number, 1 for a named node, start, end, and how many children it has.
"""

import json


class TableNode:
    """A node, with all that is below it."""

    __slots__ = ("children", "end_byte", "is_named", "start_byte", "type")

    def __init__(self, kind: str, is_named: bool, start: int, end: int) -> None:  # noqa: FBT001 -- as the table has it
        self.type = kind
        self.is_named = is_named
        self.start_byte = start
        self.end_byte = end
        self.children: list[TableNode] = []

    @property
    def child_count(self) -> int:
        """How many nodes are right below it."""
        return len(self.children)


class TableRoot(TableNode):
    """The whole script; ``has_error``: it is none."""

    __slots__ = ("has_error",)

    def __init__(self, node: TableNode, has_error: bool) -> None:  # noqa: FBT001 -- as the table has it
        super().__init__(node.type, node.is_named, node.start_byte, node.end_byte)
        self.children = node.children
        self.has_error = has_error


class TableTree:
    """What ``tree_sitter.Tree`` is to the readers of scripts."""

    __slots__ = ("root_node",)

    def __init__(self, table: str) -> None:
        given = json.loads(table)
        kinds: list[str] = given["kinds"]
        numbers: list[int] = given["nodes"]
        above = TableNode("", False, 0, 0)
        open_ = [(above, 1)]
        rows = iter(numbers)
        for kind, is_named, start, end, count in zip(rows, rows, rows, rows, rows, strict=True):
            parent, missing = open_.pop()
            node = TableNode(kinds[kind], is_named == 1, start, end)
            parent.children.append(node)
            if missing > 1:
                open_.append((parent, missing - 1))
            if count:
                open_.append((node, count))
        self.root_node = TableRoot(above.children[0], given["has_error"])
