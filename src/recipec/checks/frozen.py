"""Which paths nobody can write when the image runs, and which of them a start script writes all the same."""

from collections.abc import Iterator
from functools import lru_cache

from recipec.checks.packages import NAMES
from recipec.ir.steps import Volume
from recipec.shell.paths import is_below, real
from recipec.shell.syntax import Compound, Simple
from recipec.shell.walk import Found
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe
    from recipec.checks.starting import Started
    from recipec.checks.touches import Touch

# Directories of the image itself. What is elsewhere is the host's, or a place for binds: /data, /mnt, /scratch.
_IMAGE = ("usr", "opt", "etc", "var", "run", "srv", "bin", "sbin", "lib", "lib64", "app", "code")
_WRITABLE = ("/var/tmp", "/run/user", "/run/shm", "/run/lock")  # noqa: S108 -- places in an image
_QUESTIONS = frozenset(("[", "[[", "test", "command", "which", "type", "grep", "id", "(("))
# Where one goes is not written, and what packages and services write is no path of the script's.
_OTHERS = frozenset((*NAMES, "cd", "pushd", "service", "systemctl", "ldconfig"))


def frozen(recipe: "Recipe", path: str) -> bool:
    """Tell whether a path is in the image, where nobody can write when it runs, and no bind is meant to be."""
    tidy = real(path)
    if tidy.strip("/").partition("/")[0] not in _IMAGE or tidy.startswith(_WRITABLE):
        return False
    return not any(is_below(tidy, place) for place in _bound(recipe))


@lru_cache(1)
def _bound(recipe: "Recipe") -> frozenset[str]:
    """Name the places that are meant for binds."""
    places = [*recipe.settings.mount_points]
    for step, placed in recipe.steps(Volume):
        places += (recipe.value(each, placed.state) or "" for each in step.paths)
    return frozenset(real(place) for place in places if place)


def surely_written(recipe: "Recipe", one: "Started") -> "Iterator[Touch]":
    """Give what a script writes whatever happens: no branch decides about it, and no failure is looked at.

    What package managers and services write is left out.
    """
    top = {id(statement) for statement in one.script.script.body.statements}
    links = _links(recipe)
    for touch in one.script.touches:
        statement = touch.found.statement
        if touch.way == "read" or id(statement) not in top or "||" in statement.operators or _is_chosen(touch.found):
            continue
        if any(word.value in _OTHERS for word in touch.found.command.words[:3]):
            continue
        if isinstance(touch.found.command, Compound) or not frozen(recipe, touch.path):
            continue
        if not any(is_below(touch.path, link) for link in links):
            yield touch


def _is_chosen(found: Found) -> bool:
    """Tell whether a question comes first: `[ -w /etc ] && ...`."""
    for pipeline in found.statement.parts:
        if pipeline is found.pipeline:
            return False
        command = pipeline.parts[-1]
        if not isinstance(command, Simple) or command.name in _QUESTIONS:
            return True
    return False


@lru_cache(1)
def _links(recipe: "Recipe") -> frozenset[str]:
    """Name what the build makes a link of: it may lead to where everybody can write."""
    found: set[str] = set()
    for one in recipe.invocations("ln"):
        if one.script.is_build and one.has("-s"):
            operands, _ = one.split()
            found.update(word.value.rstrip("/") for word in operands[1:] if word.value)
    return frozenset(found)
