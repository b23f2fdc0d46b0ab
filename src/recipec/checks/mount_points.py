"""Having a definition file make the directories that a site mounts on."""

from recipec.checks.fixing import fix
from recipec.checks.lint import lint, read
from recipec.checks.mounting import absent
from recipec.checks.settings import Settings
from recipec.context import Context
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.source import Source
from recipec.target import Target


def with_mount_points(
    text: str,
    recipe: Source,
    written_in: Format,
    engine: Target,
    context: Context | None,
    mount_points: tuple[str, ...],
) -> str:
    """Let the definition file that was made of a recipe make ``mount_points``, and what the recipe itself uses.

    That is what the rule about them would fix.
    """
    if engine.format is Format.DOCKERFILE:
        raise RecipeError("mount points are for definition files", help="leave out `--mount-points`: Docker makes them")
    settings = Settings(mount_points=mount_points)
    used = absent(read(recipe, written_in, engine, settings, context)[0])
    wanted = Settings(mount_points=(*mount_points, *used), select=("mount-point",))
    return fix(Source(text), lambda written: lint(written, Format.DEFINITION, engine, wanted).findings).text
