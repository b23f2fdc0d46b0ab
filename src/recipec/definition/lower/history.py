"""What the steps so far may have done to the image's files, so that a copy may come before them or not."""

from recipec.definition.lower.paths import STANDARD, parent
from recipec.shell.effects import Effects, overlap


class History:
    """The account of a stage's ``%post`` and ``%files`` as far as they are written."""

    def __init__(self) -> None:
        self._unknown = False
        self._effects: list[Effects] = []
        self._turns: list[str] = []
        self._first: dict[str, list[str]] = {}
        self._directories: set[str] = set(STANDARD)
        self._sources: dict[str, str] = {}
        self.has_run = False

    def ran(self, effects: Effects) -> None:
        """Note a command."""
        self.has_run = True
        if effects.unknown:
            self._unknown = True
            self._effects.clear()
            self._directories = set(STANDARD)
        elif not self._unknown:
            self._effects.append(effects)
        self._directories = {path for path in self._directories if path in STANDARD or not effects.may_write(path)}
        for path in effects.directories:
            self.made(path)

    def placed_at_turn(self, path: str) -> None:
        """Note a path that ``%post`` writes."""
        self._turns.append(path)

    def placed_first(self, path: str, source: str, group: str | None) -> None:
        """Note a path that ``%files`` writes, and from where."""
        self._first.setdefault(group or "", []).append(path)
        self._sources[path] = source

    def sources_below(self, prefix: str) -> tuple[tuple[str, str], ...]:
        """Give the files that ``%files`` put below a directory, with where each came from."""
        return tuple((path, source) for path, source in self._sources.items() if path.startswith(prefix))

    def made(self, directory: str) -> None:
        """Note that a directory exists, with all those above it."""
        while directory not in self._directories:
            self._directories.add(directory)
            directory = parent(directory)

    def has_directory(self, path: str) -> bool:
        """Tell whether a path is a directory for certain."""
        return (path.rstrip("/") or "/") in self._directories

    def is_untouched(self, path: str) -> bool:
        """Tell whether no step so far wrote, or may have written, at a path or below it."""
        return self.may_be_first(path, None, {}) and not any(
            overlap(path, other) for paths in self._first.values() for other in paths
        )

    def may_be_first(self, path: str, group: str | None, same: "dict[str, str]") -> bool:
        """Tell whether a copy to a path means the same before all of ``%post``.

        ``same`` maps paths that the copy writes to their sources: what an earlier copy put there from the same
        source may have been read since, and is the same now.
        """
        if self._unknown:
            return False
        known = frozenset(at for at, source in same.items() if self._sources.get(at) == source)
        for effects in self._effects:
            if effects.may_write(path) or any(overlap(path, read) for read in effects.reads if read not in known):
                return False
        if any(overlap(path, turn) for turn in self._turns):
            return False
        # `%files from` comes before the host's files, wherever it stands.
        return not any(
            overlap(path, other) for name, paths in self._first.items() if name != (group or "") for other in paths
        )
