"""What is read the same way by every command: standard input, and what a recipe is."""

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
