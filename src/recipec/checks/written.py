"""What the steps of a recipe put into the image, as far as that can be told, and what they take away again."""

from collections.abc import Iterator
from functools import lru_cache
from posixpath import basename, join, normpath

from recipec.checks.copying import absolute, destination
from recipec.checks.packages import CONDA, NAMES
from recipec.ir.steps import Copy, Download, SetWorkdir, Unpack, Volume, WriteFile
from recipec.record import Record
from recipec.shell.arguments import tail
from recipec.shell.paths import is_below, overlap
from recipec.shell.syntax import Word
from recipec.source import Span
from recipec.typed import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from recipec.checks.invocation import Invocation
    from recipec.checks.recipe import Placed, Recipe, StageView
    from recipec.checks.scripts import PlacedScript

# `made`: a directory, with nothing in it yet.
How: TypeAlias = Literal["copied", "written", "made"]
# These write nowhere that their words name, or nothing new.
_VAGUE = frozenset(
    (
        *NAMES,
        *"update-alternatives ldconfig locale-gen add-apt-repository apt-key apt-mark dpkg-reconfigure mktemp".split(),
        *"useradd adduser groupadd addgroup usermod chmod chown chgrp sed rm rmdir unlink find".split(),
    )
)
# Options that say where something is installed.
_PREFIXES = ("--prefix", "--target", "--installdir", "-DCMAKE_INSTALL_PREFIX", "-DCMAKE_INSTALL_PREFIX:PATH")


class Written(Record):
    """A path that a step writes. ``script`` is the one that does; None for what is copied.

    ``at`` is the place in that script, or in the recipe; ``order`` says which of two was written first.
    """

    path: str
    at: Span
    how: How
    program: str
    stage: int
    order: tuple[int, int]
    script: "PlacedScript | None" = None

    @property
    def span(self) -> Span:
        """The place in the recipe."""
        return self.at if self.script is None else self.script.span(self.at)


def copied(recipe: "Recipe", placed: "Placed") -> Iterator[str]:
    """Give the paths at which a step's files land: the directory itself where their names are not known."""
    step, state = placed.step, placed.state
    if isinstance(step, Copy):
        named = tuple(recipe.value(source, state) or "" for source in step.sources)
        at = destination(recipe, step, placed)
        if at is None:
            return
        if step.destination is not None and (at.endswith("/") or len(named) > 1):
            for source in named:
                name = basename(source.rstrip("/"))
                is_plain = name and name not in (".", "..") and not any(mark in name for mark in "*?[{")
                yield normpath(join(at, name)) if is_plain and "." in name[1:] else normpath(at)
        else:
            yield normpath(at)
    elif isinstance(step, WriteFile | Unpack | Download):
        at = absolute(recipe, step.destination, state)
        if at is not None:
            yield normpath(at)


@lru_cache(2)
def written(recipe: "Recipe") -> tuple[Written, ...]:
    """Give what is put into the image."""
    return written_in(recipe, recipe.final)


def written_in(recipe: "Recipe", stage: "StageView") -> tuple[Written, ...]:
    """Give what is in an image after a stage: all that its lineage writes, without what is removed afterwards."""
    found: list[Written] = []
    for one in _all(recipe, stage):
        if one.how == "made" and one.program == "-":
            found = [each for each in found if not is_below(each.path, one.path)]
        else:
            found.append(one)
    return tuple(found)


def _all(recipe: "Recipe", stage: "StageView") -> Iterator[Written]:
    """Give every write in its order; one by `-` stands for a removal."""
    scripts: dict[int, list[PlacedScript]] = {}
    for script in recipe.scripts:
        if script.is_build:
            scripts.setdefault(script.stage, []).append(script)
    number = 0
    for view in recipe.lineage(stage):
        waiting = list(scripts.get(view.number, ()))
        for placed in view.steps:
            number += 1
            while waiting and recipe.dockerfile is not None and waiting[0].origin.start <= placed.span.start:
                yield from _by_script(waiting.pop(0), view.number, number)
            if isinstance(placed.step, SetWorkdir | Volume):
                yield from _directories(recipe, placed, number)
            for path in copied(recipe, placed):
                yield Written(path, placed.span, "copied", "", view.number, (number, 0))
        for script in waiting:
            number += 1
            yield from _by_script(script, view.number, number)


def _directories(recipe: "Recipe", placed: "Placed", number: int) -> Iterator[Written]:
    step, state = placed.step, placed.state
    texts = step.paths if isinstance(step, Volume) else (step.path,) if isinstance(step, SetWorkdir) else ()
    for text in texts:
        path = absolute(recipe, text, state)
        if path is not None:
            yield Written(normpath(path), placed.span, "made", "", placed.stage, (number, 0))


def _by_script(script: "PlacedScript", stage: int, number: int) -> Iterator[Written]:
    for index, touch in enumerate(script.touches):
        order = number, index
        if touch.way == "remove":
            yield Written(touch.path, touch.found.command.span, "made", "-", stage, order, script)
        elif touch.way == "directory":
            yield Written(touch.path, touch.found.command.span, "made", touch.program, stage, order, script)
        elif touch.way == "write" and touch.program not in _VAGUE:
            how: How = "made" if touch.program == "mkdir" else "written"
            yield Written(touch.path, touch.found.command.span, how, touch.program, stage, order, script)
    for one in script.invocations:
        order = number, one.words[0].span.start
        for word in _prefixes(one):
            path = script.path(word)
            if path is not None:
                yield Written(path, word.span, "written", one.name, stage, order, script)


def _prefixes(one: "Invocation") -> Iterator[Word]:
    """Give the words that say where a program installs something."""
    words, values = one.arguments, one.values
    is_conda = one.name in CONDA or (values[:1] and "conda" in values[0])
    for at, value in enumerate(values):
        if value in _PREFIXES or (value == "-p" and is_conda):
            yield from words[at + 1 : at + 2]
        elif value.startswith(_PREFIXES) and "=" in value:
            name = value.partition("=")[0]
            yield tail(words[at], len(name) + 1, value[len(name) + 1 :])
    is_venv = one.name in ("virtualenv", "pyvenv") or (one.name.startswith("python") and values[:2] == ("-m", "venv"))
    if is_venv and values and not values[-1].startswith("-"):
        yield words[-1]


def holds(things: tuple[Written, ...], path: str) -> tuple[Written, ...]:
    """Give those of some writes that are at, below or above a path, but not at the root of all."""
    return tuple(one for one in things if one.path != "/" and overlap(one.path, path))
