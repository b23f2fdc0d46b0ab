"""The header of a stage: keys, values, comments and continuations."""

from recipec.definition.parse.table import Piece
from recipec.definition.parse.words import SPACE, lower, trim
from recipec.definition.tree import Blank, Comment, HeaderItem, HeaderLine
from recipec.errors import RecipeError
from recipec.record import Record
from recipec.regex import regex
from recipec.source import Span
from recipec.suggestion import suggestion

KEYS = frozenset(
    (
        "bootstrap",
        "from",
        "includecmd",
        "mirrorurl",
        "updateurl",
        "osversion",
        "include",
        "library",
        "registry",
        "namespace",
        "stage",
        "product",
        "user",
        "regcode",
        "productpgp",
        "registerurl",
        "modules",
        "fingerprints",
        "confurl",
        "setopt",
        "otherurl&n",
    )
)
_NUMBERED = regex(r"[0-9]+\Z")


def is_key(key: str) -> bool:
    """Whether Apptainer 1.4 knows a key, in lower case: ``otherurl`` is one with a number behind it only."""
    return key in KEYS or (key[-1:].isdigit() and _NUMBERED.sub("&n", key) in KEYS)


_INSTRUCTIONS = frozenset(("from", "run", "copy", "add", "env", "workdir", "cmd", "entrypoint", "arg", "user", "label"))


class _Pending(Record):
    """A value whose line ends in a backslash."""

    key: str
    value: str


def read(pieces: tuple[Piece, ...], *, is_later: bool = False) -> tuple[HeaderItem, ...]:
    """Read the lines of a header. ``is_later``: there is a stage above, so that it may be a script cut in two."""
    items: list[HeaderItem] = []
    last = max((at for at, piece in enumerate(pieces) if piece.kind != "BLANK"), default=-1)
    pending: _Pending | None = None
    written = ""  # the key as it is spelled
    keyed = 0  # the piece that it stands in
    layout: list[str] = []
    start = 0
    for at, piece in enumerate(pieces):
        span = Span(piece.start, piece.start + len(piece.text.rstrip("\r\n")))
        if piece.kind in ("BLANK", "COMMENT"):
            if pending is not None:
                if at > last:  # blanks at the end of the header are taken off before it is read
                    items.append(_lost(written, pending, layout, start))
                    pending = None
                elif pending.key:
                    # Go panics: "assignment to entry in nil map" (deffile.go, doHeader).
                    raise RecipeError(
                        f"`{written}` is continued by a backslash, and no line follows: apptainer crashes",
                        span=_place(start, "".join(layout)),
                        help="take the backslash off the end of the line",
                    )
                else:
                    layout.append(piece.text)
                    continue
            items.append(_skipped(piece, span))
            continue
        text, hash_mark, comment = trim(piece.text).partition("#")
        if pending is None:
            start = piece.start
            layout = []
        layout.append(piece.text)
        # An empty value is continued by a line that is read as a new one.
        if pending is None or not pending.value:
            written, colon, value = text.partition(":")
            if not colon:
                raise _no_value(text, piece, is_later=is_later)
            written, keyed = trim(written), at
            key, value = lower(written), trim(value)
        else:
            key, value = pending.key, pending.value + trim(text)
        pending = None
        if value.endswith("\\"):
            value = value[:-1]
            pending = _Pending(key, value[:-2] + "\n" if value.endswith("\\n") else value)
            continue
        if not is_key(key):
            raise _unknown(key, written, pieces[keyed])
        full = "".join(layout)
        remark = comment if hash_mark else None
        items.append(HeaderLine(written, value, remark, full, _place(start, full)))
    if pending is not None:
        items.append(_lost(written, pending, layout, start))
    return tuple(items)


def _skipped(piece: Piece, span: Span) -> HeaderItem:
    if piece.kind == "BLANK":
        return Blank(piece.text, span)
    return Comment(piece.text.strip().partition("#")[2], piece.text, span)


def _lost(written: str, pending: _Pending, layout: list[str], start: int) -> HeaderLine:
    full = "".join(layout)
    return HeaderLine(written, pending.value, None, full, _place(start, full), is_lost=True)


def _place(start: int, layout: str) -> Span:
    """Say where a line is, the blanks around it left out."""
    return Span(start + len(layout) - len(layout.lstrip(SPACE)), start + len(layout.rstrip(SPACE)))


def _no_value(text: str, piece: Piece, *, is_later: bool) -> RecipeError:
    span = Span(piece.start, piece.start + len(piece.text.rstrip("\r\n")))
    if text.startswith("\ufeff"):
        return _byte_order_mark(piece)
    first = text.split(None, 1)[0].lower() if text.split() else ""
    hint = (
        f"write `{first.capitalize()}: ...`"
        if is_key(first)
        else "a header line is `Key: value`, a section begins with `%`"
    )
    if first in _INSTRUCTIONS:
        hint = "this looks like a Dockerfile"
    elif is_later:
        hint = "`Bootstrap:` in the first column begins a stage, in the middle of a script too: indent it there"
    return RecipeError(f"`{trim(text)}` has no value", span=span, help=hint)


def _byte_order_mark(piece: Piece) -> RecipeError:
    return RecipeError(
        "the file begins with a byte order mark, which apptainer takes for a part of the first word",
        span=Span(piece.start, piece.start + 1),
        help="save the file as UTF-8 without a byte order mark",
    )


def _unknown(key: str, written: str, piece: Piece) -> RecipeError:
    if key.startswith("\ufeff"):
        return _byte_order_mark(piece)
    at = piece.start + piece.text.find(written)
    place = Span(at, at + (len(written) or 1))
    if key == "otherurl":
        return RecipeError("`OtherURL` wants a number", span=place, help="write `OtherURL0`")
    if key in ("target", "frontend", "filename", "buildargs"):
        return RecipeError(f"`{written}` is known from Apptainer 1.5 on", span=place)
    if key.split(" ", 1)[0] in _INSTRUCTIONS:
        return RecipeError(f"`{written}` is no header key", span=place, help="this looks like a Dockerfile")
    hint = suggestion(key, map(spelling, sorted(KEYS)))
    return RecipeError(f"`{written}` is no header key" if written else "a header key is missing", span=place, help=hint)


_SPELLING = {
    "mirrorurl": "MirrorURL",
    "updateurl": "UpdateURL",
    "osversion": "OSVersion",
    "includecmd": "IncludeCmd",
    "regcode": "RegCode",
    "productpgp": "ProductPGP",
    "registerurl": "RegisterURL",
    "confurl": "ConfURL",
    "setopt": "SetOpt",
    "otherurl&n": "OtherURL0",
}


def spelling(key: str) -> str:
    """Spell a key as Apptainer's documentation does, whatever its case."""
    name = lower(key)
    if name.startswith("otherurl") and name not in _SPELLING:
        return f"OtherURL{name.removeprefix('otherurl')}"
    return _SPELLING.get(name, name.capitalize())
