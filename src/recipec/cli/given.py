"""What is read the same way by every command: standard input, what a recipe is, and directories to mount on."""

import sys

from recipec.errors import RecipeError
from recipec.format import Format, detect, named
from recipec.source import Source


def standard_input(name: str) -> Source:
    """Read a recipe from standard input."""
    try:
        data = sys.stdin.buffer.read()
    except OSError as error:
        raise RecipeError(f"cannot read standard input: {(error.strerror or 'unreadable').lower()}") from None
    return Source.decode(data, name)


def format_told(source: Source, said: Format | None) -> str:
    """Say which format a recipe is taken for, and why: ``said`` is what the command line says."""
    found = said or detect(source)
    if found is None:
        return f"neither the name nor the text of `{source.name}` tells what it is"
    what = "a Dockerfile" if found is Format.DOCKERFILE else "a definition file"
    why = "`--from` says so" if said else "its name says so" if named(source.name) else "its text says so"
    return f"`{source.name}` is {what}: {why}"


def mount_points(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse what cannot be a directory in an image, or be written on one line of a recipe."""
    for path in paths:
        if not path.startswith("/"):
            raise RecipeError(f"the mount point `{path}` does not begin with `/`", help=f"write `/{path}`")
        if not path.isprintable():
            raise RecipeError(f"the mount point `{path}` has control characters in it")
    return paths
