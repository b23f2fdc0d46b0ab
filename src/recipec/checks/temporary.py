"""`/tmp` and `/var/tmp`: the host's own, while a definition file is built and when an image runs."""

from recipec.checks.homes import assigned
from recipec.definition.directories import TEMPORARY
from recipec.definition.temporary import REMOVERS, Emptied
from recipec.definition.temporary import emptied as emptied_by
from recipec.ir.text import literal
from recipec.shell.paths import is_below
from recipec.typed import TYPE_CHECKING

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


def emptied(recipe: "Recipe") -> "Iterator[tuple[Invocation, list[Emptied]]]":
    """Find what build scripts remove from temporary directories without naming it, command by command."""
    for one in recipe.invocations(*REMOVERS):
        if one.script.is_build:
            own = "TMPDIR" in assigned(one.script) or "TMPDIR" in one.script.variables
            words = emptied_by(one.words, _entered(one), tmpdir=not own)
            found = [each for each in words if not is_private(one.script, each.word.span.start)]
            if found:
                yield one, found


def _entered(one: "Invocation") -> str | None:
    """Give the directory in which a command runs: the script's own, or where a `cd` above it went."""
    at = one.words[0].span.start
    state = one.script.state
    directory = literal(state.workdir or ()) if state is not None else None
    for other in one.script.invocations:
        if other.name in ("cd", "pushd") and other.words[0].span.start < at:
            directory = other.values[0] if other.values else None
    return directory
