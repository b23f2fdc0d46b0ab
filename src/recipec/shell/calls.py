"""What a command calls: the program with its words, whatever stands in front of it."""

import re
from collections.abc import Iterator

from recipec.record import Record
from recipec.regex import regex
from recipec.shell.syntax import Simple, Word
from recipec.shell.walk import Found, commands
from recipec.source import Span

# Programs that read a script of the shell.
SHELLS = frozenset(("sh", "bash", "dash", "ash", "ksh", "zsh"))
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


class Call(Record):
    """A program that is called. ``name`` is without its directory; empty when nobody knows which it is.

    ``words`` are its own, the program's first; ``wrappers`` what stood in front of it (``sudo``, ``exec``, ``env``);
    ``sets`` the variables that only it sees. ``found`` is the command; ``inner``: one in the text that is handed to
    ``sh -c``, whose words are where they stand in the outer script.
    """

    name: str
    words: tuple[Word, ...]
    wrappers: tuple[str, ...]
    sets: tuple[tuple[str, Word | None], ...]
    found: Found
    inner: bool = False


def program(word: Word) -> str:
    """Name the program that a word starts: without its directory; empty when that is computed."""
    if word.value is not None:
        return word.value.rpartition("/")[2]
    last = word.parts[-1] if word.parts else None
    # `$CONDA_DIR/bin/pip` is pip, wherever it is.
    return last.rpartition("/")[2] if isinstance(last, str) and "/" in last else ""


def calls(found: Found) -> Iterator[Call]:
    """Give what a command calls, with what is in the text that it hands to ``sh -c``; a compound one calls nothing."""
    if isinstance(found.command, Simple):
        yield from _of(found.command, found, inner=False)


def _of(command: Simple, found: Found, *, inner: bool) -> Iterator[Call]:
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
    made = Call(program(words[0]), words, tuple(wrappers), tuple(sets), found, inner)
    yield made
    if made.name in SHELLS or (made.name == "su" and any(word.value == "-c" for word in words)):
        yield from _handed(words[1:])


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


def _handed(arguments: tuple[Word, ...]) -> Iterator[Call]:
    """Read the script that is handed to a shell on its command line, where it is written out in one quoted word."""
    at = next((index for index, one in enumerate(arguments) if re.fullmatch(r"-[a-z]*c", one.value or "")), None)
    if at is None or at + 1 >= len(arguments):
        return
    word = arguments[at + 1]
    if word.value is None or word.raw[1:-1] != word.value or word.raw[:1] not in "'\"":
        return
    from recipec.shell.script import parse

    shift = word.span.start + 1
    for found in commands(parse(word.value).body):
        if isinstance(found.command, Simple):
            for one in _of(found.command, found, inner=True):
                yield one._replace(words=tuple(_moved(each, shift) for each in one.words))


def _moved(word: Word, by: int) -> Word:
    return word._replace(span=Span(word.span.start + by, word.span.end + by))
