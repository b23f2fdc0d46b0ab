"""Comments at their places: which lines at the end of a body speak about what comes below."""

import re

from recipec.definition.parse.words import is_skipped, trim
from recipec.definition.tree import Blank, Comment, HeaderItem, Section

# To an engine these are the end of the section above; where they are text, they stay there.
TEXT = frozenset(("help", "apphelp"))
# Read line by line: a comment with no line below it would have no place else.
LINES = frozenset(("files", "labels", "arguments"))
# Started by what `#!` on their first line names.
WITH_SHEBANG = frozenset(("runscript", "startscript", "test"))


def counts_when_blank(section: Section) -> bool:
    """Whether an engine knows a body that says nothing from none at all: it takes the place of what the base has."""
    return section.name in WITH_SHEBANG or section.name == "help" or section.app is not None


def above(section: Section) -> tuple[int, tuple[str, ...]]:
    """Say how many lines of a body are its own, and which comments at its end belong to what follows.

    They do when they begin in the first column, stand right above what follows, and a blank line parts them from the
    body, if there is one. Of comments alone an engine may make a script that takes the place of the base's: these stay
    in it. In an open here-document no line is a comment.
    """
    lines = section.lines
    at = len(lines)
    if section.name in LINES:
        while at and is_skipped(trim(lines[at - 1])):
            at -= 1
        return at, tuple(trim(line)[1:] for line in lines[at:] if trim(line))
    while at and lines[at - 1].startswith("#") and not lines[at - 1].startswith("#!"):
        at -= 1
    # To a shell a carriage return is no blank.
    is_parted = not lines[at - 1].strip(" \t") if at else not counts_when_blank(section)
    if at == len(lines) or section.name in TEXT or not is_parted or _is_open(lines[:at]):
        return len(lines), ()
    return at, tuple(line[1:].rstrip() for line in lines[at:])


def _is_open(lines: tuple[str, ...]) -> bool:
    """Whether a here-document may not be closed at the end of some lines."""
    if not any("<<" in line for line in lines):
        return False
    seen = {line.strip() for line in lines}
    return any(word not in seen for line in lines for word in re.findall(r"<<-?[ \t]*[\"'\\]?([A-Za-z0-9_.-]+)", line))


def header(items: tuple[HeaderItem, ...]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Give the comments of a header: above it, among its lines, and right above the first section."""
    lines = [at for at, item in enumerate(items) if not isinstance(item, Comment | Blank)]
    first, last = (lines[0], lines[-1]) if lines else (len(items), len(items) - 1)
    among: list[str] = []
    for item in items[first : last + 1]:
        if isinstance(item, Comment):
            among.append(item.text)
        elif not isinstance(item, Blank) and item.comment is not None:
            among.append(item.comment)
    below = items[last + 1 :]
    start = len(below)
    while start and isinstance(below[start - 1], Comment):
        start -= 1
    among += [item.text for item in below[:start] if isinstance(item, Comment)]
    return (
        tuple(item.text for item in items[:first] if isinstance(item, Comment)),
        tuple(among),
        tuple(item.text for item in below[start:] if isinstance(item, Comment)),
    )
