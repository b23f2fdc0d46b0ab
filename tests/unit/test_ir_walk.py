"""Paths on the way through a stage, as far as they are known."""

import pytest

from recipec.api import convert
from recipec.ir.text import Text, Variable, plain, show
from recipec.ir.walk import clean, within

A = Variable("A")


@pytest.mark.parametrize(
    ("path", "tidy"),
    [
        (plain("//a/./b/../c//d/"), "/a/c/d"),
        (plain("/"), "/"),
        (("/a//", A, "/./b//c"), "/a/${A}/b/c"),
        (("/a/../", A, "/.."), "/a/../${A}/.."),
    ],
)
def test_a_path_is_tidied_as_far_as_it_is_known(path: Text, tidy: str) -> None:
    assert show(clean(path)) == tidy


@pytest.mark.parametrize(
    ("directory", "path", "where"),
    [
        (plain("/srv"), plain("a/../b"), "/srv/b"),
        (plain("/srv"), plain("/opt"), "/opt"),
        (plain("/srv"), (A, "/b"), "${A}/b"),
        (plain("/srv"), (), "/srv"),
        (("/srv/", A), plain("./b"), "/srv/${A}/b"),
    ],
)
def test_a_relative_path_is_within_a_directory(directory: Text, path: Text, where: str) -> None:
    found = within(directory, path)

    assert found is not None
    assert show(found) == where


def test_nobody_knows_what_is_relative_to_an_unknown_directory() -> None:
    assert within(None, plain("a")) is None
    assert within(None, plain("/a")) == plain("/a")


def test_what_replaces_a_part_of_a_value_is_evaluated() -> None:
    written = convert("FROM a\nENV A=a.b.c\nENV S=- B=b\nENV X=${A//./$S} Y=${A/$B/_}\n").text

    assert "    export X=a-b-c\n    export Y=a._.c\n" in written
