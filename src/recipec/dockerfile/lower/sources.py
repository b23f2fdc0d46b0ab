"""What a source of ``%files`` names: Apptainer's expansion of it, and the same in Docker's patterns."""

import posixpath
import re
from collections.abc import Iterator

from recipec.context import Context, Entry
from recipec.ir.text import Text, Variable, join, literal, show
from recipec.record import Record
from recipec.regex import regex

_RANGE = regex(r"(-?\d{1,4})\.\.(-?\d{1,4})\Z")
_MOST = 500
_DEPTH = 40


class Pattern(Record):
    """A path to copy. ``is_glob``: it has wildcards, whose literal neighbours are escaped as Docker wants it."""

    text: Text
    is_glob: bool = False

    @property
    def path(self) -> str | None:
        """The path, when nothing in it varies."""
        return None if self.is_glob else literal(self.text)

    @property
    def shown(self) -> str:
        return show(self.text)


def expand(source: Text) -> tuple[Pattern, ...] | None:
    """Expand braces and escapes as the shell does; None when only the host's shell can say what it names."""
    marked: list[tuple[str | Variable, bool]] = []  # a character or a template, and whether it is taken literally
    for part in source:
        if isinstance(part, Variable):
            marked.append((part, True))
            continue
        at = 0
        while at < len(part):
            character = part[at]
            if character == "\\" and at + 1 < len(part):
                at += 1
                marked.append((part[at], True))
            elif character in "$`" or (character == "~" and not marked):
                return None
            else:
                marked.append((character, character not in "*?[]{},"))
            at += 1
    words = _braces(marked)
    return tuple(_pattern(word) for word in words)


_Marked = list[tuple[str | Variable, bool]]


def _braces(word: _Marked) -> list[_Marked]:
    waiting, done = [word], list[_Marked]()
    while waiting and len(waiting) + len(done) < _MOST:
        one = waiting.pop()
        found = _innermost(one)
        if found is None:
            done.append(one)
            continue
        start, end, choices = found
        waiting.extend(one[:start] + choice + one[end + 1 :] for choice in reversed(choices))
    return done + waiting


def _innermost(word: _Marked) -> tuple[int, int, list[_Marked]] | None:
    opened: list[int] = []
    for at, mark in enumerate(word):
        if mark == ("{", False):
            opened.append(at)
        elif mark == ("}", False) and opened:
            start = opened.pop()
            inner = word[start + 1 : at]
            choices: list[_Marked] = [[]]
            for one in inner:
                if one == (",", False):
                    choices.append([])
                else:
                    choices[-1].append(one)
            if len(choices) > 1:
                return start, at, choices
            match = _RANGE.match("".join(character for character, _ in inner if isinstance(character, str)))
            if match:
                first, last = int(match[1]), int(match[2])
                step = 1 if last >= first else -1
                numbers = range(first, last + step, step)
                return start, at, [[(digit, True) for digit in str(number)] for number in numbers]
    return None


def _pattern(word: _Marked) -> Pattern:
    is_glob = any(mark in (("*", False), ("?", False), ("[", False)) for mark in word)
    parts: list[str | Variable] = []
    for character, is_literal in word:
        if is_literal and isinstance(character, str) and character in "*?[":
            is_glob = True
            parts.append(f"[{character}]")
        else:
            parts.append(character)
    return Pattern(join(parts), is_glob)


def resolve(context: Context, path: str) -> str | None:
    """Follow every link of a path; None when it leads nowhere, or out of the context."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    done: list[str] = []
    followed = 0
    while parts:
        part = parts.pop(0)
        if part == "..":
            if not done:
                return None
            done.pop()
            continue
        here = "/".join((*done, part))
        entry = context.entry(here)
        if entry is None:
            return None
        if entry is Entry.LINK:
            followed += 1
            target = context.link(here)
            if followed > _DEPTH or target.startswith("/"):
                return None
            parts = [one for one in target.split("/") if one not in ("", ".")] + parts
            continue
        done.append(part)
    return "/".join(done)


def has_link(context: Context, path: str) -> bool:
    """Say whether a link is anywhere below a directory."""
    return any(entry is Entry.LINK for _, entry in _below(context, path))


def has_open(context: Context, path: str) -> bool:
    """Say whether everybody may write to something below a directory."""
    return any(entry is not Entry.LINK and (context.mode(at) or 0) & 0o002 for at, entry in _below(context, path))


def _below(context: Context, path: str) -> Iterator[tuple[str, Entry]]:
    waiting, seen = [path], 0
    while waiting and seen < 50_000:
        directory = waiting.pop()
        for name in context.names(directory):
            seen += 1
            inner = f"{directory}/{name}" if directory else name
            entry = context.entry(inner)
            if entry is Entry.DIRECTORY:
                waiting.append(inner)
            if entry is not None:
                yield inner, entry


def matches(context: Context, pattern: str) -> tuple[str, ...]:
    """List what a pattern of Apptainer's names: as in a shell, a wildcard matches no leading dot."""
    from fnmatch import fnmatchcase

    found = [""]
    for part in posixpath.normpath(pattern).split("/"):
        found = [
            f"{directory}/{name}" if directory else name
            for directory in found
            for name in ((part,) if not re.search(r"[*?\[]", part) else context.names(directory))
            if fnmatchcase(name, part)
            and (part.startswith(".") or not name.startswith(".") or part == name)
            and context.entry(f"{directory}/{name}" if directory else name) is not None
        ]
    return tuple(found)
