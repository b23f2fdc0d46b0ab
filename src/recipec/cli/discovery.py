"""Finding recipes: the files that were named, and those in folders that look like one by name and by text."""

import os
import re
import stat
from collections.abc import Callable, Iterator

from recipec.cli import talk
from recipec.cli.options import Given, value
from recipec.errors import RecipeError
from recipec.format import Format, detect, named
from recipec.record import Record
from recipec.regex import regex
from recipec.source import UTF_16, Source
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.cli.config import Configs

# Folders of tools, in which nobody keeps recipes of their own.
_SKIPPED = frozenset(("node_modules", "__pycache__", "venv", "site-packages"))
# What stands beside recipes under their names: `Dockerfile.md`, `Dockerfile.j2`.
_OTHERS = (
    ".md .txt .rst .py .sh .yml .yaml .json .toml .html .j2 .jinja .jinja2 .tmpl .tpl .template .in .dockerignore .bak "
    ".orig .swp .sif .simg .img .log"
).split()
# What git says of a folder that it cannot list.
_CLOSED = regex(r"^warning: could not open directory '(.*?)/?': ", re.MULTILINE | re.DOTALL)
# Enough of a file to see whether it is a definition file.
_HEAD = 20_000


def listed(paths: tuple[str, ...], configs: "Configs", given: Given) -> list[str]:
    """Give the files that a command line names, and the recipes of its folders, without what is excluded.

    What is written is none of them: `--write-baseline Dockerfile` would replace it.
    """
    found = _named_or_below(paths, configs, given)
    for key in ("output", "write-baseline"):
        written = value(given, key)
        if written is not None and any(_is_same(written, path) for path in found):
            raise RecipeError(f"the output `{written}` is one of the recipes", help="name another file")
    return found


def _is_same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def _named_or_below(paths: tuple[str, ...], configs: "Configs", given: Given) -> list[str]:
    chosen = "force-exclude" not in given
    if chosen and not any(os.path.isdir(path) for path in paths):
        # What is not there is told like a file that cannot be read, and the rest is looked at all the same.
        return list(dict.fromkeys(paths))
    from recipec.cli.patterns import matches

    def is_excluded(path: str) -> bool:
        config = configs.of(os.path.dirname(path) or ".")
        return any(matches(path, pattern, config.root) for pattern in config.exclude)

    return list(find(paths, is_excluded, chosen=chosen, told=lambda text: talk.detail(given, text)))


def find(
    paths: tuple[str, ...], excluded: Callable[[str], bool], *, chosen: bool, told: Callable[[str], None]
) -> Iterator[str]:
    """Give the files to check: the recipes in folders, sorted, and those that are named.

    A folder that nobody may look into is among them: whoever reads it is told why that fails, as of a file.
    ``chosen``: somebody means those that are named, whatever they are; else they too have to be recipes.
    ``told`` is called with what is left out, and why.
    """
    seen: set[str] = set()

    def is_wanted(path: str, closed: frozenset[str] = frozenset()) -> bool:
        is_meant = path in closed or is_recipe(path)
        why = "it is excluded" if excluded(path) else "" if is_meant else "its text is no recipe's"
        if why:
            told(f"`{path}` is left out: {why}")
        return not why

    def candidates(path: str) -> Iterator[str]:
        if os.path.isdir(path):
            listed = _below(path, told)
            closed = frozenset(listed.closed)
            yield from (one for one in sorted((*listed.files, *closed)) if is_wanted(one, closed))
        elif chosen or path == "-" or not os.path.exists(path) or is_wanted(path):
            yield path

    for path in paths:
        for found in candidates(path):
            if found not in seen:
                seen.add(found)
                yield found


def _below(folder: str, told: Callable[[str], None]) -> "_Listed":
    """Give the files in a folder that have the name of a recipe."""
    kept = _kept_by_git(folder)
    listed = _walked(folder) if kept is None else kept
    found = [path for path in listed.files if _looks_like_one(os.path.basename(path))]
    who = "all" if kept is None else "those that git keeps"
    told(f"`{folder}` has {len(listed.files)} files ({who}), {len(found)} with the name of a recipe")
    return _Listed(found, listed.closed)


class _Listed(Record):
    """The files below a folder, and the folders there that nobody may look into."""

    files: list[str]
    closed: list[str]


def _kept_by_git(folder: str) -> _Listed | None:
    """List the files that git would keep: what ``.gitignore`` hides is none of ours. None outside of a work tree."""
    done = _git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if done is None:
        return None
    out, warnings = done
    files = [os.path.normpath(os.path.join(folder, name)) for name in dict.fromkeys(out.split("\0")) if name]
    closed = list(dict.fromkeys(_CLOSED.findall(warnings)))
    if closed:
        # Warnings name folders from the top of the work tree on.
        up = _git(folder, "rev-parse", "--show-cdup")
        top = os.path.join(folder, "" if up is None else up[0].removesuffix("\n"))
        closed = [os.path.normpath(os.path.join(top, name)) for name in closed]
    return _Listed(files, closed)


def _git(folder: str, *words: str) -> tuple[str, str] | None:
    """Ask git, and give what it prints and what it warns of; None where it does not answer."""
    import subprocess

    command, environment = ("git", "-C", folder, *words), {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL, env=environment)  # noqa: S603 -- git, and a folder behind its option
    except OSError:
        return None
    return None if done.returncode else (os.fsdecode(done.stdout), os.fsdecode(done.stderr))


def _walked(folder: str) -> _Listed:
    found = _Listed([], [])
    for place, folders, files in os.walk(folder, onerror=lambda error: found.closed.append(error.filename)):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _SKIPPED]
        found.files.extend(os.path.normpath(os.path.join(place, name)) for name in files)
    return _Listed(found.files, [os.path.normpath(path) for path in found.closed])


def _looks_like_one(name: str) -> bool:
    return named(name) is not None and not name.lower().endswith(tuple(_OTHERS))


def is_recipe(path: str) -> bool:
    """Tell by its text whether a file with the name of a recipe is one: Windows has ``.def`` files too."""
    try:
        # A pipe of that name would keep us waiting for somebody who writes to it.
        if not stat.S_ISREG(os.stat(path).st_mode):
            return False
    except PermissionError:
        return True
    except OSError:
        # A link to nothing, or what git still keeps and somebody has removed.
        return False
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD)
    except OSError:
        # Its name is all that is known: that it cannot be read is for whoever checks it to say.
        return True
    # Without the name only the text counts.
    text = head.decode("utf-16" if head.startswith(UTF_16) else "utf-8-sig", "replace")
    found = detect(Source(text, ""))
    return found is named(path) or (named(path) is Format.DOCKERFILE and found is None and "from" in text.lower())
