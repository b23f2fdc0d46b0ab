"""What a script runs: each program with its words, whatever stands in front of it."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from recipec.checks.scripts import SHELLS
from recipec.record import Record
from recipec.regex import regex
from recipec.shell.arguments import split
from recipec.shell.syntax import Simple, Statement, Word
from recipec.shell.walk import Found, commands
from recipec.source import Span

if TYPE_CHECKING:
    from recipec.checks.scripts import PlacedScript

# Programs that run the one behind them, and those of their options that take a value.
_WRAPPERS = {
    "sudo": "-u -g -U -p -C -h -R -T --user --group",
    "env": "-u -C -S --unset --chdir",
    "exec": "-a",
    "command": "",
    "builtin": "",
    "nice": "-n",
    "ionice": "-c -n",
    "nohup": "",
    "time": "-f -o",
    "timeout": "-k -s --signal --kill-after",
    "stdbuf": "-i -o -e",
    "xargs": "-a -d -E -I -L -n -P -s --max-args --max-procs",
    "eatmydata": "",
    "fakeroot": "-s -i -l",
    "setarch": "",
}
_ASSIGNMENT = regex(r"([A-Za-z_][A-Za-z0-9_]*)=")


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


def program(word: Word) -> str:
    """Name the program that a word starts: without its directory; empty when that is computed."""
    if word.value is not None:
        return word.value.rpartition("/")[2]
    last = word.parts[-1] if word.parts else None
    # `$CONDA_DIR/bin/pip` is pip, wherever it is.
    return last.rpartition("/")[2] if isinstance(last, str) and "/" in last else ""


def invocations(script: "PlacedScript") -> Iterator[Invocation]:
    """Give every program that a script runs, those in ``sh -c '...'`` too."""
    for found in script.script.commands:
        if isinstance(found.command, Simple):
            yield from _of(found.command, found, script)


def _of(command: Simple, found: Found, script: "PlacedScript", *, inner: bool = False) -> Iterator[Invocation]:
    words = command.words
    sets = [(one.name, one.value) for one in command.assignments]
    wrappers: list[str] = []
    while words:
        name = program(words[0])
        valued = _WRAPPERS.get(name)
        if valued is None or len(words) == 1:
            break
        rest = _behind(words[1:], frozenset(valued.split()), sets, name)
        if not rest:
            break
        wrappers.append(name)
        words = rest
    if not words:
        return
    made = Invocation(program(words[0]), words, tuple(wrappers), tuple(sets), found, script, inner)
    yield made
    if made.name in SHELLS or (made.name == "su" and "-c" in made.values):
        yield from _handed(made)


def _behind(
    words: tuple[Word, ...], valued: frozenset[str], sets: list[tuple[str, Word | None]], wrapper: str
) -> tuple[Word, ...]:
    """Give the words from the program on that a wrapper runs."""
    at = 0
    while at < len(words):
        raw = words[at].raw
        if raw.startswith("-") and raw != "-":
            at += 2 if raw in valued else 1
        elif wrapper in ("sudo", "env") and (match := _ASSIGNMENT.match(raw)):
            sets.append((match[1], None))
            at += 1
        elif wrapper in ("timeout", "setarch") and at == 0:
            at += 1
            wrapper = ""
        else:
            break
    return words[at:]


def _handed(invocation: Invocation) -> Iterator[Invocation]:
    """Read the script that is handed to a shell on its command line, where it is written out in one quoted word."""
    values = invocation.values
    at = next((index for index, value in enumerate(values) if re.fullmatch(r"-[a-z]*c", value)), None)
    if at is None or at + 1 >= len(values):
        return
    word = invocation.arguments[at + 1]
    if word.value is None or word.raw[1:-1] != word.value or word.raw[:1] not in "'\"":
        return
    from recipec.shell.script import parse

    shift = word.span.start + 1
    for found in commands(parse(word.value).body):
        if isinstance(found.command, Simple):
            for one in _of(found.command, found, invocation.script, inner=True):
                yield one._replace(words=tuple(_moved(each, shift) for each in one.words))


def _moved(word: Word, by: int) -> Word:
    return word._replace(span=Span(word.span.start + by, word.span.end + by))


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
