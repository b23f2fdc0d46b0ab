"""Cutting a tree of the shell's grammar into what its reader takes one by one."""

from collections.abc import Iterable, Iterator

from recipec.shell.statements import NotUnderstoodError
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.shell.parsed import Node, Nodes

_FLAT = frozenset(("list", "pipeline", "negated_command", "redirected_statement", "variable_assignments"))


def is_covered(text: str, root: "Node") -> bool:
    """Tell whether the tree leaves nothing out but blanks, and a ``-`` before a here-document, as it does."""
    position = 0
    stack = [root]
    while stack:
        node = stack.pop()
        children = node.children
        if children and node.type not in ("heredoc_body", "string"):
            stack += children[::-1]
            continue
        start = node.start_byte
        if start > position and (gap := text[position:start]) != " ":
            gap = gap.replace("\\\n", "").strip(" \t\n")
            if gap and not (gap == "-" and node.type in ("<<", "<<-")):
                return False
        position = max(position, node.end_byte)
    return not text[position:].replace("\\\n", "").strip(" \t\n")


def flatten(nodes: "Iterable[Node]") -> "Iterator[tuple[str, Node | None]]":
    """Give what a sequence is made of, in the order of the text, each node with its type."""
    stack = list(nodes)[::-1]
    while stack:
        node = stack.pop()
        kind = node.type
        if kind == "variable_assignments":
            yield "assignments", node
        elif kind in _FLAT:
            children = node.children
            if kind == "redirected_statement" and children and children[0].type.endswith("_redirect"):
                yield "nothing", None
            stack += children[::-1]
        elif kind == "heredoc_redirect":
            yield kind, node
            stack += [
                child
                for child in node.children
                if child.type not in ("<<", "<<-", "heredoc_start", "heredoc_body", "heredoc_end", "file_descriptor")
            ][::-1]
        else:
            yield kind, node


def clauses(node: "Node") -> "Iterator[Nodes]":
    """Cut an ``if`` into what stands after ``if``, after each ``elif`` and after ``else``."""
    own: list[Node] = []
    rest: list[Nodes] = []
    for child in node.children:
        if child.type in ("elif_clause", "else_clause"):
            rest.append(child.children)
        elif child.type != "fi":
            own.append(child)
    yield own[1:]
    for clause in rest:
        yield clause[1:] if clause[0].type == "elif" else clause


def split(nodes: "Nodes", keyword: str) -> "tuple[Nodes | None, Nodes]":
    """Part a clause at ``then``: its condition, None for ``else``, and what it runs."""
    if nodes and nodes[0].type == "else":
        return None, nodes[1:]
    for index, node in enumerate(nodes):
        if node.type == keyword:
            return nodes[:index], nodes[index + 1 :]
    raise NotUnderstoodError
