"""Where a file of the image comes from: which COPY, or which line of ``%files``, brings it out of the context."""

from collections.abc import Iterator
from functools import lru_cache
from posixpath import basename, join, normpath

from recipec.checks.recipe import Placed, Recipe, StageView
from recipec.context import Context, Entry
from recipec.ir.steps import Copy, CopyRules, FromContext, FromStageName
from recipec.ir.text import Text, literal
from recipec.ir.walk import State, within
from recipec.record import Record
from recipec.source import Span

# A stage copies from an earlier one, and that from one before: more is no recipe.
_STAGES = 20


class Brought(Record):
    """A file of the context that a copy brings into the image. ``source`` is its path in the context."""

    source: str
    copy: Copy
    placed: Placed


def brought(recipe: Recipe, stage: StageView, path: str, depth: int = 0) -> Brought | None:
    """Find what a copy leaves at an absolute path of a stage; None when none does, or the context is not at hand."""
    context = recipe.context
    if context is None or depth > _STAGES:
        return None
    for one in reversed(recipe.lineage(stage)):
        for source, step, placed in _candidates(recipe, one, path):
            match step.origin_of:
                case FromContext() if context.entry(source) is Entry.FILE:
                    return Brought(source, step, placed)
                case FromStageName(name):
                    other = next(each for each in recipe.stages if each.name == name)
                    found = brought(recipe, other, "/" + source, depth + 1)
                    if found is not None:
                        return found
                case _:
                    pass
    return None


def places(recipe: Recipe, placed: Placed) -> tuple[Span, ...]:
    """Say where the words of a COPY, an ADD or a line of ``%files`` stand in the recipe, the sources first."""
    if recipe.dockerfile is None:
        from recipec.definition.parse.words import places as in_line

        start, end = placed.span
        return tuple(Span(start + one, start + other) for one, other in in_line(recipe.source.text[start:end]))
    instruction = recipe.instructions.get(placed.span)
    if instruction is None:
        return ()
    found: list[Span] = []
    at = 0
    for word in instruction.words:
        at = instruction.value.find(word, at)
        if at < 0:
            return ()
        found.append(Span(instruction.place(at), instruction.place(at + len(word) - 1) + 1))
        at += len(word)
    return tuple(found)


def in_context(source: str) -> str | None:
    """Give the path in the context of what a recipe names as a source; None when it is outside."""
    path = normpath(source.lstrip("/"))
    return None if path == ".." or path.startswith("../") else "" if path == "." else path


def destination(recipe: Recipe, step: Copy, placed: Placed) -> str | None:
    """Say where a copy goes, as an absolute path that ends with ``/`` if the recipe's does; None: nobody knows."""
    if step.destination is None:
        # A line of %files with one word: the file keeps its place.
        source = recipe.value(step.sources[0], placed.state) or ""
        return source if source.startswith("/") and len(step.sources) == 1 else None
    if step.rules is CopyRules.DOCKER:
        return absolute(recipe, step.destination, placed.state)
    said = recipe.value(step.destination, placed.state)
    return "/" + said.lstrip("/") if said else None


def absolute(recipe: Recipe, text: Text, state: State) -> str | None:
    """Give the absolute path that an instruction names, with a ``/`` at its end if it has one; None: nobody knows."""
    said = recipe.value(text, state)
    if not said:
        return None
    place = within(state.workdir, text)
    known = None if place is None else recipe.value(place, state)
    if known is None:
        return said if said.startswith("/") else None
    return known.rstrip("/") + "/" if said.endswith(("/", "/.")) or said == "." else known


class _Landing(Record):
    """A source that a copy leaves at a path. Of several, the one with the least ``order`` is on top."""

    order: tuple[int, int, int]
    source: str
    copy: Copy
    placed: Placed


