"""Directories of an image that something is mounted on, as people write them."""

from recipec.errors import RecipeError


def mount_points(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse what cannot be a directory in an image, or be written on one line of a recipe."""
    for path in paths:
        if not path.startswith("/"):
            raise RecipeError(f"the mount point `{path}` does not begin with `/`", help=f"write `/{path}`")
        if not path.isprintable():
            raise RecipeError(f"the mount point `{path}` has control characters in it")
    return paths
