"""How two images differ, as values that a person can read."""

from collections.abc import Mapping
from typing import NamedTuple

from recipec.engines.image import Image, Ran

# What stands on the side that lacks a thing.
NOTHING = "nothing"
# Apptainer makes these where the base has none (an image from scratch).
_SKELETON = frozenset(("etc", "home", "root", "var"))


class Difference(NamedTuple):
    """One thing in which two images differ.

    ``kind`` is ``tree``, ``env``, ``label``, ``run`` or ``probe``, or ``build``.
    """

    kind: str
    name: str
    left: str
    right: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".rstrip() + f": {self.left} | {self.right}"


def compare(left: Image, right: Image) -> tuple[Difference, ...]:
    """List what differs, in the order of the paths and names. An owner that one side does not know is left out."""
    unknown = {path for image in (left, right) for path, entry in image.tree.items() if entry.owner is None}
    one, other = _shown(left, unknown), _shown(right, unknown)
    return tuple(difference for kind in one for difference in _between(kind, one[kind], other[kind]))


def _shown(image: Image, unknown: set[str]) -> dict[str, dict[str, str]]:
    """Write everything of an image for a person, by its kind."""
    return {
        "tree": {
            f"/{path}": str(entry._replace(owner=None) if path in unknown else entry)
            for path, entry in image.tree.items()
            if not _is_skeleton(path, image)
        },
        "env": {name: repr(value) for name, value in image.environment.items()},
        "label": {key: repr(value) for key, value in image.labels.items()},
        "run": {words: _said(ran) for words, ran in image.runs.items()},
        "probe": {command: _said(ran) for command, ran in image.probes.items()},
    }


def _said(ran: Ran) -> str:
    # What it has printed by the time at which it is stopped is chance.
    return "does not end" if ran.status is None else f"{ran.stdout!r}, exit {ran.status}"


def _is_skeleton(path: str, image: Image) -> bool:
    return path in _SKELETON and not any(other.startswith(path + "/") for other in image.tree)


def _between(kind: str, left: Mapping[str, str], right: Mapping[str, str]) -> tuple[Difference, ...]:
    names = sorted(left.keys() | right.keys())
    return tuple(
        Difference(kind, name, left.get(name, NOTHING), right.get(name, NOTHING))
        for name in names
        if left.get(name) != right.get(name)
    )
