"""How two images differ, as values that a person can read."""

from collections.abc import Mapping
from typing import NamedTuple

from recipec.engines.image import Image


class Difference(NamedTuple):
    """One thing in which two images differ. ``kind`` is ``tree``, ``env``, ``label`` or ``run``."""

    kind: str
    name: str
    left: str
    right: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".rstrip() + f": {self.left} | {self.right}"


def compare(left: Image, right: Image) -> tuple[Difference, ...]:
    """List what differs, in the order of the paths and names."""
    return (
        *_between("tree", {f"/{path}": str(entry) for path, entry in left.tree.items()}, {f"/{path}": str(entry) for path, entry in right.tree.items()}),
        *_between("env", {name: repr(value) for name, value in left.environment.items()}, {name: repr(value) for name, value in right.environment.items()}),
        *_between("label", {key: repr(value) for key, value in left.labels.items()}, {key: repr(value) for key, value in right.labels.items()}),
        *_between("run", {arguments: f"{ran.stdout!r}, exit {ran.status}" for arguments, ran in left.runs.items()}, {arguments: f"{ran.stdout!r}, exit {ran.status}" for arguments, ran in right.runs.items()}),
    )


def _between(kind: str, left: Mapping[str, str], right: Mapping[str, str]) -> tuple[Difference, ...]:
    names = sorted(left.keys() | right.keys())
    return tuple(
        Difference(kind, name, left.get(name, "nothing"), right.get(name, "nothing"))
        for name in names
        if left.get(name) != right.get(name)
    )
