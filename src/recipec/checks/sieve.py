"""Which rules a text can break, told from the words that are in it: the others are not even imported."""

from collections.abc import Iterable

from recipec.checks.rule import Header
from recipec.regex import regex

_NAME = regex(r"[a-z0-9_]+")
# `\napt` in a JSON list is a line end before a name.
_ESCAPED = regex(r"\\[a-z]([a-z0-9_]+)")
# Recipes have most names in common, and each is looked at once for all of them, as long as that takes little memory.
_MANY = 20_000


class Sieve:
    """Some rules, and what has been seen in the names of texts."""

    def __init__(self, rules: Iterable[Header]) -> None:
        self._rules = tuple(rules)
        words = {word for rule in self._rules for word in rule.words}
        # These may be in a name only, for what parts names is not in them.
        self._inner = tuple(word for word in words if _NAME.fullmatch(word))
        self._other = tuple(words.difference(self._inner))
        self._held: dict[str, tuple[str, ...]] = {}

    def passing(self, lowered: str) -> list[Header]:
        """Give the rules that a text in lower case can break."""
        names = set(_NAME.findall(lowered))
        if "\\" in lowered:
            names.update(_ESCAPED.findall(lowered))
        # No word has a blank in it, and what a recipe says twice needs to be looked through once.
        text = " ".join(set(lowered.split()))
        present = {word for word in self._other if word in text}
        held = self._look(names)
        for name in names:
            if words := held[name]:
                present.update(words)
        return [
            rule
            for rule in self._rules
            if not (present.isdisjoint(rule.words) and names.isdisjoint(rule.names)) or not (rule.words or rule.names)
        ]

    def _look(self, names: set[str]) -> dict[str, tuple[str, ...]]:
        """Give the words that are in each name."""
        if len(self._held) > _MANY:
            self._held = {}
        held = self._held
        new = [name for name in names if name not in held]
        text = " ".join(new)
        found = [word for word in self._inner if word in text]
        for name in new:
            held[name] = tuple(word for word in found if word in name)
        return held
