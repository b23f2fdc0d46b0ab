"""Finding recipes: the files that were named, and those in folders that look like one by name and by text."""

import os
import subprocess
from collections.abc import Callable, Iterator

from recipec.format import Format, detect, named
from recipec.source import Source

# Folders of tools, in which nobody keeps recipes of their own.
_SKIPPED = frozenset(("node_modules", "__pycache__", "venv", "site-packages"))
# What stands beside recipes under their names: `Dockerfile.md`, `Dockerfile.j2`.
_OTHERS = (
    ".md .txt .rst .py .sh .yml .yaml .json .toml .html .j2 .jinja .jinja2 .tmpl .tpl .template .in .dockerignore .bak "
    ".orig .swp .sif .simg .img .log"
).split()
# Enough of a file to see whether it is a definition file.
_HEAD = 20_000


def find(paths: tuple[str, ...], excluded: Callable[[str], bool], *, chosen: bool) -> Iterator[str]:
    """Give the files to check: the recipes in folders, sorted, and those that are named.

    ``chosen``: somebody means those that are named, whatever they are; else they too have to be recipes.
    """
    seen: set[str] = set()
    for path in paths:
        is_wanted = chosen or path == "-" or not os.path.exists(path) or (not excluded(path) and is_recipe(path))
        for found in _below(path, excluded) if os.path.isdir(path) else (path,) if is_wanted else ():
            if found not in seen:
                seen.add(found)
                yield found


def _below(folder: str, excluded: Callable[[str], bool]) -> Iterator[str]:
    listed = _kept_by_git(folder)
    for path in sorted(_walked(folder) if listed is None else listed):
        if _looks_like_one(os.path.basename(path)) and not excluded(path) and is_recipe(path):
            yield path


def _kept_by_git(folder: str) -> list[str] | None:
    """List the files that git would keep: what ``.gitignore`` hides is none of ours. None outside of a work tree."""
    command = ("git", "-C", folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    try:
        done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 -- git, and a folder behind its option
    except OSError:
        return None
    if done.returncode:
        return None
    names = os.fsdecode(done.stdout).split("\0")
    return [os.path.normpath(os.path.join(folder, name)) for name in dict.fromkeys(names) if name]


def _walked(folder: str) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _SKIPPED]
        yield from (os.path.normpath(os.path.join(place, name)) for name in files)


def _looks_like_one(name: str) -> bool:
    return named(name) is not None and not name.lower().endswith(tuple(_OTHERS))


def is_recipe(path: str) -> bool:
    """Tell by its text whether a file with the name of a recipe is one: Windows has ``.def`` files too."""
    try:
        # A pipe of that name would keep us waiting for somebody who writes to it.
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            head = file.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return False
    # Without the name only the text counts.
    found = detect(Source(head, ""))
    return found is named(path) or (named(path) is Format.DOCKERFILE and found is None and "from" in head.lower())
