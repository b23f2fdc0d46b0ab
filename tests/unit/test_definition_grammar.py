"""The grammar of definition files and its table."""

import subprocess
import sys
import time

from recipec.definition.parse import parse
from recipec.definition.parse.table import cut, digest
from recipec.definition.unparse import unparse
from recipec.errors import RecipeError
from recipec.grammar.definition_table import DIGEST
from recipec.source import Source


def test_the_table_is_that_of_the_grammar() -> None:
    """Else: ``python -m recipec.grammar``."""
    assert digest() == DIGEST


def test_lark_is_imported_for_reading_definition_files_only() -> None:
    code = "import sys, recipec.definition.parse, recipec.definition.lift; sys.exit('lark' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_character_is_in_one_piece() -> None:
    text = "# a\nBootstrap: x\n\n  b\n%post\n c\n%test\nBOOTSTRAP:y\n\t%z"
    pieces = [
        piece
        for stage in cut(text)
        for piece in (*stage.header, *(one for section in stage.sections for one in section if one))
    ]

    assert [text[piece.start : piece.start + len(piece.text)] for piece in pieces] == [one.text for one in pieces]
    assert "".join(piece.text for piece in pieces) == text


def test_a_long_body_is_cut_in_linear_time() -> None:
    text = "Bootstrap: docker\n%post\n" + "    make something # or not\n" * 200_000
    start = time.perf_counter()
    stages = cut(text)

    assert len(stages[1].sections) == 1
    assert time.perf_counter() - start < 5


def test_many_sections_are_read_in_linear_time() -> None:
    text = "Bootstrap: docker\nFrom: alpine\n" + "%post\n    make\n" * 50_000
    start = time.perf_counter()

    assert unparse(parse(Source(text))) == text
    assert time.perf_counter() - start < 20


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
