"""Which stage of a recipe is compared."""

from recipec.comparison.form import Asked
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.suggestion import suggestion


def with_stage(a: Asked, b: Asked, stage: str) -> tuple[Asked, Asked]:
    """Take the stage of that name in each recipe that has one."""
    has_a, has_b = stage in _names(a), stage in _names(b)
    if not (has_a or has_b):
        named = dict.fromkeys(name for name in (*_names(a), *_names(b)) if not name.isdigit())
        known = ", ".join(f"`{name}`" for name in named)
        listed = f"there are {known}" if known else "leave out `--stage`"
        raise RecipeError(f"neither recipe has a stage `{stage}`", help=suggestion(stage, named, listed))
    return a._replace(stage=stage if has_a else None), b._replace(stage=stage if has_b else None)


def _names(asked: Asked) -> tuple[str, ...]:
    try:
        return _read(asked)
    except RecipeError as error:
        error.about(asked.source)
        raise


def _read(asked: Asked) -> tuple[str, ...]:
    """Name the stages of a recipe, each by its number too."""
    if asked.format is Format.DOCKERFILE:
        from recipec.dockerfile.parse import parse

        froms = [one for one in parse(asked.source).instructions if one.name == "FROM"]
        written = [one.words[2] for one in froms if len(one.words) == 3]
        return (*written, *map(str, range(len(froms))))
    from recipec.definition.lift import lift
    from recipec.definition.parse import parse as parse_definition
    from recipec.target import default

    program = lift(parse_definition(asked.source), default(Format.DEFINITION), asked.build_args).value
    return (*(stage.name for stage in program.stages), *map(str, range(len(program.stages))))
