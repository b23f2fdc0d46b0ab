"""What is read the same way by every command: a recipe, what it is, its build arguments and base images."""

import os
import sys
from collections.abc import Mapping

from recipec.cli.options import Given, value
from recipec.errors import RecipeError
from recipec.format import Format, detect, named
from recipec.source import LIMIT, Source
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.cli.bases import Bases

SAY_FROM = "say which one it is with `--from`"
"""What to do about a recipe that does not tell which format it is in."""
GIVE_A_NAME = "give it a name that says which one it is, such as `Dockerfile` or `tool.def`"
"""The same, where no option says it."""


def recipe(name: str) -> Source:
    """Read the recipe that was named; ``-`` is standard input."""
    if name == "-":
        return standard_input("<stdin>")
    if os.path.isdir(name):
        raise RecipeError(f"`{name}` is a directory", help="name the recipe in it")
    return Source.read(name)


def build_args(given: Given) -> Mapping[str, str]:
    """Read what ``--build-arg`` gives."""
    values: dict[str, str] = {}
    for argument in given.get("build-arg", ()):
        name, equals, text = argument.partition("=")
        if not name:
            raise RecipeError(
                f"the build argument `{argument}` has no name",
                help="give it as `--build-arg NAME=VALUE`",
            )
        if equals:
            values[name] = text
        elif name in os.environ:
            # As with `docker build`: a name alone passes the value on, or nothing when there is none.
            values[name] = os.environ[name]
    return values


def contents(path: str, limit: int = LIMIT) -> bytes:
    """Read a file that is no recipe. It may be a pipe or a device, and these need not end: a limit does."""
    try:
        with open(path, "rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise RecipeError(f"cannot read `{path}`: {(error.strerror or 'unreadable').lower()}") from None
    if len(data) > limit:
        raise RecipeError(f"cannot read `{path}`: it is longer than {limit >> 20} MiB")
    return data


def toml(data: bytes) -> Mapping[str, object]:
    """Read TOML; a ``ValueError`` says why it is none."""
    import tomllib

    try:
        values: Mapping[str, object] = tomllib.loads(data.decode())
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return values


def standard_input(name: str) -> Source:
    """Read a recipe from standard input."""
    try:
        return Source.take(sys.stdin.buffer, name)
    except OSError as error:
        raise RecipeError(f"cannot read standard input: {(error.strerror or 'unreadable').lower()}") from None


def folder_of(path: str) -> str | None:
    """Give the folder that a recipe is in; None for what is in none: standard input, or a pipe that the shell made."""
    if path == "-" or path.startswith(("/dev/", "/proc/")):
        return None
    return os.path.dirname(path) or "."


def context_of(given: Given) -> str | None:
    """Give the directory that ``--context`` names; None: it was not given."""
    context = value(given, "context")
    if context is not None and not os.path.isdir(context):
        raise RecipeError(f"the context `{context}` is not a directory", help="name the one that has the files")
    return context


def format_told(source: Source, said: Format | None, option: str = "--from") -> str:
    """Say which format a recipe is taken for, and why: ``said`` is what the command line says, by an option."""
    found = said or detect(source)
    if found is None:
        return f"neither the name nor the text of `{source.name}` tells what it is"
    what = "a Dockerfile" if found is Format.DOCKERFILE else "a definition file"
    why = f"`{option}` says so" if said else "its name says so" if named(source.name) else "its text says so"
    return f"`{source.name}` is {what}: {why}"


def bases(given: Given) -> "Bases | None":
    """Give the base images, which are looked at when a recipe names them; None: nobody has asked for that."""
    if "inspect" not in given:
        return None
    from recipec.cli.bases import Bases

    return Bases(given)
