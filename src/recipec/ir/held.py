"""Values by name that change along a fold, every state of which stays as it was."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping

from recipec.typed import Generic, TypeVar

T = TypeVar("T")


class _History(Generic[T]):
    """What each name held, and from which version on. Shared by all states of one fold."""

    def __init__(self) -> None:
        self.latest = 0
        self.entries: dict[str, tuple[list[int], list[T]]] = {}


class Held(Mapping[str, T]):
    """A mapping that costs as much as what was set, not as much as everything that is held."""

    def __init__(self, values: Mapping[str, T] | None = None, *, history: "_History[T] | None" = None) -> None:
        self._history: _History[T] = history or _History()
        self._version = self._history.latest
        for name, value in (values or {}).items():
            self._history.entries[name] = ([0], [value])

    def having(self, values: Mapping[str, T]) -> "Held[T]":
        """Give the mapping with some names set anew."""
        history = self._history
        if history.latest != self._version:  # another state has gone on from here already
            return Held(dict(self)).having(values)
        history.latest += 1
        for name, value in values.items():
            versions, held = history.entries.setdefault(name, ([], []))
            versions.append(history.latest)
            held.append(value)
        return Held(history=history)

    def __getitem__(self, name: str) -> T:
        versions, held = self._history.entries[name]
        at = bisect_right(versions, self._version)
        if not at:
            raise KeyError(name)
        return held[at - 1]

    def __contains__(self, name: object) -> bool:
        entry = self._history.entries.get(name) if isinstance(name, str) else None
        return entry is not None and entry[0][0] <= self._version

    def __iter__(self) -> Iterator[str]:
        return (name for name, (versions, _) in self._history.entries.items() if versions[0] <= self._version)

    def __len__(self) -> int:
        return sum(1 for _ in self)
