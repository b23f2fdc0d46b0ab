"""`/tmp` and `/var/tmp`: the host's own, while a definition file is built and when an image runs."""

from typing import TYPE_CHECKING

from recipec.checks.homes import assigned
from recipec.definition.directories import TEMPORARY
from recipec.shell.paths import is_below
from recipec.shell.syntax import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recipec.checks.invocation import Invocation
    from recipec.checks.recipe import Recipe
    from recipec.checks.scripts import PlacedScript

# Variables that name a place for scratch files, which are made when they are needed.
SCRATCH = frozenset(("TMPDIR", "TMP", "TEMP", "TEMPDIR"))


def directory(path: str) -> str | None:
    """Name the temporary directory that a path is in or is."""
    return next((one for one in TEMPORARY if is_below(path, one)), None)


def is_in(path: str) -> bool:
    """Tell whether a path is below a temporary directory."""
    return any(path != one and is_below(path, one) for one in TEMPORARY)


def is_private(script: "PlacedScript", before: int) -> bool:
    """Tell whether a script has mounted a directory of its own over ``/tmp`` before a place in it."""
    return any(
        one.name == "mount" and one.words[0].span.start < before and one.values and one.values[-1] in TEMPORARY
        for one in script.invocations
    )


class Emptied:
    """A word of ``rm`` or ``find`` that stands for what is in a temporary directory, whoever put it there.

    ``is_all``: for everything there; else for what fits a pattern that begins with a wildcard.
    """

    def __init__(self, invocation: "Invocation", index: int, place: str, *, is_all: bool) -> None:
        self.invocation = invocation
        self.word = invocation.words[index]
        self.place = place
        self.is_all = is_all


def emptied(recipe: "Recipe") -> "Iterator[list[Emptied]]":
    """Find what build scripts remove from temporary directories without naming it, command by command."""
    for one in recipe.invocations("rm", "find"):
        if not one.script.is_build or (one.name == "find" and not _deletes(one)):
            continue
        found: list[Emptied] = []
        for index, word in enumerate(one.words):
            text = word.value
            if index == 0 or word.raw.startswith("-"):
                if one.name == "find" and index:
                    break
                continue
            if text is None:
                text = _in_tmpdir(one, index)
            if text is None:
                continue
            if not text.startswith("/") and set(text) <= set("*.?") and "*" in text and (at := _entered(one)):
                text = f"{at}/{text}"
            place = _emptied(one, text)
            if place is not None and not is_private(one.script, word.span.start):
                is_all = one.name == "rm" or not any(value in ("-name", "-iname", "-user") for value in one.values)
                found.append(Emptied(one, index, place, is_all=is_all and _is_all(text)))
        if found:
            yield found


def _deletes(one: "Invocation") -> bool:
    values = one.values
    return "-delete" in values or ("-exec" in values and values[values.index("-exec") + 1 :][:1] == ("rm",))


def _emptied(one: "Invocation", text: str) -> str | None:
    tidy = text.rstrip("/") or "/"
    if tidy in TEMPORARY:
        return tidy if one.name == "find" or one.has("-r", "-R", "--recursive") else None
    head, _, name = tidy.rpartition("/")
    return (
        head if head in TEMPORARY and name[:1] in ("*", "?") else head if _is_all(tidy) and head in TEMPORARY else None
    )


def _is_all(text: str) -> bool:
    head, _, name = text.rstrip("/").rpartition("/")
    return text.rstrip("/") in TEMPORARY or (head in TEMPORARY and set(name) <= set("*.?[!]"))


def _in_tmpdir(one: "Invocation", index: int) -> str | None:
    """Read `$TMPDIR/*`: the host's directory, unless the recipe gives the variable another value."""
    parts = one.words[index].parts
    first = parts[0] if parts else None
    if not isinstance(first, Mention) or first.name != "TMPDIR" or len(parts) > 2:
        return None
    if "TMPDIR" in assigned(one.script) or "TMPDIR" in one.script.variables:
        return None
    rest = parts[1] if len(parts) == 2 else ""
    return f"/tmp{rest}" if isinstance(rest, str) else None  # noqa: S108 -- a path in the image


def _entered(one: "Invocation") -> str | None:
    """Give the temporary directory in which a command runs, if a `cd` above it went there."""
    at = one.words[0].span.start
    last = None
    for other in one.script.invocations:
        if other.name in ("cd", "pushd") and other.words[0].span.start < at:
            last = other.values[0] if other.values else ""
    return last.rstrip("/") if last is not None and last.rstrip("/") in TEMPORARY else None
