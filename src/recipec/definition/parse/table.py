"""The grammar of definition files at work: Lark's parse table, followed without Lark.

Lark makes the table ahead of time (``build.py``). To follow it takes the few lines below, where importing Lark to do so
would take longer than the whole conversion.
"""

import re
from functools import cache, lru_cache

from recipec.grammar.definition_table import PATTERNS, RULES, STATES
from recipec.record import Record
from recipec.typed import TypeAlias


class Piece(Record):
    """A line of the header, or a section line, or a whole body: its terminal in the grammar, and its text."""

    kind: str
    text: str
    start: int


class Cut(Record):
    """A stage as the grammar cuts it. Sections are a section line and its body, None when no line follows."""

    header: tuple[Piece, ...]
    sections: tuple[tuple[Piece, Piece | None], ...]


class _Tree(Record):
    children: "_Children"


_Children: TypeAlias = list[_Tree | Piece]
_END = "$END"
_WIDE = "\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"


# Rules about the text ask for what has just been parsed.
@lru_cache(1)
def cut(text: str) -> tuple[Cut, ...]:
    """Cut a text into stages and these into lines. The first is what stands above the first ``Bootstrap:``."""
    stages: list[Cut] = []
    for stage in _parse(text):
        header: list[Piece] = []
        sections: list[tuple[Piece, Piece | None]] = []
        for child in stage.children if isinstance(stage, _Tree) else ():
            if isinstance(child, Piece):
                header.append(child)
            else:
                pieces = [piece for piece in child.children if isinstance(piece, Piece)]
                sections.append((pieces[0], pieces[1] if len(pieces) > 1 else None))
        stages.append(Cut(tuple(header), tuple(sections)))
    return tuple(stages)


def _parse(text: str) -> _Children:
    """Give what is below the root, by shifting pieces and reducing rules as an LALR(1) table says."""
    states = [0]
    values: list[_Tree | Piece | _Children] = []
    at, is_ascii = 0, text.isascii()
    while True:
        piece = _piece(text, at, STATES[states[-1]], is_ascii=is_ascii)
        while (action := STATES[states[-1]][piece.kind]) < 0:
            name, length = RULES[~action]
            first = len(values) - length
            children = _joined(values[first:])
            if name == "start":
                return children
            del values[first:], states[len(states) - length :]
            # What begins with `_` has no node of its own.
            values.append(children if name.startswith("_") else _Tree(children))
            states.append(STATES[states[-1]][name])
        values.append(piece)
        states.append(action)
        at += len(piece.text)


def _piece(text: str, at: int, state: dict[str, int], *, is_ascii: bool) -> Piece:
    """Give the next piece: the first terminal that matches, of those that may come in this state."""
    if at < len(text):
        for kind in PATTERNS:
            if kind in state and (found := _pattern(kind, is_ascii).match(text, at)):
                return Piece(kind, found[0], at)
    # The grammar has a tree for every text.
    return Piece(_END, "", at)


@cache
def _pattern(kind: str, is_ascii: bool) -> re.Pattern[str]:  # noqa: FBT001 -- `cache` takes what comes by its place for the same
    # Without the spaces that are not in an ASCII text it is made in half the time.
    return re.compile(PATTERNS[kind].replace(_WIDE, "") if is_ascii else PATTERNS[kind])


def _joined(values: list[_Tree | Piece | _Children]) -> _Children:
    """Put the children of a rule in a row. A list that grows by one at a time stays the same list."""
    children: _Children = []
    for value in values:
        if not isinstance(value, list):
            children.append(value)
        elif children:
            children += value
        else:
            children = value
    return children
