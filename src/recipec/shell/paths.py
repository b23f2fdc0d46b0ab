"""Paths of an image: which of them are the same place, and which are below or above each other."""

from collections.abc import Iterator
from functools import lru_cache
from posixpath import normpath

# Links of a merged /usr and of /var, which lead to the same files.
_SAME = {"/bin": "/usr/bin", "/sbin": "/usr/sbin", "/lib": "/usr/lib", "/lib64": "/usr/lib64", "/var/run": "/run"}
_LINKS = tuple(_SAME)


# Each path is compared with many others.
@lru_cache(1_000)
def real(path: str) -> str:
    """Follow the links of a merged ``/usr``, and tidy a path."""
    path = normpath("/" + path.lstrip("/"))
    if path.startswith(_LINKS):
        for link, target in _SAME.items():
            if path == link or path.startswith(link + "/"):
                return target + path[len(link) :]
    return path


def overlap(one: str, other: str) -> bool:
    """Tell whether one path is the other, or is below or above it."""
    one, other = real(one).rstrip("/") + "/", real(other).rstrip("/") + "/"
    return one.startswith(other) or other.startswith(one)


def is_below(path: str, other: str) -> bool:
    """Tell whether one path, as it is written, is the other or below it."""
    return path == other or path.startswith(other.rstrip("/") + "/")


def _upwards(path: str) -> Iterator[str]:
    """Give a path and every directory above it."""
    yield path
    while path != "/":
        path = path.rpartition("/")[0] or "/"
        yield path


class Paths:
    """Places, each with all that is below it. Asking takes no longer for many of them."""

    def __init__(self) -> None:
        self._added: set[str] = set()
        self._places: set[str] = set()
        self._above: set[str] = set()

    def add(self, path: str) -> None:
        """Add a place."""
        if path in self._added:
            return
        self._added.add(path)
        path = real(path)
        if path not in self._places:
            self._places.add(path)
            for at in _upwards(path):
                if at in self._above:
                    break  # and so is all above it
                self._above.add(at)

    def meets(self, path: str, known: frozenset[str] = frozenset()) -> bool:
        """Tell whether a path is one of these, or below or above one; ``known`` are left out."""
        if not self._places:
            return False
        path = real(path)
        if any(at in self._places and at not in known for at in _upwards(path)):
            return True
        if path not in self._above:
            return False
        inside = path.rstrip("/") + "/"
        return not known or any(at.startswith(inside) and at not in known for at in self._places)


class Brought:
    """Places, each with all that is below it, and who brought them. Asking takes no longer for many who did."""

    def __init__(self) -> None:
        # By whom; None: by several.
        self._places: dict[str, str | None] = {}
        self._above: dict[str, str | None] = {}

    def add(self, path: str, by: str) -> None:
        """Add a place."""
        path = real(path)
        self._places[path] = by if self._places.get(path, by) == by else None
        for at in _upwards(path):
            if at in self._above and self._above[at] in (by, None):
                break  # and so is all above it
            self._above[at] = None if at in self._above else by

    def meets(self, path: str) -> bool:
        """Tell whether a path is one of these, or below or above one."""
        path = real(path)
        return path in self._above or any(at in self._places for at in _upwards(path))

    def meets_others(self, path: str, by: str) -> bool:
        """Tell whether a path is one that somebody else brought too, or below or above one."""
        path = real(path)
        return self._above.get(path, by) != by or any(self._places.get(at, by) != by for at in _upwards(path))
