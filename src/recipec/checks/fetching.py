"""What the steps of a build fetch from the network."""

from recipec.checks.downloads import FETCHERS, address
from recipec.checks.invocation import Invocation
from recipec.checks.packages import Manager
from recipec.checks.recipe import Recipe
from recipec.checks.scripts import BUILD

# Those that install what is named from somewhere else; a path is what is here.
_REMOTE: tuple[Manager, ...] = ("apt", "yum", "zypper", "apk", "pacman", "pip", "conda", "npm", "gem", "cargo")


def first_fetched(recipe: Recipe) -> Invocation | None:
    """Find the first command of a build that certainly asks the network; None when there is none."""
    found = [one for one in recipe.invocations(*FETCHERS) if any(map(_is_remote, one.values))]
    for asked in recipe.packages(*_REMOTE):
        is_elsewhere = any(name and name[0] not in "./" for name in asked.names)
        if is_elsewhere and not asked.has("--no-index", "--offline"):
            found.append(asked.invocation)
    building = [one for one in found if one.script.kind in BUILD]
    return min(building, key=lambda one: one.span.start, default=None)


def _is_remote(text: str) -> bool:
    read = address(text)
    return read is not None and read.scheme != "file" and "localhost" not in read.host
