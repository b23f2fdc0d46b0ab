"""The lines of a definition file that engines refuse, and why: all of them, where a parser stops at the first."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import groupby, islice

from recipec.definition.parse.header import is_key, read
from recipec.definition.parse.sections import OTHER_NAMES
from recipec.definition.parse.table import Piece
from recipec.definition.parse.words import SPACE, is_skipped, lower, trim
from recipec.definition.tree import APP_SECTIONS, SECTIONS
from recipec.errors import RecipeError
from recipec.record import Record
from recipec.regex import regex
from recipec.suggestion import nearest
from recipec.typed import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from recipec.checks.text import Line

# unknown: a section that there is not. app: a section of an app without its name, or not in lower case. indented: a
# known section behind blanks. unclean: something else than a space behind its name, or no name. text: a line of a
# script. key: a header line. early: a header line above `Bootstrap:`. cut: the header that `Bootstrap:` in a script
# makes.
Why: TypeAlias = Literal["unknown", "app", "indented", "unclean", "text", "key", "early", "cut"]
_KNOWN = SECTIONS | APP_SECTIONS
# The build stops at the first of them: who is told of so many looks for another reason.
_MOST = 200
_WORD = regex(r"[A-Za-z_][\w.-]*\Z")
_OPERATOR = regex(r"(?<!<)<<(?!<)(-?)[ \t]*\\?(['\"]?)([A-Za-z_][\w.-]*)")


class Refused(Record):
    """A line that engines refuse. ``name`` is what stands there for a section or a key, ``meant`` a guess.

    ``opened`` is the line that opened the here-document, or the stage, in which it stands.
    """

    why: Why
    line: "Line"
    name: str
    meant: str | None = None
    opened: "Line | None" = None


def refused(lines: "tuple[Line, ...]") -> Iterator[Refused]:
    """Find the lines that engines refuse: all of them, unless they are more than anybody wants to be told of."""
    held = documents(lines)
    yield from islice(_sections(lines, held), _MOST)
    yield from islice(_headers(lines, held), _MOST)


def _sections(lines: "tuple[Line, ...]", held: "dict[int, Line]") -> Iterator[Refused]:
    for at, line in enumerate(lines):
        if line.kind == "SECTION":
            found = _section(line, held.get(at), is_first=at == 0)
            if found is not None:
                yield found


def _headers(lines: "tuple[Line, ...]", held: "dict[int, Line]") -> Iterator[Refused]:
    numbers = (at for at, line in enumerate(lines) if line.kind == "HEADER")
    for stage, members in groupby(numbers, key=lambda at: lines[at].stage):
        header = list(members)
        yield from _header([lines[at] for at in header], stage, held.get(header[0]))


def documents(lines: "tuple[Line, ...]") -> "dict[int, Line]":
    """Find the lines that a here-document holds, to its author; each with the line that opened it.

    One that is never closed holds nothing: it is its end that is wrong.
    """
    found: dict[int, Line] = {}
    ends: dict[tuple[str, str], list[int]] | None = None
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.kind != "BODY" or "<<" not in line.text or line.text.lstrip().startswith("#"):
            continue
        for match in _OPERATOR.finditer(line.text):
            ends = _ends(lines) if ends is None else ends
            closing = ends.get((match[1], match[3]), [])
            first = bisect_left(closing, at)
            if first == len(closing):
                break
            end = closing[first]
            found.update((inner, line) for inner in range(at, end))
            at = end + 1
    return found


def _ends(lines: "tuple[Line, ...]") -> dict[tuple[str, str], list[int]]:
    """Give the numbers of the lines that may close a here-document: for ``<<`` those with the very word, and no tab."""
    found: dict[tuple[str, str], list[int]] = {}
    for at, line in enumerate(lines):
        word = line.text.lstrip("\t")
        if _WORD.match(word):
            found.setdefault(("-", word), []).append(at)
            if word == line.text:
                found.setdefault(("", word), []).append(at)
    return found


def _section(line: "Line", document: "Line | None", *, is_first: bool) -> Refused | None:
    """Say why engines refuse a section line; None when they do not."""
    text = line.text.lstrip(SPACE) if is_first else line.text
    name, blank, _ = text.lstrip("%").partition(" ")
    key = lower(name)
    if key in SECTIONS or (name in APP_SECTIONS and blank):
        return None
    bare = trim(line.text)
    clean = lower(re.split(r"[\s:#=]", bare.lstrip("% \t"), maxsplit=1)[0])
    if document is not None:
        return Refused("text", line, name, opened=document)
    if key in APP_SECTIONS:
        return Refused("app", line, name, meant=key)
    if text[:1] in SPACE:
        return Refused("indented" if clean in _KNOWN else "text", line, bare, meant=clean)
    if clean in _KNOWN or not clean:
        return Refused("unclean", line, name, meant=clean or None)
    meant = _guess(clean)
    if meant is None and not re.fullmatch(r"[a-z][a-z_-]*", lower(bare.lstrip("%"))):
        return Refused("text", line, name)
    return Refused("unknown", line, name, meant=meant)


def _guess(name: str) -> str | None:
    """Guess which section is meant by a name that is none."""
    if name in OTHER_NAMES:
        return OTHER_NAMES[name]
    return nearest(name, sorted(_KNOWN))


def _header(lines: "list[Line]", stage: int, document: "Line | None") -> Iterator[Refused]:
    pieces = [Piece(_kind(line.text), line.text + "\n", line.span.start) for line in lines]
    if stage == 0 and any(piece.kind == "LINE" for piece in pieces):
        # The text above the first `Bootstrap:` is a stage of its own; `Bootstrap :` is in it.
        keys = [lower(trim(line.text.partition(":")[0])) for line in lines]
        if "bootstrap" not in keys and not lines[0].text.startswith("\ufeff"):
            yield from (Refused("early", line, key) for line, key in zip(lines, keys, strict=True) if is_key(key))
    at_place = {line.span.start: line for line in lines}
    waiting = pieces[::-1]
    # What is continued from line to line is read anew without the line that is wrong, but not for ever.
    left = _MOST * len(pieces)
    while waiting and left > 0:
        one = _continued(waiting)
        left -= len(one)
        try:
            read(tuple(one), is_later=stage > 1)
        except RecipeError as stop:
            start = stop.span[0] if stop.span is not None else 0
            at = max(index for index, piece in enumerate(one) if piece.start <= start)
            line = at_place[one[at].start]
            if document is not None:
                yield Refused("cut", line, trim(line.text), opened=lines[0])
                return
            yield Refused("key", line, trim(line.text.partition(":")[0]), meant=stop.help)
            del one[at]
            waiting += reversed(one)


def _continued(waiting: list[Piece]) -> list[Piece]:
    """Take off the end what is read together: a line of the header, and those in which a backslash continues it."""
    taken: list[Piece] = []
    has_value = False
    while waiting:
        piece = waiting.pop()
        taken.append(piece)
        if piece.kind == "LINE":
            text = trim(trim(piece.text).partition("#")[0])
            _, colon, value = text.partition(":")
            if not text.endswith("\\") or not (colon or has_value):
                break
            has_value = has_value or trim(value) != "\\"
    return taken


def _kind(text: str) -> str:
    bare = trim(text)
    return "LINE" if not is_skipped(bare) else "COMMENT" if bare else "BLANK"


_INSTRUCTIONS = frozenset(
    "RUN ENV COPY ADD FROM CMD ENTRYPOINT WORKDIR USER LABEL ARG EXPOSE VOLUME MAINTAINER SHELL HEALTHCHECK".split()
)


def is_instruction(line: str) -> bool:
    """Tell whether a line is an instruction of a Dockerfile, in the capitals in which everybody writes them."""
    word, *rest = line.split(None, 1) or [""]
    return word in _INSTRUCTIONS and bool(rest) and rest[0][:1] not in ("=", "(", ":", "|", "&", ";")
