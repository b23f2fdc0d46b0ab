"""Files that are copied in: one item for each source, its destination said in one way."""

from collections.abc import Iterator
from posixpath import basename, join, normpath

from recipec.checks.recipe import Placed, Recipe
from recipec.comparison.commands import Location
from recipec.comparison.facet import Facet, Item
from recipec.context import Entry
from recipec.dockerfile.lower import metadata
from recipec.ir.steps import Copy, Download, FromContext, FromImageName, FromStageName, Unpack, WriteFile
from recipec.ir.text import Text, show
from recipec.ir.walk import evaluate, within
from recipec.typed import assert_never

_OWN = {metadata.HELP: Facet.HELP, metadata.TEST: Facet.TEST, metadata.STARTSCRIPT: Facet.SERVICE}


def copied(
    step: Copy | WriteFile | Unpack | Download, placed: Placed, location: Location, recipe: Recipe
) -> Iterator[Item]:
    """Give what a step copies."""
    state = placed.state
    assert step.destination is not None
    evaluated = evaluate(step.destination, state)
    written = show(evaluated)
    path = within(state.workdir, evaluated)
    target = written if path is None else show(path)
    if written.endswith(("/", "/.")) or written in (".", ""):
        target = target.rstrip("/") + "/"
    flags = _owner(step.chown, step.chmod, placed)

    def item(text: str, facet: Facet = Facet.FILES) -> Item:
        return Item(
            facet,
            target,
            text + (flags if facet is Facet.FILES else ""),
            placed.span,
            location.stage,
            is_step=facet is Facet.FILES,
        )

    match step:
        case WriteFile():
            at = join(target, step.name) if target.endswith("/") else target
            facet = _OWN.get(at, _facet(at))
            content = show(step.content).rstrip()
            yield item(content if at in _OWN else f"{at}:\n{content}", facet)
        case Download():
            kind = "git work tree" if step.git else "download"
            more = "".join(
                f" [{word}]"
                for word in (
                    f"checksum {show(step.checksum)}" if step.checksum else "",
                    "unpacked" if step.unpack else "",
                    "with .git" if step.keep_git_dir else "",
                )
                if word
            )
            yield item(f"{show(evaluate(step.url, state))} -> {target} ({kind}){more}")
        case Unpack():
            for source in step.sources:
                yield item(f"{_source(show(evaluate(source, state)))} -> {target.rstrip('/')}/ (unpacked)")
        case Copy():
            yield from map(item, _texts(step, target, placed, recipe))
        case _:
            assert_never(step)


def _facet(path: str) -> Facet:
    """Say what a file is that a definition file's conversion keeps where Apptainer does."""
    if path.startswith("/scif/"):
        return Facet.APPS
    if path.startswith("/.singularity.d/"):
        return Facet.START if path.endswith("/runscript") else Facet.ENVIRONMENT
    return Facet.FILES


def _texts(step: Copy, target: str, placed: Placed, recipe: Recipe) -> Iterator[str]:
    match step.origin_of:
        case FromContext():
            origin = ""
        case FromStageName(name=name):
            origin = f"stage {name}: "
        case FromImageName(reference=reference):
            origin = f"image {reference}: "
        case _:
            assert_never(step.origin_of)
    more = " [parents]" if step.parents else ""
    more += "".join(f" [without {show(one)}]" for one in step.excludes)
    for text in step.sources:
        source = _source(show(evaluate(text, placed.state)), from_context=not origin)
        entry = recipe.context.entry(source) if recipe.context is not None and not origin else None
        if source == "." or entry is Entry.DIRECTORY:
            at = target.rstrip("/") + "/"
        elif len(step.sources) > 1 or target.endswith("/") or "*" in source:
            at = target.rstrip("/") + "/"
            if entry is Entry.FILE:
                at += basename(source)
        else:
            at = target
        yield f"{origin}{source} -> {at}{more}"


def _source(path: str, *, from_context: bool = True) -> str:
    if "://" in path or "$" in path:
        return path
    tidy = normpath(path)
    return (tidy.lstrip("/") or ".") if from_context else tidy


def _owner(chown: Text | None, chmod: Text | None, placed: Placed) -> str:
    said = ((name, text) for name, text in (("owner", chown), ("mode", chmod)) if text)
    return "".join(f" [{name} {show(evaluate(text, placed.state))}]" for name, text in said)
