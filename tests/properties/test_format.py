"""What holds for every definition file that is formatted: it means the same, and stays as it is from then on."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import recipec
from recipec.definition.format import format_file
from recipec.definition.format.meaning import meaning
from recipec.definition.parse import parse
from recipec.definition.unparse import unparse
from recipec.source import Source
from recipec.target import TARGETS, Target
from tests.properties.test_definition import _texts

_SECTIONS = (
    """
%post|%post|%POST -c /bin/bash|%post -c /usr/bin/python3|%files|%files from a|%files  |%labels|%environment|%help|
%runscript|%runscript|%startscript|%test|%setup|%pre|%arguments|%apprun a|%appinstall b|%apphelp a|%appfiles b
""".strip()
    .replace("|\n", "|")
    .split("|")
)
_CODE = (
    """
make|  make|\tmake|    make install|if a; then|fi|  b|a && \\|a \\|  b\\|b|cat <<EOF|EOF|EOF |  EOF|cat <<-'X'|\tX|
echo 'a|b'|echo "a|  b"|a\\ |#!/bin/sh|#!/usr/bin/python3|# a|  # b|#{{ A }}|echo {{ A }}|{{ A }}|A=1|A="|x=$(|)|
case a in|a) b;;|esac|for i in 1|do|done|f() {|}|a &&|\r|\u00a0a|a # b|a.txt /b|`|"$(|)"|((|))|[[ a|]]
""".strip()
    .replace("|\n", "|")
    .split("|")
)
_HEADERS = """
From: a|from : a|STAGE: a|#a|# b||Include: a \\|  b|MirrorURL: x # c|OtherURL1:x|  Bootstrap: docker|User: x\\
""".strip().split("|")

_ends = st.sampled_from(["\n", "\n", "\n", "\n\n", "\r\n", "  \n"])


def _lines(words: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.builds("".join, st.tuples(st.sampled_from(words), _ends)), max_size=7).map("".join)


_section = st.builds("{}\n{}".format, st.sampled_from(_SECTIONS), _lines(_CODE))
_stage = st.builds("Bootstrap: docker\n{}{}".format, _lines(_HEADERS), st.lists(_section, max_size=6).map("".join))
_recipes = st.lists(_stage, min_size=1, max_size=2).map("".join)


def _holds(text: str, target: Target) -> None:
    try:
        file = parse(Source(text))
        means = meaning(file, target)
        made = unparse(format_file(file, target))
    except recipec.RecipeError:
        return
    again = parse(Source(made))

    assert meaning(again, target) == means
    assert unparse(format_file(again, target)) == made
    if made != text:
        assert not made.startswith("\n")
        assert "\r\n" not in made or "\r" in text.replace("\r\n", "")


@given(_recipes, st.sampled_from([target for target in TARGETS if target.name != "docker"]))
@settings(deadline=None, max_examples=300)
def test_a_formatted_recipe_means_the_same_and_stays(text: str, target: Target) -> None:
    _holds(text, target)


@given(_texts)
@example("Bootstrap: docker\n%runscript\n%post")
@settings(deadline=None, max_examples=300)
def test_any_text_is_formatted_or_refused(text: str) -> None:
    for target in TARGETS[:1]:
        _holds(text, target)


@pytest.mark.parametrize("ends", ["", "\n", "\n\n\n"])
def test_a_file_ends_with_one_line_end(ends: str) -> None:
    assert recipec.format_definition(f"Bootstrap: docker\nFrom: a\n%post\nmake{ends}").endswith("    make\n")
