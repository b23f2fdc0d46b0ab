"""A whole recipe: its stages and what they start from."""

from recipec.ir.classes import field, frozen
from recipec.ir.node import Node
from recipec.ir.steps import Argument, Step
from recipec.ir.text import Text
from recipec.typed import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from recipec.ir.configuration import Configuration


@frozen(slots=False, repr=False, eq=False)
class FromImage(Node):
    """An image of a registry.

    ``reference`` is what comes after ``FROM``, or what ``From:`` names behind its ``Registry:`` and ``Namespace:``.
    ``known`` is what the image says of itself; None when nobody has looked.
    """

    reference: Text
    platform: Text | None = None
    known: "Configuration | None" = field(default=None, eq=False)


@frozen(slots=False, repr=False, eq=False)
class FromStage(Node):
    """An earlier stage of this recipe."""

    name: str
    platform: Text | None = None


@frozen(slots=False, repr=False, eq=False)
class FromScratch(Node):
    """Nothing at all."""


@frozen(slots=False, repr=False, eq=False)
class FromAgent(Node):
    """A way to start that only definition files have: ``Bootstrap: AGENT`` with its other header lines.

    ``fields`` are (key in lower case, value), in order, without ``bootstrap`` and ``stage``.
    """

    agent: str
    fields: tuple[tuple[str, Text], ...] = ()

    def field(self, key: str) -> Text | None:
        """Give the value of a header line."""
        return next((value for name, value in self.fields if name == key), None)


Base: TypeAlias = FromImage | FromStage | FromScratch | FromAgent


@frozen(slots=False, repr=False, eq=False)
class Stage(Node):
    """A stage. Its name is unique in the program; a stage that the recipe did not name is called by its number.

    ``written_name`` is the name as the recipe has it, None where it has none. ``shell`` is what SHELL said last, which
    the image remembers for those who start from it (each script of this stage has its own already); None: never said.
    """

    name: str
    base: Base
    steps: tuple[Step, ...] = ()
    written_name: str | None = field(default=None, eq=False)
    shell: tuple[str, ...] | None = field(default=None, eq=False)


@frozen(slots=False, repr=False, eq=False)
class Program(Node):
    """A recipe's meaning. ``arguments`` are those before the first stage; ``target`` names the stage to build.

    ``remarks`` are the comments below everything.
    """

    stages: tuple[Stage, ...]
    arguments: tuple[Argument, ...] = ()
    target: str = ""
    remarks: tuple[str, ...] = field(default=(), eq=False)

    def stage(self, name: str) -> Stage | None:
        """Find a stage by its name."""
        return next((stage for stage in self.stages if stage.name == name), None)
