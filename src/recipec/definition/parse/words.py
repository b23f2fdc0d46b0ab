"""What the engines read inside of a line: blanks, keys, paths, pairs."""

import re
from functools import cache

from recipec.record import Record

# Go's unicode.IsSpace: what strings.TrimSpace takes off. Python's own idea of blanks is another.
SPACE = (
    " \t\n\x0b\x0c\r\x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


def trim(text: str) -> str:
    """Take the blanks off both ends, as Go does."""
    return text.strip(SPACE)


def lower(text: str) -> str:
    """Write in lower case, as Go does: one character for one."""
    return text.lower() if text.isascii() else text.replace("\u0130", "i").lower()


def is_skipped(line: str) -> bool:
    """Whether a line, already trimmed, is blank or a comment."""
    return not line or line[0] == "#"


def without_comment(arguments: str) -> str:
    """Cut the arguments of a section line at ``#``, which is done where they are used."""
    return arguments.split("#", 1)[0]


@cache
def _path() -> re.Pattern[str]:
    # deffile.go, fileSplitter, which forgets the closing single quote. Its \s has no vertical tab, and its \w is ASCII.
    blank, word = r"[ \t\n\f\r]", r"[0-9A-Za-z_]"
    bare = r"""[^ \t\n\f\r"']"""
    return re.compile(
        rf"""(?:{bare}*\{{\{{{blank}*{word}+{blank}*\}}\}}*[^ \t\n\f\r{{}}"']*)+|{bare}+|"[^"]*"|'[^']*"""
    )


class Files(Record):
    """A line of ``%files``. ``destination`` None: the path of the source. ``ignored`` is what stands behind both."""

    source: str
    destination: str | None
    ignored: tuple[str, ...] = ()


def files(line: str) -> Files | None:
    """Read a line of ``%files``, already trimmed; None for a lone ``"``, at which engines crash.

    Single quotes stay where they are, and a backslash is a character like others: engines take only ``"`` off.
    """
    is_plain = line.isprintable() and not any(mark in line for mark in ('"', "'", "{{"))
    words = [trim(word).strip('"') for word in (line.split() if is_plain else _path().findall(line))]
    if not words:
        return None
    return Files(words[0], (words[1] or None) if len(words) > 1 else None, tuple(words[2:]))


def places(line: str) -> list[tuple[int, int]]:
    """Say where the words of a line of ``%files`` stand, quotes included."""
    return [match.span() for match in _path().finditer(line)]


def label(line: str) -> tuple[str, str]:
    """Read a line of ``%labels``, already trimmed: only a space parts key and value, and quotes stay."""
    key, _, value = line.partition(" ")
    return trim(key), trim(value)


def argument(line: str) -> tuple[str, str] | None:
    """Read a line of ``%arguments``, already trimmed; None for a line that engines skip with a warning."""
    key, equals, value = line.partition("=")
    key = trim(key)
    return (key, trim(value)) if equals and key else None
