"""Which stage of several is built: found by its name or its number, and made the last one."""

from collections.abc import Sequence

from recipec.errors import RecipeError
from recipec.ir.classes import evolve
from recipec.ir.program import Program


def upto(program: Program, stage: str | None) -> Program:
    """Make a stage the last one: the stages of a definition file are built in order, and the last one is the image."""
    if stage is None:
        return program
    number = stage_number(stage, [each.name for each in program.stages])
    return evolve(program, stages=program.stages[: number + 1], target=program.stages[number].name)


def stage_number(stage: str, names: Sequence[str]) -> int:
    """Find a stage by its name or its number; ``names`` are those of all stages, in order."""
    for number, name in enumerate(names):
        if stage in (name, str(number)):
            return number
    from recipec.suggestion import suggestion

    listed = f"the recipe's stages are {', '.join(f'`{name}`' for name in names)}"
    raise RecipeError(f"there is no stage `{stage}`", help=suggestion(stage, names, listed))
