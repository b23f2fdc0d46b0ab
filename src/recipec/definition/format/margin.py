"""The margin of a script: blocks are shifted as wholes to the column where sections have their scripts.

No character is changed that a shell sees. Lines that begin in a string or a here-document stay as they are, so do
blanks at the end of a line that belong to one.
"""

from collections import Counter

from recipec.record import Record
from recipec.shell.layout import Layout
from recipec.shell.script import parse

MARGIN = "    "
_WIDTH = len(MARGIN)
_LISTING = frozenset(("&&", "||", "|", "|&"))
_BLANKS = " \t"


class Laid(Record):
    """The layout of a script, line by line.

    ``margins`` are the blanks that a line begins with, None for one that stays as it is. ``in_code`` says which lines
    begin in plain code, ``keeps_end`` which keep the blanks at their end, and ``may_part``, which has one more, before
    which lines a blank line or a comment may stand.
    """

    margins: tuple[str | None, ...]
    in_code: tuple[bool, ...]
    keeps_end: tuple[bool, ...]
    may_part: tuple[bool, ...]


class _Line(Record):
    """A line. ``column`` is where its text begins; ``begins``: it is the first line of a statement of its own.

    ``is_inside``: a block is open around it.
    """

    text: str
    column: int
    in_code: bool
    is_comment: bool
    goes_on: bool
    is_glued: bool
    begins: bool
    is_inside: bool

    @property
    def moves(self) -> bool:
        return self.in_code and not self.is_glued


def laid(texts: tuple[str, ...] | None, tops: frozenset[int] = frozenset((0,))) -> Laid | None:
    """Lay a script out; None when it is not understood. ``tops`` are the lines with which its sections begin."""
    if texts is None:
        return None
    if not texts:
        return Laid((), (), (), (True,))
    # Engines put a line end behind a script: a backslash at its end goes on with nothing.
    script = parse("\n".join(texts) + "\n\n")
    if not script.is_understood:
        return None
    lines = _read(texts, script.layout)
    if not _begins_in_code(script.layout, len(script.text)):
        return None
    codes = (*(line.in_code for line in lines), True)
    return Laid(
        _margins(lines, tops),
        codes[:-1],
        tuple(
            not (line.in_code and codes[at + 1]) or _ends_in_backslash(line.text.rstrip(_BLANKS))
            for at, line in enumerate(lines)
        ),
        (True, *(codes[at + 1] and not _continues(line) for at, line in enumerate(lines))),
    )


def _begins_in_code(layout: Layout, at: int) -> bool:
    return layout.inside(at, at) is None


def _ends_in_backslash(text: str) -> bool:
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def _continues(line: _Line) -> bool:
    return line.in_code and not line.is_comment and _ends_in_backslash(line.text)


def _read(texts: tuple[str, ...], layout: Layout) -> list[_Line]:
    lines: list[_Line] = []
    at = 0
    before: _Line | None = None  # the last line that is neither blank nor a comment
    operator = False
    for text in texts:
        bare = text.lstrip(_BLANKS)
        blanks = text[: len(text) - len(bare)]
        in_code = _begins_in_code(layout, at)
        previous = lines[-1] if lines else None
        continued = previous is not None and _continues(previous)
        is_comment = in_code and bare.startswith("#") and not continued
        depth = layout.depth(at + len(blanks)) if in_code else 1
        closes = in_code and layout.is_closer(at + len(blanks))
        goes_on = continued or (operator and before is not None)
        line = _Line(
            text,
            len(blanks.expandtabs(_WIDTH)),
            in_code,
            is_comment,
            goes_on,
            # A word goes on where no blank is on either side of the line break.
            continued and previous is not None and not blanks and previous.text[-2:-1] not in ("", *_BLANKS),
            in_code and bool(bare) and not is_comment and not goes_on and depth == 0 and not closes,
            depth > 0,
        )
        lines.append(line)
        if bare and not is_comment:
            before = line
            operator = layout.line_end(at + len(text.rstrip(_BLANKS))) in _LISTING
        at += len(text) + 1
    return lines


def _programs(lines: list[_Line], tops: frozenset[int]) -> frozenset[int]:
    """Give the lines at the top of sections that name a program: not every engine looks for it behind blanks.

    Only that of the first section may count, but which one is the first that says something changes with its comments.
    """
    found: set[int] = set()
    is_top = False
    for at, line in enumerate(lines):
        is_top = is_top or at in tops
        if line.text.strip(_BLANKS):
            if is_top and line.text.startswith("#!"):
                found.add(at)
            is_top = False
    return frozenset(found)


def _margins(lines: list[_Line], tops: frozenset[int]) -> tuple[str | None, ...]:
    """Shift statements with all of their lines: from the column where most of them begin to that of sections."""
    columns = Counter(line.column for line in lines if line.begins and line.moves)
    programs = _programs(lines, tops)
    if not columns:
        # Comments alone: those about another section stay where they are, and do not move the others each time.
        said = (line.column for line in lines if line.moves and line.text.strip(_BLANKS))
        columns.update([max(_WIDTH, min(said, default=_WIDTH))])
    base = min(columns, key=lambda column: (-columns[column], column != _WIDTH, column))
    shift = current = _WIDTH - base
    margins: list[str | None] = []
    for at, line in enumerate(lines):
        if line.begins:
            current = max(shift, _WIDTH - line.column)
        if not line.moves or at in programs:
            margins.append(None)
        elif not line.text.strip(_BLANKS):
            margins.append("")
        else:
            moved = shift if line.is_comment and not line.is_inside else current
            margins.append(" " * max(line.column + moved, _WIDTH))
    return tuple(margins)
