"""What the steps so far may have done to the image's files, so that a copy may come before them or not."""

from collections.abc import Mapping

from recipec.definition.lower.paths import STANDARD, parent
from recipec.shell.effects import SOURCES, Effects
from recipec.shell.paths import Brought, Paths, overlap


class History:
    """The account of a stage's ``%post`` and ``%files`` as far as they are written."""

    def __init__(self) -> None:
        self._unknown = False
        self.is_foreign = True  # packages may come from others than the distribution, which put theirs below /opt
        self._written = Paths()
        self._read = Paths()
        self._turns = Paths()
        self._first = Brought()
        self._directories: set[str] = set(STANDARD)
        self._sources: dict[str, str] = {}
        self._links: set[str] = set()
        self.directory = "/"  # where the shell stands: that stays there

    def ran(self, effects: Effects) -> None:
        """Note a command."""
        self.is_foreign = self.is_foreign or effects.is_foreign
        if effects.packages and self.is_foreign:
            self._written.add("/opt")
        if effects.unknown:
            self._unknown = True
            self._directories = set(STANDARD)
            self.made(self.directory)
        for path in effects.writes:
            self._written.add(path)
            self._forget(path)
        for path in effects.reads:
            self._read.add(path)
        for path in effects.directories:
            self.made(path)
        self._links.update(effects.links)

    def _forget(self, path: str) -> None:
        """Forget directories that may be gone."""
        if path in self._directories and path not in STANDARD:
            inside = path.rstrip("/") + "/"
            gone = [at for at in self._directories if at not in STANDARD and (at == path or at.startswith(inside))]
            self._directories.difference_update(gone)

    def placed_at_turn(self, path: str) -> None:
        """Note a path that ``%post`` writes."""
        self._turns.add(path)
        self._brings(path)

    def placed_first(self, path: str, source: str, group: str | None) -> None:
        """Note a path that ``%files`` writes, and from where."""
        self._first.add(path, group or "")
        self._sources[path] = source
        self._brings(path)

    def _brings(self, path: str) -> None:
        self.is_foreign = self.is_foreign or any(overlap(path, place) for place in SOURCES)

    def sources_below(self, prefix: str) -> tuple[tuple[str, str], ...]:
        """Give the files that ``%files`` put below a directory, with where each came from."""
        return tuple((path, source) for path, source in self._sources.items() if path.startswith(prefix))

    def links_at(self, path: str) -> tuple[str, ...]:
        """Give the symbolic links that a command may have made at a path and below it."""
        inside = path.rstrip("/") + "/"
        return tuple(sorted(link for link in self._links if link == path or link.startswith(inside)))

    def made(self, directory: str) -> None:
        """Note that a directory exists, with all those above it."""
        while directory not in self._directories:
            self._directories.add(directory)
            directory = parent(directory)

    def has_directory(self, path: str) -> bool:
        """Tell whether a path is a directory for certain."""
        return (path.rstrip("/") or "/") in self._directories

    def may_have_left(self, path: str) -> bool:
        """Tell whether ``%post`` wrote, or may have written, at a path or below it."""
        made = path in self._directories and path not in STANDARD
        return made or self._unknown or self._written.meets(path) or self._turns.meets(path)

    def is_untouched(self, path: str) -> bool:
        """Tell whether no step so far wrote, or may have written, at a path or below it."""
        return self.may_be_first(path, None, {}) and not self._first.meets(path)

    def may_be_first(self, path: str, group: str | None, same: Mapping[str, str]) -> bool:
        """Tell whether a copy to a path means the same before all of ``%post``.

        ``same`` maps paths that the copy writes to their sources: what an earlier copy put there from the same
        source may have been read since, and is the same now.
        """
        if self._unknown:
            return False
        known = frozenset(at for at, source in same.items() if self._sources.get(at) == source)
        if self._written.meets(path) or self._read.meets(path, known) or self._turns.meets(path):
            return False
        # `%files from` comes before the host's files, wherever it stands.
        return not self._first.meets_others(path, group or "")
