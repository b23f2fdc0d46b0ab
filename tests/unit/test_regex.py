"""A pattern that is compiled late is the pattern that ``re`` compiles."""

import re

import pytest

from recipec.regex import regex


def test_a_pattern_is_compiled_when_it_is_first_used() -> None:
    wrong = regex("(")

    with pytest.raises(re.error):
        wrong.match("a")


def test_it_does_what_a_pattern_does() -> None:
    word = regex(r"(?P<first>\w)\w+", re.ASCII)

    assert word.sub(r"\g<first>.", "one é two") == "o. é t."
    assert [found["first"] for found in word.finditer("one é two")] == ["o", "t"]
    assert word.groupindex == {"first": 1}
