"""The base images of recipes, looked at when somebody asks for one of them: what ``--inspect`` gives to the library."""

from collections.abc import Iterator, Mapping

from recipec.cli import talk
from recipec.cli.options import Given
from recipec.errors import RecipeError
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.inspection.inspect import Surroundings
    from recipec.ir.configuration import Configuration


class Bases(Mapping[str, "Configuration"]):
    """Every image by its name. Of one that cannot be looked at nothing is known; that is told once."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._around: Surroundings | None = None
        self._found: dict[str, Configuration | None] = {}

    def __getitem__(self, name: str) -> "Configuration":
        if name not in self._found:
            self._found[name] = self._look(name)
        known = self._found[name]
        if known is None:
            raise KeyError(name)
        return known

    def __iter__(self) -> Iterator[str]:
        return iter([name for name, known in self._found.items() if known is not None])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _look(self, name: str) -> "Configuration | None":
        from recipec.cli.around import surroundings
        from recipec.inspection.inspect import inspect

        self._around = self._around or surroundings()
        try:
            image = inspect(f"docker://{name}", self._around)
        except RecipeError as error:
            talk.note(self._given, f"warning: nothing is known of the base image `{name}`: {error.message}")
            if error.help:
                talk.note(self._given, f"  = help: {error.help}")
            return None
        talk.detail(self._given, f"looked at `{name}`, which is {image.digest}")
        return image.configuration
