"""Finding a site: a file of the user's, or an example that comes with recipec."""

import os
from collections.abc import Mapping

from recipec.cli.given import contents, toml
from recipec.errors import RecipeError
from recipec.sites.reading import read_site
from recipec.sites.site import Site
from recipec.suggestion import suggestion

_FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "sites")


def names() -> tuple[str, ...]:
    """Name the sites that come with recipec."""
    return tuple(sorted(entry.removesuffix(".toml") for entry in os.listdir(_FOLDER) if entry.endswith(".toml")))


def path_of(word: str, folder: str = ".") -> str:
    """Find the description of a site: an example by its name, or a file, from ``folder`` on if it is relative."""
    if word in names():
        return os.path.join(_FOLDER, f"{word}.toml")
    path = word if folder == "." else os.path.join(folder, word)
    if os.path.lexists(path) or os.sep in word or word.endswith(".toml"):
        return path
    hint = suggestion(word, names(), "name a file, or one that `recipec site` lists")
    raise RecipeError(f"there is no site `{word}`", help=hint)


def find(word: str, folder: str = ".") -> Site:
    """Read a site that ``path_of`` finds."""
    path = path_of(word, folder)
    data = contents(path)
    try:
        values = toml(data)
    except ValueError as error:
        raise RecipeError(f"`{path}` is no TOML: {error}") from None
    return told(values, os.path.basename(path).removesuffix(".toml"), path)


def text(path: str) -> str:
    """Read a description as it is written."""
    try:
        return contents(path).decode().replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise RecipeError(f"`{path}` is no TOML: it is not UTF-8") from None


def told(values: Mapping[str, object], name: str, where: str) -> Site:
    """Make a site of a table, and name the file where that cannot be."""
    try:
        return read_site(values, name)
    except RecipeError as error:
        raise RecipeError(f"`{where}`: {error.message}", help=error.help) from None
