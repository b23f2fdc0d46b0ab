"""What may have been meant by a word that nobody knows."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recipec.suggestion import nearest, suggestion
from tests.support.work import calls

WORDS = (
    "output-file",
    "output-format",
    "environment",
    "env",
    "FROM",
    "masked-failure",
    "apptainer-1.4",
    "docker",
    "--nv",
)
SOURCE = Path(__file__).parents[2] / "src"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("DOCKER", "docker"),
        ("from", "FROM"),
        ("FORM", "FROM"),
        ("dokcer", "docker"),
        ("docer", "docker"),
        ("environments", "environment"),
        ("failure-masked", "masked-failure"),
        ("apptainer", "apptainer-1.4"),
        ("ouput", "output-file"),
        ("environ", "environment"),
        ("kubernetes", None),
        ("notes", None),
        ("nv", "--nv"),
        ("e", None),
        ("", None),
    ],
)
def test_what_is_like_a_word_is_meant(word: str, meant: str | None) -> None:
    assert nearest(word, WORDS) == meant


def test_something_else_is_said_where_nothing_is_near() -> None:
    assert suggestion("dokcer", WORDS) == "did you mean `docker`?"
    assert suggestion("linkk", ("link",), prefix="--") == "did you mean `--link`?"
    assert suggestion("notes", WORDS, "one of many") == "one of many"
    assert suggestion("notes", WORDS) is None


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=5))
def test_only_known_words_are_meant(word: str, known: list[str]) -> None:
    assert nearest(word, known) in {None, *known}
    assert nearest(word, [*known, word]) is not None


def test_long_words_take_no_longer_than_short_ones() -> None:
    def work(length: int) -> int:
        return calls(lambda: nearest("a" * length, ["a" * (length - 1) + "b"] * 10))

    assert work(100_000) == work(100)


def test_nobody_else_looks_for_near_words() -> None:
    homes = {
        path.name
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and any(name.name == "get_close_matches" for name in node.names)
    }

    assert homes == set()
