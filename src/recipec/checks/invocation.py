"""What a script runs: each program with its words, whatever stands in front of it."""

from collections.abc import Iterator
from functools import cached_property

from recipec.record import Record
from recipec.shell.arguments import split
from recipec.shell.calls import calls
from recipec.shell.syntax import Statement, Word
from recipec.shell.walk import Found
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.scripts import PlacedScript


class Invocation(Record):
    """A program that a script runs. ``name`` is without its directory; empty when nobody knows which it is.

    ``words`` are its own, the program's first; ``wrappers`` what stood in front of it (``sudo``, ``exec``, ``env``);
    ``sets`` the variables that only it sees. Places are those of the script. ``inner``: it stands in the text that
    is handed to ``sh -c``.
    """

    name: str
    words: tuple[Word, ...]
    wrappers: tuple[str, ...]
    sets: tuple[tuple[str, Word | None], ...]
    found: Found
    script: "PlacedScript"
    inner: bool = False

    @property
    def arguments(self) -> tuple[Word, ...]:
        return self.words[1:]

    @property
    def values(self) -> tuple[str, ...]:
        """The arguments as far as they are known: a word that mentions a variable stays as it is written."""
        return tuple(word.raw if word.value is None else word.value for word in self.words[1:])

    def split(self, valued: str = "") -> tuple[list[Word], dict[str, Word | None]]:
        """Part operands from options; ``valued`` names the options that take the next word."""
        return split(self.words[1:], valued)

    def has(self, *options: str) -> bool:
        """Tell whether one of some options is given: ``-y`` also in ``-qy``, ``--yes`` also as ``--yes=...``."""
        for value in self.values:
            for option in options:
                if option.startswith("--"):
                    if value == option or value.startswith(option + "="):
                        return True
                elif value == option or (
                    value[:1] == "-" and value[:2] != "--" and len(option) == 2 and option[1] in value[1:]
                ):
                    return True
        return False

    @property
    def span(self) -> Span:
        """Where it is in the recipe: from the program's name to its last word."""
        return self.script.span(Span(self.words[0].span.start, self.words[-1].span.end))

    def at(self, word: Word) -> Span:
        """Say where a word is in the recipe."""
        return self.script.span(word.span)

    @property
    def statement(self) -> Statement:
        return self.found.statement

    @property
    def is_piped(self) -> bool:
        """Whether its output goes to, or its input comes from, another program."""
        return len(self.found.pipeline.parts) > 1


def invocations(script: "PlacedScript") -> Iterator[Invocation]:
    """Give every program that a script runs, those in ``sh -c '...'`` too."""
    for found in script.script.commands:
        for call in calls(found):
            yield Invocation(call.name, call.words, call.wrappers, call.sets, call.found, script, call.inner)


class Index:
    """The programs that some scripts run, by their names."""

    def __init__(self, scripts: tuple["PlacedScript", ...]) -> None:
        self._scripts = scripts

    @cached_property
    def _named(self) -> dict[str, list[tuple[int, Invocation]]]:
        named: dict[str, list[tuple[int, Invocation]]] = {}
        number = 0
        for script in self._scripts:
            for invocation in script.invocations:
                named.setdefault(invocation.name, []).append((number, invocation))
                number += 1
        return named

    def named(self, *names: str) -> list[Invocation]:
        """Give the invocations of some programs, in the order of the recipe."""
        if len(names) == 1:
            return [one for _, one in self._named.get(names[0], ())]
        found = [one for name in names for one in self._named.get(name, ())]
        found.sort(key=lambda one: one[0])
        return [one for _, one in found]

    def names(self) -> frozenset[str]:
        """Name every program that is run."""
        return frozenset(self._named)


def is_conditional(invocation: Invocation) -> bool:
    """Tell whether a program may not run at all: it stands in a branch, a loop, a function, or behind ``||``."""
    body = invocation.script.script.body
    statement = invocation.found.statement
    if statement not in body.statements:
        return True
    return "||" in statement.operators
