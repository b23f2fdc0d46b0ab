"""A rule passes when one of its words is in the text, or one of its names stands alone in it."""

import pytest

from recipec.checks.rule import Header
from recipec.checks.sieve import Sieve


def rule(words: str = "", names: str = "") -> Header:
    return Header("RC999", "a", "info", (), tuple(words.split()), False, "", "", tuple(names.split()))


def passes(text: str, *, words: str = "", names: str = "") -> bool:
    return bool(Sieve([rule(words, names)]).passing(text))


@pytest.mark.parametrize(
    "text", ["apt", "run apt-get update", "/usr/bin/apt", '["apt"]', "a=apt;b", r'"a\napt b"', "\\apt"]
)
def test_a_name_stands_alone(text: str) -> None:
    assert passes(text, names="apt")


@pytest.mark.parametrize("text", ["", "captain", "_apt", "apt2", "a pt", r"\apt2"])
def test_a_name_in_a_name_does_not_count(text: str) -> None:
    assert not passes(text, names="apt")


@pytest.mark.parametrize(("text", "word"), [("captain", "apt"), ("a${home}b", "${home"), ("x nvidia/cuda:12", "a/c")])
def test_a_word_counts_wherever_it_is(text: str, word: str) -> None:
    assert passes(text, words=word)
    assert not passes(text.replace(word[0], "é"), words=word)


def test_a_rule_without_words_and_names_always_passes() -> None:
    assert passes("")


def test_one_of_both_is_enough() -> None:
    assert passes("a bc", words="x b", names="y")
    assert passes("y", words="x b", names="y")
    assert not passes("yy", words="x b", names="y")


def test_a_text_passes_whatever_has_been_seen_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recipec.checks.sieve._MANY", 3)
    rules = [rule("apt"), rule("", "apt"), rule("cap tai"), rule("%")]
    texts = ["a b c d", "captain %post", "apt", "apt captain", "x", "captain"] * 2
    sieve = Sieve(rules)

    assert [sieve.passing(text) for text in texts] == [Sieve(rules).passing(text) for text in texts]
