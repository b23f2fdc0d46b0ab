"""The lines of a definition file that engines refuse, and why: all of them, where a parser stops at the first."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Literal, TypeAlias

from recipec.definition.parse.header import is_key, read
from recipec.definition.parse.sections import OTHER_NAMES
from recipec.definition.parse.table import Piece
from recipec.definition.parse.words import SPACE, is_skipped, lower, trim
from recipec.definition.tree import APP_SECTIONS, SECTIONS
from recipec.errors import RecipeError
from recipec.record import Record
from recipec.regex import regex
from recipec.suggestion import nearest

if TYPE_CHECKING:
    from recipec.checks.text import Line

# unknown: a section that there is not. app: a section of an app without its name, or not in lower case. indented: a
# known section behind blanks. unclean: something else than a space behind its name, or no name. text: a line of a
# script. key: a header line. early: a header line above `Bootstrap:`. cut: the header that `Bootstrap:` in a script
# makes.
Why: TypeAlias = Literal["unknown", "app", "indented", "unclean", "text", "key", "early", "cut"]
_KNOWN = SECTIONS | APP_SECTIONS
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
    """Find every line that engines refuse."""
    held = documents(lines)
    for at, line in enumerate(lines):
        if line.kind == "SECTION":
            found = _section(line, held.get(at), is_first=at == 0)
            if found is not None:
                yield found
    numbers = range(len(lines))
    for stage, members in groupby(numbers, key=lambda at: lines[at].stage):
        header = [at for at in members if lines[at].kind == "HEADER"]
        if header:
            yield from _header([lines[at] for at in header], stage, held.get(header[0]))


def documents(lines: "tuple[Line, ...]") -> "dict[int, Line]":
    """Find the lines that a here-document holds, to its author; each with the line that opened it.

    One that is never closed holds nothing: it is its end that is wrong.
    """
    found: dict[int, Line] = {}
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line.kind != "BODY" or "<<" not in line.text or line.text.lstrip().startswith("#"):
            continue
        for match in _OPERATOR.finditer(line.text):
            end = next((later for later in range(at, len(lines)) if _closes(lines[later].text, match)), None)
            if end is None:
                break
            found.update((inner, line) for inner in range(at, end))
            at = end + 1
    return found


def _closes(text: str, opening: re.Match[str]) -> bool:
    return (text.lstrip("\t") if opening[1] else text) == opening[3]


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
    while True:
        try:
            read(tuple(pieces), is_later=stage > 1)
        except RecipeError as stop:
            start = stop.span[0] if stop.span is not None else 0
            at = max(index for index, piece in enumerate(pieces) if piece.start <= start)
            line = next(one for one in lines if one.span.start == pieces[at].start)
            if document is not None:
                yield Refused("cut", line, trim(line.text), opened=lines[0])
                return
            yield Refused("key", line, trim(line.text.partition(":")[0]), meant=stop.help)
            del pieces[at]
        else:
            return


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
