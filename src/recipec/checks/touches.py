"""The files that each command of a script touches, where that can be told."""

from collections.abc import Iterator

from recipec.record import Record
from recipec.shell.effects import Work, follow
from recipec.shell.syntax import Simple, Word
from recipec.shell.walk import Found
from recipec.source import Span
from recipec.typed import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from recipec.checks.scripts import PlacedScript

Way: TypeAlias = Literal["read", "write", "remove", "directory"]


class Touch(Record):
    """A command touches an absolute path; ``directory``: a directory is there once it has succeeded.

    What a package manager installs is written below ``/usr``, ``/etc`` and their like, by programs as ``apt-get``:
    see ``recipec.shell.installers``. ``program`` is the command's own.
    """

    path: str
    way: Way
    program: str
    found: Found
    script: "PlacedScript"

    @property
    def span(self) -> Span:
        """The place of the command in the recipe."""
        return self.script.span(self.found.command.span)


class _Recorder(Work):
    """Remembers which command it was."""

    def __init__(self, directory: str | None, variables: dict[str, str]) -> None:
        super().__init__(directory, variables)
        self.touched: list[tuple[Found, list[tuple[str, Way]]]] = []

    def write_paths(self, paths: tuple[str, ...] | None) -> None:
        super().write_paths(paths)
        self._note(paths, "write")

    def read_paths(self, paths: tuple[str, ...] | None) -> None:
        super().read_paths(paths)
        self._note(paths, "read")

    def remove(self, *words: Word) -> None:
        super().remove(*words)
        for word in words:
            self._note(self.paths(word), "remove")

    def exists(self, *words: Word) -> None:
        super().exists(*words)
        for word in words:
            self._note(self.paths(word), "directory")

    def _note(self, paths: tuple[str, ...] | None, way: Way) -> None:
        if paths:
            if not self.touched or self.touched[-1][0] is not self.found:
                self.touched.append((self.found, []))
            self.touched[-1][1].extend((path, way) for path in paths)


def touches(script: "PlacedScript") -> Iterator[Touch]:
    """Give what the commands of a script touch, each path once for each command and way."""
    work = _Recorder(script.directory, script.variables)
    follow(script.script, work, succeeds=True)
    for found, touched in work.touched:
        program = _program(found)
        for path, way in dict.fromkeys(touched):
            yield Touch(path, way, program, found, script)


def _program(found: Found) -> str:
    command = found.command
    return (command.name or "").rpartition("/")[2] if isinstance(command, Simple) else command.kind
