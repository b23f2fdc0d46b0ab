"""Which rules a text can break, told from the words that are in it: the others are not even imported."""

from collections.abc import Iterable
from itertools import chain

from recipec.checks.rule import Header
from recipec.record import Record
from recipec.regex import regex

_NAME = regex(r"[a-z0-9_]+")
# The same for ASCII in a third of the time: what is in no name parts names.
_PARTED = "".join(letter if _NAME.match(letter) else " " for letter in map(chr, range(128)))
# `\napt` in a JSON list is a line end before a name.
_ESCAPED = regex(r"\\[a-z]([a-z0-9_]+)")
# Recipes have most names in common, and each is looked at once for all of them, as long as that takes little memory.
_MANY = 20_000


class _Said(Record):
    """What a name says: the numbers of the rules that speak, and the words that are in the text perhaps."""

    rules: frozenset[int] = frozenset()
    perhaps: frozenset[str] = frozenset()


_NOTHING = _Said()


class Sieve:
    """Some rules, and what has been seen in the names of texts."""

    def __init__(self, rules: Iterable[Header]) -> None:
        self._rules = tuple(rules)
        self._by_word: dict[str, set[int]] = {}
        self._by_name: dict[str, set[int]] = {}
        self._always: set[int] = set()
        for number, rule in enumerate(self._rules):
            for held, keys in ((self._by_word, rule.words), (self._by_name, rule.names)):
                for key in keys:
                    held.setdefault(key, set()).add(number)
            if not (rule.words or rule.names):
                self._always.add(number)
        # Of a word that is more than a name, the longest name in it tells whether it is worth looking for.
        self._by_part: dict[str, list[str]] = {}
        for word in self._by_word:
            self._by_part.setdefault(max(_NAME.findall(word), key=len, default=""), []).append(word)
        self._anywhere = self._by_part.pop("", [])
        self._held: dict[str, _Said] = {}

    def passing(self, lowered: str) -> list[Header]:
        """Give the rules that a text in lower case can break."""
        names = set(lowered.translate(_PARTED).split() if lowered.isascii() else _NAME.findall(lowered))
        if "\\" in lowered:
            names.update(_ESCAPED.findall(lowered))
        said = self._look(names)
        passed = self._always.union(*(one.rules for one in said))
        for word in chain(self._anywhere, frozenset[str]().union(*(one.perhaps for one in said))):
            if word in lowered:
                passed |= self._by_word[word]
        return [self._rules[number] for number in sorted(passed)]

    def _look(self, names: set[str]) -> list[_Said]:
        """Give what is said by some names."""
        if len(self._held) > _MANY:
            self._held = {}
        held = self._held
        new = names.difference(held)
        text = " ".join(new)
        parts = [part for part in self._by_part if part in text]
        for name in new:
            held[name] = self._said(name, parts)
        return [said for said in map(held.__getitem__, names) if said is not _NOTHING]

    def _said(self, name: str, parts: Iterable[str]) -> _Said:
        words = [word for part in parts if part in name for word in self._by_part[part]]
        if not words and name not in self._by_name:
            return _NOTHING
        rules = set(self._by_name.get(name, ())).union(*(self._by_word[word] for word in words if word in name))
        return _Said(frozenset(rules), frozenset(word for word in words if word not in name))