def _candidates(recipe: Recipe, stage: StageView, path: str) -> Iterator[tuple[str, Copy, Placed]]:
    """Give the sources that may be what stands at a path afterwards, if they are files: of the last copy first."""
    landings = _landings(recipe).get(stage.number, {})
    found = [one._replace(order=(*one.order[:2], 0)) for one in landings.get(path, ())]
    # What a directory holds lands in the destination, or in a directory of its name there.
    for at in (at for at, letter in enumerate(path) if letter == "/"):
        below = path[at + 1 :]
        found += (one._replace(source=normpath(join(one.source, below))) for one in landings.get(path[:at], ()))
    for one in sorted(found, key=lambda one: one.order):
        yield one.source, one.copy, one.placed


@lru_cache(1)
def _landings(recipe: Recipe) -> dict[int, dict[str, list[_Landing]]]:
    """Give what copies leave by the numbers of their stages, and by its path."""
    found: dict[int, dict[str, list[_Landing]]] = {}
    for stage in recipe.stages:
        own = found.setdefault(stage.number, {})
        for number, placed in enumerate(stage.steps):
            if isinstance(placed.step, Copy):
                for index, (source, into) in enumerate(_left(recipe, placed.step, placed)):
                    for way, path in enumerate((into, f"{into}/{basename(source)}"), 1):
                        landing = _Landing((-number, index, way), source, placed.step, placed)
                        own.setdefault(path, []).append(landing)
    return found


def _left(recipe: Recipe, step: Copy, placed: Placed) -> Iterator[tuple[str, str]]:
    """Give each source of a copy, and where it goes."""
    target = destination(recipe, step, placed)
    for text in step.sources:
        said = recipe.value(text, placed.state)
        if said is None or (step.rules is CopyRules.HOST and said.startswith("/")):
            continue
        source = in_context(said)
        if source is None:
            continue
        into = target if target is not None else "/" + source if step.destination is None else None
        if into is None:
            continue
        for one in _expanded(source, recipe.context) if step.origin_of == FromContext() else (source,):
            yield one, into.rstrip("/")


def _expanded(source: str, context: Context | None) -> tuple[str, ...]:
    """Give what a pattern in the last name of a source stands for."""
    if context is None or not any(mark in source for mark in "*?["):
        return (source,)
    folder, _, pattern = source.rpartition("/")
    if any(mark in folder for mark in "*?["):
        return ()
    from fnmatch import fnmatchcase

    return tuple(join(folder, name) for name in context.names(folder) if fnmatchcase(name, pattern))


class ContextCopy(Record):
    """A source of a COPY or ADD, from the context. ``source`` is as it is written; None: a variable decides."""

    source: str | None
    copy: Copy
    placed: Placed
    at: Span


def from_context(recipe: Recipe) -> Iterator[ContextCopy]:
    """Give every source that the copies of a Dockerfile take from the context."""
    for step, placed in recipe.steps(Copy):
        if step.origin_of == FromContext():
            for text, at in zip(step.sources, places(recipe, placed), strict=False):
                yield ContextCopy(literal(text), step, placed, at)


class HostCopy(Record):
    """A line of ``%files`` that copies from the host. ``source`` is as engines have it, patterns in it.

    ``target`` is the absolute path it goes to, with a ``/`` at its end if the line has one; None: nobody knows.
    """

    source: str
    target: str | None
    copy: Copy
    placed: Placed
    at: Span

    @property
    def is_pattern(self) -> bool:
        return any(mark in self.source for mark in "*?[")

    @property
    def is_relative(self) -> bool:
        """Whether it is looked for in the directory in which the image is built."""
        return not self.source.startswith(("/", "~", "$", "`", '"'))


def from_host(recipe: Recipe) -> Iterator[HostCopy]:
    """Give what ``%files`` copies from the host, in all stages; sources that nobody knows are left out."""
    for step, placed in recipe.steps(Copy):
        if step.rules is not CopyRules.HOST:
            continue
        source = recipe.value(step.sources[0], placed.state)
        words = places(recipe, placed)
        if source and words:
            target = "/" + source.lstrip("/") if step.destination is None else destination(recipe, step, placed)
            yield HostCopy(source, target, step, placed, words[0])
