"""What runs when an image starts, and which of the paths there nobody can write then."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recipec.checks.invocation import Invocation
from recipec.checks.packages import NAMES
from recipec.checks.scripts import START, PlacedScript
from recipec.checks.starting import files, start
from recipec.format import Format
from recipec.ir.steps import Volume
from recipec.record import Record
from recipec.shell.paths import real
from recipec.shell.syntax import Compound, Simple
from recipec.shell.walk import Found
from recipec.source import Span

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe
    from recipec.checks.touches import Touch

# What a recipe says that has something to start, as the words of a rule.
STARTS = "entrypoint cmd runscript startscript apprun appstart"
# Directories of the image itself. What is elsewhere is the host's, or a place for binds: /data, /mnt, /scratch.
_IMAGE = ("usr", "opt", "etc", "var", "run", "srv", "bin", "sbin", "lib", "lib64", "app", "code")
_WRITABLE = ("/var/tmp", "/run/user", "/run/shm", "/run/lock")  # noqa: S108 -- places in an image
_QUESTIONS = frozenset(("[", "[[", "test", "command", "which", "type", "grep", "id", "(("))
# Where one goes is not written, and what packages and services write is no path of the script's.
_OTHERS = frozenset((*NAMES, "cd", "pushd", "service", "systemctl", "ldconfig"))
_LIMIT = 100_000


class Started(Record):
    """A script that runs when the image starts. ``file`` is its name in the context; empty: it stands in the recipe.

    ``word`` is the place in the recipe that starts the file.
    """

    script: PlacedScript
    file: str = ""
    word: Span = Span(0, 0)

    def at(self, span: Span) -> Span:
        """Say where in the recipe a place of the script is, or what starts it."""
        return self.word if self.file else self.script.span(span)

    def of(self, one: Invocation) -> Span:
        return self.word if self.file else one.span

    @property
    def where(self) -> str:
        """Name the file, to be put behind a message."""
        return f" (`{self.file}`)" if self.file else ""


def started(recipe: "Recipe") -> Iterator[Started]:
    """Give every script that runs when the final image starts."""
    starts = start(recipe)
    if recipe.format is Format.DEFINITION:
        yield from (Started(script) for script in recipe.final_scripts(*START))
    else:
        yield from (Started(script) for script in starts.scripts)
    for one in files(recipe, starts):
        assert recipe.context is not None
        text = recipe.context.read(one.brought.source, _LIMIT).decode(errors="replace")
        first = text.partition("\n")[0]
        if first.startswith("#!") and "sh" in first:
            interpreter = tuple(first[2:].replace("/usr/bin/env ", "").split()) or ("/bin/sh",)
            script = PlacedScript("entrypoint", text, one.word.span, lambda offset: offset, interpreter)
            yield Started(script, one.brought.source, one.word.span)


def frozen(recipe: "Recipe", path: str) -> bool:
    """Tell whether a path is in the image, where nobody can write when it runs, and no bind is meant to be."""
    tidy = real(path)
    if tidy.strip("/").partition("/")[0] not in _IMAGE or tidy.startswith(_WRITABLE):
        return False
    places = [*recipe.settings.mount_points]
    for step, placed in recipe.steps(Volume):
        places += (recipe.value(each, placed.state) or "" for each in step.paths)
    return not any(place and (tidy + "/").startswith(real(place).rstrip("/") + "/") for place in places)


def surely_written(recipe: "Recipe", one: Started) -> "Iterator[Touch]":
    """Give what a script writes whatever happens: no branch decides about it, and no failure is looked at.

    What package managers and services write is left out.
    """
    top = {id(statement) for statement in one.script.script.body.statements}
    links = _links(recipe)
    for touch in one.script.touches:
        statement = touch.found.statement
        if touch.way == "read" or id(statement) not in top or "||" in statement.operators or _is_chosen(touch.found):
            continue
        if any(word.value in _OTHERS for word in touch.found.command.words[:3]):
            continue
        if isinstance(touch.found.command, Compound) or not frozen(recipe, touch.path):
            continue
        if not any((touch.path + "/").startswith(link + "/") for link in links):
            yield touch


def _is_chosen(found: Found) -> bool:
    """Tell whether a question comes first: `[ -w /etc ] && ...`."""
    for pipeline in found.statement.parts:
        if pipeline is found.pipeline:
            return False
        command = pipeline.parts[-1]
        if not isinstance(command, Simple) or command.name in _QUESTIONS:
            return True
    return False


def _links(recipe: "Recipe") -> frozenset[str]:
    """Name what the build makes a link of: it may lead to where everybody can write."""
    found: set[str] = set()
    for one in recipe.invocations("ln"):
        if one.script.is_build and one.has("-s"):
            operands, _ = one.split()
            found.update(word.value.rstrip("/") for word in operands[1:] if word.value)
    return frozenset(found)
