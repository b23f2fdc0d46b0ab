"""The shell's grammar: the one place that knows tree-sitter."""

from threading import local
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Tree


class _Parsers(local):
    """A parser for each thread: a parser keeps state while it works."""

    parser: "Parser | None" = None


_PARSERS = _Parsers()


def tree(data: bytes) -> "Tree":
    """Parse a script. Every text has a tree; ``root_node.has_error`` says that it is no script."""
    if _PARSERS.parser is None:
        import tree_sitter_bash
        from tree_sitter import Language, Parser

        _PARSERS.parser = Parser(Language(tree_sitter_bash.language()))
    return _PARSERS.parser.parse(data)


__all__ = ["Node", "Tree", "tree"] if TYPE_CHECKING else ["tree"]
