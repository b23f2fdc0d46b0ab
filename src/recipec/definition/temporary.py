"""What empties ``/tmp`` and ``/var/tmp``: the host's own, while a definition file is built."""

from collections.abc import Iterator

from recipec.definition.directories import TEMPORARY
from recipec.record import Record
from recipec.shell.arguments import split
from recipec.shell.calls import program
from recipec.shell.syntax import Mention, Word

# They remove files by names that are not written out; each has its own way to say so.
REMOVERS = ("rm", "find")
# A name of these alone may be any name: `*`, `.[!.]*`, `{*,.*}`.
_ANY = frozenset("*.?[!]{,}")


class Emptied(Record):
    """A word of ``rm`` or ``find`` that stands for what is in a temporary directory, whoever put it there.

    ``is_all``: for everything there; else for what fits a pattern that begins with a wildcard.
    """

    word: Word
    directory: str
    is_all: bool


def emptied(words: tuple[Word, ...], directory: str | None, *, tmpdir: bool = False) -> Iterator[Emptied]:
    """Find what a call of ``rm`` or ``find`` removes from temporary directories without naming it.

    ``words`` begin with the program's. It runs in ``directory``; None: in one that is none of these. ``tmpdir``:
    ``$TMPDIR`` is what the host says.
    """
    is_rm = program(words[0]) == "rm"
    here = (directory or "").rstrip("/")
    values = [word.value for word in words]
    if not is_rm and not _deletes(values):
        return
    everywhere = is_rm or not {"-name", "-iname", "-user"}.intersection(values)
    takes_directories = bool({"-r", "-R", "--recursive"}.intersection(split(words[1:], "")[1]))
    for word in words[1:]:
        if word.raw.startswith("-"):
            if is_rm:
                continue
            return  # what find is to do begins here
        text = _text(word, tmpdir=tmpdir)
        if text is None:
            continue
        inside = text.removeprefix("./")
        if here in TEMPORARY and ("*" in text or not is_rm) and set(inside) <= _ANY:
            text = f"{here}/{inside}"
        path = text.rstrip("/")
        head, _, name = path.rpartition("/")
        is_whole = path in TEMPORARY
        is_any = head in TEMPORARY and set(name) <= _ANY
        if is_whole and (takes_directories or not is_rm):
            yield Emptied(word, path, everywhere)
        elif not is_whole and (is_any or (head in TEMPORARY and name[:1] in ("*", "?"))):
            yield Emptied(word, head, everywhere and is_any)


def _deletes(values: list[str | None]) -> bool:
    """Tell whether find removes what it finds."""
    return "-delete" in values or ("-exec" in values and values[values.index("-exec") + 1 :][:1] == ["rm"])


def _text(word: Word, *, tmpdir: bool) -> str | None:
    """Give what a word stands for, `{a,b}` as it is written, and `$TMPDIR` as if the host had not said anything."""
    if word.value is not None:
        return word.value
    match word.parts:
        case (None,) if not set(word.raw) & set("$`'\"\\"):
            return word.raw
        case (Mention("TMPDIR"),) if tmpdir:
            return TEMPORARY[0]
        case (Mention("TMPDIR"), str() as rest) if tmpdir:
            return TEMPORARY[0] + rest
        case _:
            return None
