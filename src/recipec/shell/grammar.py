"""The shell's grammar: the one place that knows tree-sitter."""

from threading import local

from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Parser

    from recipec.shell.parsed import Tree


class _Parsers(local):
    """A parser for each thread: a parser keeps state while it works."""

    parser: "Parser | None" = None


class _Elsewhere:
    """The grammar that runs outside of Python, where there is one."""

    tabulate: "Callable[[str], str] | None" = None


_PARSERS = _Parsers()


def use(tabulate: "Callable[[str], str]") -> None:
    """Let something else parse from now on, which gives the tree of a text as a table (``recipec.shell.table``).

    A browser has the same grammar, and none of the packages that were compiled for Python.
    """
    _Elsewhere.tabulate = staticmethod(tabulate)


def tree(data: bytes) -> "Tree":
    """Parse a script. Every text has a tree; ``root_node.has_error`` says that it is no script."""
    if _Elsewhere.tabulate is not None:
        from recipec.shell.table import TableTree

        return TableTree(_Elsewhere.tabulate(data.decode("ascii")))
    if _PARSERS.parser is None:
        from tree_sitter import Language, Parser

        _PARSERS.parser = Parser(Language(_bash()))
    return _PARSERS.parser.parse(data)


def _bash() -> object:
    """Load the compiled grammar without its package, which imports half of the standard library to find queries."""
    from _frozen_importlib_external import PathFinder

    package = PathFinder.find_spec("tree_sitter_bash")
    places = None if package is None else package.submodule_search_locations
    spec = None if places is None else PathFinder.find_spec("_binding", places)
    if spec is None or spec.loader is None:
        # Installed in some other way than as files on the path.
        import tree_sitter_bash

        return tree_sitter_bash.language()
    binding = spec.loader.create_module(spec)
    assert binding is not None
    spec.loader.exec_module(binding)
    language: object = binding.language()
    return language
