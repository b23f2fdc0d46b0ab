"""The proof that two recipes build the same container: each is built and looked at, and what differs is listed."""

from collections.abc import Mapping
from pathlib import Path

from recipec.api import Conversion
from recipec.diagnostics.finding import Finding, Severity
from recipec.engines.engine import Engine, Looking
from recipec.engines.image import Image
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.ir.stages import stage_number
from recipec.record import Record
from recipec.source import Source

_NOTHING: Mapping[str, str] = {}


class Piece(Record):
    """A recipe to build, with the context that it copies from. ``stage`` None: the last one."""

    recipe: Path
    format: Format
    context: Path
    arguments: Mapping[str, str] = _NOTHING
    stage: str | None = None


def built(piece: Piece, engine: Engine) -> str:
    """Build a piece and give what the engine calls it; ``BuildError`` says why it cannot be built."""
    arguments = piece.arguments
    if piece.format is Format.DEFINITION:
        arguments = still_open(piece.recipe.read_text("utf-8", "replace"), arguments)
    return engine.build(piece.recipe, piece.context, arguments, piece.stage)


def made(piece: Piece, engine: Engine, looking: Looking) -> Image:
    """Build a piece and look at it."""
    return engine.look(built(piece, engine), looking)


def still_open(text: str, arguments: Mapping[str, str]) -> Mapping[str, str]:
    """Leave out the arguments of which a definition file has no template: converting may have fixed their values."""
    from recipec.definition.templates import find

    names = {template.name for template in find(text)}
    return {name: value for name, value in arguments.items() if name in names}


def upto(source: Source, stage: str) -> str:
    """Cut a definition file off behind a stage: engines build all stages, and the last one is the image."""
    from recipec.definition.parse import parse
    from recipec.definition.unparse import unparse

    try:
        file = parse(source)
        number = stage_number(stage, [one.field("stage") or str(at) for at, one in enumerate(file.stages)])
    except RecipeError as error:
        error.about(source)
        raise
    return unparse(file._replace(stages=file.stages[: number + 1]))


def announced(conversion: Conversion) -> tuple[Finding, ...]:
    """Give the findings that say that something will differ."""
    return tuple(found for found in conversion.findings if found.severity is not Severity.INFO or found.kind.loss)
