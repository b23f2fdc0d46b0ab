"""A recipe in the form in which it is compared: as a Dockerfile, written so that a definition file can say it too.

Both recipes are brought into one language by the conversions, which keep the meaning or name what they cannot keep. A
Dockerfile is compared as it is, and as it comes back from a definition file; a definition file as the Dockerfile that
it becomes. What differs in one of these forms and not in another one is the same thing, said in two ways.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property

from recipec.comparison.build import needed, steps
from recipec.comparison.facet import Facet, Item
from recipec.comparison.image import said
from recipec.comparison.tidied import tidied
from recipec.comparison.written import plain
from recipec.diagnostics.finding import Finding, Severity
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.ir.text import show
from recipec.record import Record
from recipec.source import Source, Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.api import Conversion
    from recipec.checks.recipe import Recipe
    from recipec.context import Context
    from recipec.target import Target

# What these findings tell is compared by itself: health check, stop signal, ports, volumes, ONBUILD, the user of the
# image, its author, and whose CPU it is for.
COMPARED = frozenset("RC518 RC520 RC541 RC213 RC660 RC101 RC622 RC714".split())
AGENT = "agent of"
"""How the items begin that say what a base is made by."""
# That a file is not there says nothing about the recipe.
_MISSING = "RC617"


class Asked(Record):
    """A recipe and how it is to be read. ``target`` is the engine of definition files, by default the newest."""

    source: Source
    format: Format
    build_args: Mapping[str, str] = {}
    stage: str | None = None
    context: "Context | None" = None
    target: "Target | None" = None


class Form(Record):
    """What a recipe says. ``steps`` have their turns, by stage; ``items`` are all else."""

    items: tuple[Item, ...]
    steps: Mapping[str, tuple[Item, ...]]


class Forms:
    """The forms of a recipe; ``again`` is None where there is no second trip."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    @cached_property
    def first(self) -> Form:
        """The recipe as it is, or the Dockerfile that it becomes."""
        if self.asked.format is Format.DOCKERFILE:
            return _form(_recipe(self.asked))
        rest = tuple(_lost(self.asked, self._conversion.findings))
        form = _form(_recipe(Asked(Source(self._conversion.text), Format.DOCKERFILE, context=self.asked.context)))
        return form._replace(items=(*form.items, *rest, *_agents(self.asked)))

    @cached_property
    def again(self) -> Form | None:
        """The Dockerfile that comes back from a definition file."""
        asked = self.asked
        if asked.format is Format.DEFINITION:
            asked = Asked(Source(self._conversion.text), Format.DOCKERFILE, context=asked.context, target=asked.target)
        try:
            away = _convert(asked)
            other = Asked(Source(away.text), Format.DEFINITION, context=asked.context)
            back = _convert(other)
            form = _form(_recipe(Asked(Source(back.text), Format.DOCKERFILE, context=asked.context)))
        except RecipeError:
            return None
        lost = tuple(one for one in away.findings if one.code not in COMPARED)
        if any(one.span is None and _is_lost(one) for one in (*lost, *back.findings)):
            return None
        # What a definition file cannot say did not come back.
        kept = [item for item in self.first.items if _stays(item)]
        kept += (*_lost(asked, lost), *_lost(other, back.findings))
        return form._replace(items=(*kept, *(item for item in form.items if not _stays(item))))

    @cached_property
    def _conversion(self) -> "Conversion":
        return _convert(self.asked)


def _stays(item: Item) -> bool:
    """Tell whether an item is of the recipe itself, however often it is converted."""
    return item.facet.only_in is Format.DOCKERFILE or item.facet is Facet.REST or item.key.startswith(AGENT)


def _convert(asked: Asked) -> "Conversion":
    from recipec.api import convert

    return convert(
        asked.source,
        asked.target if asked.format is Format.DOCKERFILE else None,
        format=asked.format,
        build_args=asked.build_args,
        stage=asked.stage,
        context=asked.context,
    )


def _recipe(asked: Asked) -> "Recipe":
    from recipec.build_args import into_dockerfile
    from recipec.checks.recipe import Recipe
    from recipec.checks.settings import Settings
    from recipec.dockerfile.lift import lift
    from recipec.dockerfile.parse import parse
    from recipec.target import DOCKER

    file = into_dockerfile(parse(asked.source), asked.build_args)
    lifted = lift(file, target=asked.stage, context=asked.context)
    return Recipe(asked.source, DOCKER, lifted.value, Settings(), dockerfile=file, context=asked.context)


def _form(recipe: "Recipe") -> Form:
    by_stage: dict[str, tuple[Item, ...]] = {}
    others: list[Item] = []
    for stage in needed(recipe):
        found = tuple(steps(recipe, stage))
        others += (item for item in found if not item.is_step)
        by_stage["" if stage is recipe.final else stage.name] = tidied(tuple(item for item in found if item.is_step))
    return Form((*said(recipe), *others), by_stage)


def _is_lost(finding: Finding) -> bool:
    return (finding.kind.loss or finding.severity is Severity.ERROR) and finding.code != _MISSING


def _lost(asked: Asked, findings: tuple[Finding, ...]) -> Iterator[Item]:
    """Give what did not become a part of the Dockerfile: it is compared as text."""
    lost = [one for one in findings if _is_lost(one)]
    sections = _sections(asked) if lost and asked.format is Format.DEFINITION else {}
    for finding in lost:
        if finding.span is not None:
            start, end = sections.get(finding.span.start, finding.span)
            text = plain(asked.source.text[start:end])
            yield Item(Facet.REST, f"{finding.code} {text}", text, finding.span)


def _agents(asked: Asked) -> Iterator[Item]:
    """Give what bases are made by, where no registry has them: the Dockerfile's is made by somebody else."""
    from recipec.definition.lift import lift
    from recipec.definition.parse import parse
    from recipec.ir.program import FromAgent
    from recipec.target import default

    for stage in lift(parse(asked.source), default(Format.DEFINITION), asked.build_args).value.stages:
        base = stage.base
        if isinstance(base, FromAgent):
            fields = " ".join(f"{key}: {show(value)}" for key, value in base.fields)
            place = None if base.origin is None else base.origin.span
            yield Item(Facet.BASE, f"{AGENT} {stage.name}", f"{base.agent} ({fields})", place)


def _sections(asked: Asked) -> dict[int, Span]:
    """Give the whole of each section by its start: a finding points at its first line."""
    from recipec.definition.parse import parse
    from recipec.definition.tree import Section

    return {
        item.span.start: Span(item.span.start, item.body_span.end)
        for stage in parse(asked.source).stages
        for item in stage.sections
        if isinstance(item, Section) and item.span is not None and item.body_span is not None
    }
