"""Which base images are known: what a reference means with the arguments before the first FROM, looked up."""

from collections.abc import Mapping

from recipec.ir.classes import evolve
from recipec.ir.program import FromImage, Program
from recipec.ir.steps import Argument
from recipec.ir.text import Text, literal
from recipec.ir.walk import State, after, beginning, default_of, evaluate
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.ir.configuration import Configuration


class Known:
    """What images say of themselves, to be found by what a recipe writes."""

    def __init__(self, arguments: tuple[Argument, ...], bases: "Mapping[str, Configuration]") -> None:
        self._state = beginning(base_is_known=True)
        for argument in arguments:
            self._state = after(argument, self._state)
        self._bases = bases

    def told(self, base: FromImage) -> FromImage:
        """Add to a base what its image says."""
        reference = written(base.reference, self._state)
        known = self._bases.get(reference) if reference else None
        return base if known is None else evolve(base, known=known)


def written(reference: Text, state: State) -> str | None:
    """Give a reference with the defaults of its arguments; None when one has no value."""
    return literal(default_of(evaluate(reference, state), state))


def with_bases(program: Program, bases: "Mapping[str, Configuration]") -> Program:
    """Add to a program of a definition file what its base images say: they do nothing while it is built."""
    stages = []
    for stage in program.stages:
        base = stage.base
        if isinstance(base, FromImage):
            own = tuple(step for step in stage.steps if isinstance(step, Argument))
            stage = evolve(stage, base=Known((*program.arguments, *own), bases).told(base))
        stages.append(stage)
    return evolve(program, stages=tuple(stages))
