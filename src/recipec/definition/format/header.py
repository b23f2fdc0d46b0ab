"""The header of a stage: keys as the documentation spells them, in one order, and comments where they belong."""

from recipec.definition.parse.header import spelling
from recipec.definition.parse.words import lower, trim
from recipec.definition.tree import Blank, Comment, HeaderItem, HeaderLine
from recipec.errors import RecipeError
from recipec.record import Record

# What to start from, what the stage is called, and how the start is made: the order of most recipes, and of the
# documentation's examples.
_ORDER = (
    "bootstrap from registry namespace library stage fingerprints osversion mirrorurl updateurl confurl otherurl "
    "include includecmd setopt product user regcode productpgp registerurl modules"
).split()


class _Row(Record):
    """A header line with the comments above it."""

    comments: tuple[str, ...]
    line: HeaderLine


def formatted(items: tuple[HeaderItem, ...], *, has_sections: bool) -> tuple[tuple[HeaderItem, ...], tuple[str, ...]]:
    """Lay a header out, and give the comments that stand right above the first section.

    Without sections all comments below the last key are the header's.
    """
    at = [number for number, item in enumerate(items) if isinstance(item, HeaderLine)]
    top, rows, tail = items[: at[0]], items[at[0] : at[-1] + 1], items[at[-1] + 1 :]
    lines: list[HeaderItem] = [*_comments(top, keeps_last_blank=True), *_keys(rows)]
    start = len(tail)
    while has_sections and start and _moves(tail[start - 1]):
        start -= 1
    below = tuple(_text(item) for item in tail[start:] if isinstance(item, Comment))
    rest = _comments(tail[:start], keeps_last_blank=False)
    if rest and isinstance(tail[0], Blank):
        lines.append(Blank())
    return (*lines, *rest), below


def _moves(item: HeaderItem) -> bool:
    """Whether a line is a comment wherever it stands: at the top of a script, `#!` names a program."""
    return isinstance(item, Comment) and not item.text.startswith("!")


def _comments(items: tuple[HeaderItem, ...], *, keeps_last_blank: bool) -> list[HeaderItem]:
    """Give comment lines with one blank line where there were some."""
    made: list[HeaderItem] = []
    for item in items:
        if isinstance(item, Comment):
            made.append(Comment(_text(item)))
        elif made and not isinstance(made[-1], Blank):
            made.append(Blank())
    if made and isinstance(made[-1], Blank) and not keeps_last_blank:
        made.pop()
    return made


def _text(comment: Comment) -> str:
    return comment.text.rstrip()


def _keys(items: tuple[HeaderItem, ...]) -> list[HeaderItem]:
    rows: list[_Row] = []
    comments: list[str] = []
    for item in items:
        if isinstance(item, Comment):
            comments.append(_text(item))
        elif isinstance(item, HeaderLine):
            rows.append(_Row(tuple(comments), item))
            comments.clear()
    for row in rows:
        if row.line.is_lost:
            message = f"`{row.line.key}` is continued by a backslash, and no line follows: engines drop it"
            raise RecipeError(message, span=row.line.span, help="take the backslash off the end of the line")
    if _begins_twice(rows):
        return [_as_it_is(item) for item in items]
    made: list[HeaderItem] = []
    for row in sorted(rows, key=lambda row: _rank(row.line.key)):
        made += (Comment(text) for text in row.comments)
        made.append(_line(row.line))
    return made


def _begins_twice(rows: list[_Row]) -> bool:
    """Whether the agent is named twice: the second line is indented, for in the first column it begins a stage."""
    return sum(lower(row.line.key) == "bootstrap" for row in rows) > 1


def _rank(key: str) -> int:
    name = lower(key)
    return _ORDER.index("otherurl" if name.startswith("otherurl") else name)


def _as_it_is(item: HeaderItem) -> HeaderItem:
    """Keep an item, but for the ends of its lines: a header has no carriage return that means something."""
    lines = (item.layout or "").removesuffix("\n").split("\n")
    return item._replace(layout="".join(line.rstrip("\r") + "\n" for line in lines))


def _line(line: HeaderLine) -> HeaderItem:
    spelled = spelling(line.key)
    # Apptainer's table of keys has `otherurl&n` in it, so that this is a key, too, and another one than `OtherURL0`.
    key = spelled if lower(spelled) == lower(line.key) else line.key
    layout = line.layout or ""
    if "\n" not in layout.strip():
        return HeaderLine(key, line.value, None if line.comment is None else line.comment.rstrip())
    # A value that goes on keeps its lines.
    first, _, rest = layout.replace("\r\n", "\n").partition("\n")
    written, _, value = first.partition(":")
    if lower(trim(written)) != lower(line.key) or not trim(value).rstrip("\\"):
        return _as_it_is(line)
    lines = [f"{key}: {trim(value)}", *(one.rstrip(" \t\r") for one in rest.rstrip("\n").split("\n"))]
    return line._replace(key=key, layout="\n".join(lines) + "\n")
