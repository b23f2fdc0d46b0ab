"""The grammar of definition files and its table."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lark import Lark, Token, Tree

from recipec.definition.parse import parse
from recipec.definition.parse.table import Cut, Piece, cut
from recipec.definition.unparse import unparse
from recipec.errors import RecipeError
from recipec.grammar import definition_table
from recipec.grammar.build import grammar, table
from recipec.source import Source
from tests.support.work import calls

# Lines that begin, end or look like something, in any order.
LINES = st.sampled_from(
    [
        "Bootstrap: a",
        "bootstrap:b",
        " Bootstrap: c",
        "From: a",
        "# c",
        "  # c",
        "%post",
        "\t %test x",
        "",
        "  ",
        "\r",
        "\xa0",
        "\u2003%post",
        "make",
        "  %",
        "#%",
        "\x1c%a",
    ]
)
TEXTS = st.builds("{}{}".format, st.lists(LINES, max_size=9).map("\n".join), st.sampled_from(["", "\n", "\n\n", " "]))


@pytest.fixture(scope="module")
def lark() -> Lark:
    return grammar()


def test_the_table_is_that_of_the_grammar() -> None:
    """Else: ``python -m recipec.grammar``."""
    assert Path(definition_table.__file__).read_text() == table()


def test_reading_a_definition_file_takes_no_lark() -> None:
    code = "import sys, recipec; recipec.parse('Bootstrap: docker\\nFrom: a\\n'); sys.exit('lark' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(TEXTS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_the_table_cuts_as_lark_does(lark: Lark, text: str) -> None:
    assert cut(text) == tuple(by_lark(stage) for stage in lark.parse(text).children if isinstance(stage, Tree))


def by_lark(stage: Tree[Token]) -> Cut:
    header = tuple(as_piece(child) for child in stage.children if isinstance(child, Token))
    sections = [
        [as_piece(token) for token in child.scan_values(lambda _: True)]
        for child in stage.children
        if isinstance(child, Tree)
    ]
    return Cut(header, tuple((line, body[0] if body else None) for line, *body in sections))


def as_piece(token: Token) -> Piece:
    return Piece(token.type, str(token), token.start_pos or 0)


def test_every_character_is_in_one_piece() -> None:
    text = "# a\nBootstrap: x\n\n  b\n%post\n c\n%test\nBOOTSTRAP:y\n\t%z"
    pieces = [
        piece
        for stage in cut(text)
        for piece in (*stage.header, *(one for section in stage.sections for one in section if one))
    ]

    assert [text[piece.start : piece.start + len(piece.text)] for piece in pieces] == [one.text for one in pieces]
    assert "".join(piece.text for piece in pieces) == text


def test_a_body_is_cut_in_one_piece_however_long_it_is() -> None:
    short, long = (f"Bootstrap: docker\n%post\n{line}" for line in ("    make\n" * 20, "    make # or not\n" * 20_000))

    assert calls(lambda: cut(long)) == calls(lambda: cut(short))

    assert len(cut(long)[1].sections) == 1


def test_many_sections_are_read_in_linear_time() -> None:
    few, many = (Source("Bootstrap: docker\nFrom: alpine\n" + "%post\n    make\n" * number) for number in (500, 2_000))

    assert unparse(parse(many)) == many.text
    assert calls(lambda: parse(many)) < 5 * calls(lambda: parse(few))


def test_the_limit_is_that_of_the_buffer() -> None:
    head = "Bootstrap: docker\n"
    fits = "%post\n" + "x" * (65_536 - len("%post\n") - 1 - len("%test\n")) + "\n"

    assert _is_read(head + fits + "%test\n")
    assert not _is_read(head + fits + "%test x\n")
    assert _is_read(head + "%post\n" + "x" * (65_535 - len("%post\n")))
    assert not _is_read(head + "%post\n" + "x" * (65_536 - len("%post\n")))
    assert not _is_read(head + "%post\n" + "é" * 33_000)


def _is_read(text: str) -> bool:
    try:
        parse(Source(text))
    except RecipeError:
        return False
    return True
