"""The build context: the directory that COPY reads from, looked at and never changed."""

import os
from enum import Enum

from recipec.typed import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path


class Entry(Enum):
    """What a path of the context is; a link is never followed."""

    FILE = "file"
    DIRECTORY = "directory"
    LINK = "link"
    OTHER = "other"


class Context(Protocol):
    """What a build may copy. Paths are relative, with ``/`` between names; the empty path is the context itself."""

    @property
    def recipe(self) -> str:
        """The recipe's path in the context, whose own ignore file counts; empty when it has none."""

    def entry(self, path: str) -> Entry | None:
        """Say what is there; None when nothing is."""

    def names(self, path: str) -> tuple[str, ...]:
        """List a directory, sorted, ``.`` and ``..`` left out."""

    def mode(self, path: str) -> int | None:
        """Give the permissions of a file or directory, special bits included; None when nothing is there."""

    def link(self, path: str) -> str:
        """Read where a link points, as it is written."""

    def read(self, path: str, limit: int) -> bytes:
        """Read at most ``limit`` bytes from the start of a file."""


class Directory:
    """A context on disk."""

    def __init__(self, root: "Path | str", recipe: str = "") -> None:
        self.root = root
        self._recipe = recipe

    @property
    def recipe(self) -> str:
        return self._recipe

    def _at(self, path: str) -> str:
        return os.path.join(self.root, path) if path else str(self.root)

    def entry(self, path: str) -> Entry | None:
        at = self._at(path)
        if os.path.islink(at):
            return Entry.LINK
        if os.path.isdir(at):
            return Entry.DIRECTORY
        if os.path.isfile(at):
            return Entry.FILE
        return Entry.OTHER if os.path.lexists(at) else None

    def names(self, path: str) -> tuple[str, ...]:
        try:
            return tuple(sorted(os.listdir(self._at(path))))
        except OSError:
            return ()

    def mode(self, path: str) -> int | None:
        try:
            return os.lstat(self._at(path)).st_mode & 0o7777
        except OSError:
            return None

    def link(self, path: str) -> str:
        return os.readlink(self._at(path))

    def read(self, path: str, limit: int) -> bytes:
        at = self._at(path)
        # A pipe of that name would keep us waiting for somebody who writes to it.
        if not os.path.isfile(at):
            return b""
        try:
            with open(at, "rb") as file:
                return file.read(limit)
        except OSError:
            return b""
