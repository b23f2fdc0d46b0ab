"""Which rules a text can break, told from the words that are in it: the others are not even imported."""

from collections.abc import Iterable

from recipec.checks.rule import Header
from recipec.record import Record

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"
# Whatever is in no name parts names.
_PARTED = "".join(letter if letter in _LETTERS else " " for letter in map(chr, range(128)))
# Recipes have most names in common, and each is looked at once for all of them, as long as that takes little memory.
_MANY = 20_000


class _Said(Record):
    """What a name says. Rules are bits of a number, each at its place; ``perhaps`` are words that the text may have."""

    rules: int
    perhaps: frozenset[str]


class Sieve:
    """Some rules, and what has been seen in the names of texts."""

    def __init__(self, rules: Iterable[Header]) -> None:
        self._rules = tuple(rules)
        self._always = 0
        self._by_word: dict[str, int] = {}
        self._by_name: dict[str, int] = {}
        for number, rule in enumerate(self._rules):
            for held, keys in ((self._by_word, rule.words), (self._by_name, rule.names)):
                for key in keys:
                    held[key] = held.get(key, 0) | 1 << number
            if not (rule.words or rule.names):
                self._always |= 1 << number
        # Of a word that is more than a name, the longest name in it tells whether it is worth looking for.
        self._by_part: dict[str, list[str]] = {}
        for word in self._by_word:
            part = word if word.isalnum() and word.isascii() else max(_names(word), key=len, default="")
            self._by_part.setdefault(part, []).append(word)
        self._anywhere = self._by_part.pop("", [])
        self._held: dict[str, _Said | None] = {}

    def passing(self, lowered: str) -> list[Header]:
        """Give the rules that a text in lower case can break."""
        passed = self._always
        possible = set(self._anywhere)
        for said in self._look(_names(lowered)):
            if said is not None:
                passed |= said.rules
                possible |= said.perhaps
        for word in possible:
            if word in lowered:
                passed |= self._by_word[word]
        bits = bin(passed)[:1:-1]
        return [rule for rule, bit in zip(self._rules, bits, strict=False) if bit == "1"]

    def _look(self, names: set[str]) -> Iterable[_Said | None]:
        """Give what is said by some names; None: nothing."""
        if len(self._held) > _MANY:
            self._held = {}
        held = self._held
        new = names.difference(held)
        text = " ".join(new)
        parts = [part for part in self._by_part if part in text]
        for name in new:
            held[name] = self._said(name, parts)
        return map(held.__getitem__, names)

    def _said(self, name: str, parts: Iterable[str]) -> _Said | None:
        rules = self._by_name.get(name, 0)
        perhaps: list[str] = []
        for part in parts:
            if part in name:
                for word in self._by_part[part]:
                    if word in name:
                        rules |= self._by_word[word]
                    else:
                        perhaps.append(word)
        return _Said(rules, frozenset(perhaps)) if rules or perhaps else None


def _names(lowered: str) -> set[str]:
    """Give the names in a text: letters, digits and ``_`` in a row."""
    text = lowered if lowered.isascii() else lowered.encode("ascii", "replace").decode()
    names = set(text.translate(_PARTED).split())
    # `\napt` in a JSON list is a line end before a name.
    for behind in text.split("\\")[1:]:
        if behind[:1].isalpha():
            names.add(behind[1:].translate(_PARTED).partition(" ")[0])
    return names
