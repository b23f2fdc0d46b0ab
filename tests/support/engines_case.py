"""A case of the engine suite: one text file with a head, and the files of a build context."""

import re
import shlex
import subprocess
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from recipec.engines.compare import Difference

_HEAD = re.compile(r"# ([a-z]+):(?: (.*)|)$")
_FILE = re.compile(r"-- (.+?)(?: ([0-7]{3,4}))? --$")
_KEYS = frozenset(("setup", "args", "build", "run", "finding", "differs", "options", "builder", "expect", "about"))
RECIPES = ("Dockerfile", "Singularity")
SUFFIXES = (".case", ".txtar")
# The registry's name in cases; each run serves it on a port of its own.
REGISTRY = "localhost:5000"


class CaseFile(NamedTuple):
    """A file of the context."""

    name: str
    mode: int
    text: str


class Case(NamedTuple):
    """``head`` is every ``# key: value`` of the head, in order."""

    path: Path
    head: tuple[tuple[str, str], ...]
    files: tuple[CaseFile, ...]

    def all(self, key: str) -> tuple[str, ...]:
        """Give every value of a key."""
        return tuple(value for name, value in self.head if name == key)

    @property
    def fails(self) -> bool:
        """Whether the build has to fail, on both sides."""
        return "fails" in self.all("build")

    @property
    def arguments(self) -> dict[str, str]:
        """The build arguments."""
        pairs = (pair.partition("=") for line in self.all("args") for pair in shlex.split(line))
        return {name: value for name, _, value in pairs}

    @property
    def stage(self) -> str | None:
        """The stage to build; None for the last one."""
        words = [word for line in self.all("options") for word in shlex.split(line)]
        return words[words.index("--stage") + 1] if "--stage" in words else None

    @property
    def starts(self) -> dict[str, tuple[str, ...]]:
        """The arguments of every start, by how the case wrote them."""
        return {line: tuple(shlex.split(line)) for line in self.all("run")}

    @property
    def without_builder(self) -> str | None:
        """Why no engine here can build the source; None when one can."""
        return next((value.removeprefix("none").strip() for value in self.all("builder")), None)

    def allows(self, difference: Difference) -> bool:
        """Say whether the case names a difference. Names may be globs."""
        return any(
            fnmatchcase(difference.name, " ".join(name)) or difference.name == " ".join(name)
            for kind, *name in (value.split(" ") for value in self.all("differs"))
            if kind == difference.kind
        )

    def unpack(self, context: Path, registry: str) -> Path:
        """Make the context and give the recipe in it."""
        for file in self.files:
            at = context / file.name
            at.parent.mkdir(parents=True, exist_ok=True)
            at.write_text(file.text, newline="")
            at.chmod(file.mode)
        for script in self.all("setup"):
            subprocess.run(("sh", "-ec", script), cwd=context, check=True, stdin=subprocess.DEVNULL, umask=0o022)
        recipe = next(context / name for name in RECIPES if (context / name).exists())
        recipe.write_bytes(recipe.read_bytes().replace(REGISTRY.encode(), registry.encode()))
        return recipe


def read(path: Path, keys: frozenset[str] = _KEYS) -> Case:
    """Read a case; a misspelt key is an error."""
    head: list[tuple[str, str]] = []
    files: list[CaseFile] = []
    lines = path.read_text().splitlines(keepends=True)
    at = 0
    while at < len(lines) and not _FILE.match(lines[at].rstrip("\n")):
        line = lines[at].rstrip("\n")
        match = _HEAD.match(line)
        if match and match[1] in keys:
            head.append((match[1], match[2] or ""))
        elif line.strip():
            raise ValueError(f"{path}:{at + 1}: not a line of a head: {line}")
        at += 1
    body: list[str] = []
    for line in reversed(lines[at:]):
        match = _FILE.match(line.rstrip("\n"))
        if match:
            files.append(CaseFile(match[1], int(match[2] or "644", 8), "".join(reversed(body))))
            body = []
        else:
            body.append(line)
    return Case(path, tuple(head), tuple(reversed(files)))


def find(folder: Path) -> tuple[Path, ...]:
    """List the cases below a folder."""
    return tuple(sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES))


def recipes(folder: Path, name: str) -> dict[str, tuple[Case, str]]:
    """Give the cases below a folder with the text of their recipe, but those whose recipe a script of theirs writes."""
    cases = [read(path) for path in find(folder)]
    return {case.path.stem: (case, file.text) for case in cases for file in case.files if file.name == name}
