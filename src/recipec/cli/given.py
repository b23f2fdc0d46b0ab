"""What is read the same way by every command: standard input, and directories to mount on."""

import sys

from recipec.errors import RecipeError
from recipec.source import Source


def standard_input(name: str) -> Source:
    """Read a recipe from standard input."""
    try:
        data = sys.stdin.buffer.read()
    except OSError as error:
        raise RecipeError(f"cannot read standard input: {(error.strerror or 'unreadable').lower()}") from None
    return Source.decode(data, name)


def mount_points(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse what cannot be a directory in an image, or be written on one line of a recipe."""
    for path in paths:
        if not path.startswith("/"):
            raise RecipeError(f"the mount point `{path}` does not begin with `/`", help=f"write `/{path}`")
        if not path.isprintable():
            raise RecipeError(f"the mount point `{path}` has control characters in it")
    return paths
