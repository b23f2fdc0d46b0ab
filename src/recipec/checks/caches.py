"""What package managers leave behind, and what takes it away again."""

from collections.abc import Iterator

from recipec.checks.packages import Asked, Manager
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe

# Below these a manager keeps what it has fetched.
_PLACES: dict[Manager, tuple[str, ...]] = {
    "apt": ("/var/lib/apt/lists",),
    "yum": ("/var/cache/yum", "/var/cache/dnf"),
    "zypper": ("/var/cache/zypp",),
    "apk": ("/var/cache/apk",),
    "pip": ("/root/.cache",),
    "conda": ("/opt/conda/pkgs",),
}


def kept(recipe: "Recipe", manager: Manager) -> Iterator[Asked]:
    """Give the first installation of each stage whose leftovers nothing in that stage takes away."""
    cleaned = {one.invocation.script.stage for one in recipe.packages(manager, action="clean") if _is_whole(one)}
    cleaned |= _removed(recipe, _PLACES.get(manager, ()))
    if manager == "conda":
        cleaned |= {one.script.stage for one in recipe.invocations("rm") if any("pkgs" in word for word in one.values)}
    for asked in recipe.packages(manager):
        stage = asked.invocation.script.stage
        if stage not in cleaned and asked.invocation.script.is_build and not _keeps_nothing(asked):
            cleaned.add(stage)
            yield asked


def _is_whole(asked: Asked) -> bool:
    """Tell whether a clean command leaves nothing: `apt-get clean` leaves the lists."""
    return asked.manager != "apt"


def _removed(recipe: "Recipe", places: tuple[str, ...]) -> set[int]:
    """Name the stages that remove one of some places, or what is above it."""
    found: set[int] = set()
    for one in recipe.invocations("rm", "find"):
        for word in one.values:
            path = word.rstrip("/*").replace("$HOME", "/root").replace("~", "/root")
            if path and any(
                place == path or place.startswith(path + "/") or path.startswith(place) for place in places
            ):
                found.add(one.script.stage)
    return found


def _keeps_nothing(asked: Asked) -> bool:
    if asked.manager == "apk":
        return asked.has("--no-cache")
    return asked.manager == "pip" and asked.has("--no-cache-dir", "--no-cache")
