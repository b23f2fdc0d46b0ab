"""A tree that comes as a table, from a grammar that runs outside of Python."""

import json

import pytest

from recipec.shell import grammar, read, reading
from recipec.shell.layout import Layout
from recipec.shell.parsed import Tree
from recipec.shell.table import TableTree
from tests.support.tables import Row, rows

SCRIPT = 'if [ -f "$A" ]; then\n  make || exit 1\nfi\ncat <<E | sort && cd /x\n  $B\nE\n'


def tabulate(text: str) -> str:
    """Give a table as the page in the browser makes it."""
    found = rows(native(text).root_node)
    kinds = list(dict.fromkeys(row.type for row in found))
    numbers = [
        number
        for row in found
        for number in (kinds.index(row.type), int(row.is_named), row.start, row.end, row.child_count)
    ]
    return json.dumps({"kinds": kinds, "has_error": native(text).root_node.has_error, "nodes": numbers})


def native(text: str) -> Tree:
    return grammar.tree(text.encode())


def test_a_tree_from_a_table_is_the_tree() -> None:
    root = TableTree(tabulate(SCRIPT)).root_node

    assert rows(root) == rows(native(SCRIPT).root_node)
    assert len(rows(root)) > 40
    assert rows(root)[0] == Row("program", True, 0, len(SCRIPT), root.child_count)
    assert not root.has_error
    assert TableTree(tabulate("if")).root_node.has_error


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Trees come as tables; gives the scripts that were asked about."""
    asked: list[str] = []

    def ask(text: str) -> str:
        asked.append(text)
        return tables[text]

    tables = {SCRIPT: tabulate(SCRIPT)}
    monkeypatch.setattr(grammar._Elsewhere, "tabulate", None)
    grammar.use(ask)
    return asked


def test_a_script_is_read_from_a_table(elsewhere: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    found = read.read(SCRIPT)
    assert elsewhere == [SCRIPT]

    monkeypatch.setattr(grammar._Elsewhere, "tabulate", None)
    assert found.body == read.read(SCRIPT).body
    assert found.body is not None
    assert Layout.of(found).blocks == Layout.of(reading.read(SCRIPT)).blocks != ()
