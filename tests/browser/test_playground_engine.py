"""What runs in the playground says the same as recipec does everywhere else."""

import json
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from answering import answer

from recipec import RecipeError, Source, convert, lint
from recipec.shell import grammar
from recipec.shell.parsed import Tree
from recipec.shell.table import TableTree
from tests.support.built_site import build_playground
from tests.support.tables import rows

HERE = Path(__file__).parent
FIXTURES = HERE.parents[1] / "fixtures"
# A folder of recipes that are not our own, which are compared too.
CORPUS = os.environ.get("RECIPEC_CORPUS", "")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "play"
    build_playground(folder)
    return folder


def recipes(folders: Iterable[Path]) -> list[str]:
    """Read the recipes of folders: all texts, for the engine has an answer to any."""
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    texts = (path.read_bytes() for path in paths if path.stat().st_size < 100_000)
    return list(dict.fromkeys(text.decode() for text in texts if text.isascii() and text.strip()))


def run(program: str, given: list[str], folder: Path, *arguments: Path) -> list[str]:
    questions = folder / "given.json"
    questions.write_text(json.dumps(given))
    done = subprocess.run(["node", HERE / program, *arguments, questions], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: list[str] = json.loads(done.stdout)
    return found


def scripts(texts: Iterable[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the scripts that the grammar is asked about."""
    asked: dict[str, None] = {}
    native = grammar.tree

    def tree(data: bytes) -> Tree:
        asked[data.decode()] = None
        return native(data)

    monkeypatch.setattr(grammar, "tree", tree)
    for text in texts:
        for ask in (lint, convert):
            try:
                ask(Source(text))
            except RecipeError:
                continue
    monkeypatch.undo()
    return list(asked)


def test_the_grammar_of_browsers_gives_the_same_trees(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [FIXTURES, *([Path(CORPUS)] if CORPUS else [])]
    # And every text as a script, which most are not.
    given = list(dict.fromkeys((*scripts(recipes(folders), monkeypatch), *recipes([FIXTURES / "shell"]))))
    assert len(given) > 400
    for script, table in zip(given, run("tables.mjs", given, tmp_path), strict=True):
        native, told = grammar.tree(script.encode()).root_node, TableTree(table).root_node

        assert native.has_error is told.has_error, script
        # What is no script is mended in one way or another, and never looked at.
        assert native.has_error or rows(native) == rows(told), script


def test_the_answers_in_a_browser_are_those_of_recipec(page: Path, tmp_path: Path) -> None:
    converted = recipes([FIXTURES / "convert", FIXTURES / "examples"])
    asked = [(text, "") for text in (*converted, *recipes([FIXTURES / "rules"]))]
    asked += [(text, engine) for text in converted for engine in ("singularity-3.x", "singularityce-4.x")]
    questions = [json.dumps({"text": text, "format": "", "engine": engine}) for text, engine in asked]

    assert len(questions) > 1000
    for question, told in zip(questions, run("answers.mjs", questions, tmp_path, page), strict=True):
        assert json.loads(told) == json.loads(answer(question)), question
