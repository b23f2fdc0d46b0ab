"""Checking a recipe: every rule that can be broken is asked, and what the recipe says is known is left out."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping

from recipec.checks import selection, suppression
from recipec.checks.registry import load
from recipec.checks.rule import Header, Rule, TextRule, situations
from recipec.checks.rule import finding as say
from recipec.checks.settings import Settings
from recipec.diagnostics.finding import Finding
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.record import Record
from recipec.source import Source, Span
from recipec.target import Target
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe
    from recipec.context import Context
    from recipec.ir.configuration import Configuration

_DEFAULTS = Settings()


class Checked(Record):
    """What is known about a recipe. ``refusal``: it is no recipe to its engine; ``error``: and no finding says why."""

    findings: tuple[Finding, ...]
    refusal: RecipeError | None = None
    is_explained: bool = False

    @property
    def error(self) -> RecipeError | None:
        return None if self.is_explained else self.refusal


def _nobody(_: "Recipe") -> Iterator[Finding]:
    return iter(())


def lint(
    source: Source,
    written_in: Format,
    target: Target,
    settings: Settings = _DEFAULTS,
    context: "Context | None" = None,
    others: "Callable[[Recipe], Iterable[Finding]]" = _nobody,
    bases: "Mapping[str, Configuration] | None" = None,
) -> Checked:
    """Check a recipe of a known format for an engine; ``others`` are asked besides the rules.

    ``bases`` are what base images say of themselves, by the names that the recipe has for them.
    """
    lowered = source.text.lower()
    wanted = selection.selected(settings, situations(written_in, target), lowered)
    found: list[Finding] = list(_of_text(source, target, wanted)) if written_in is Format.DEFINITION else []
    units: list[Span] = []
    refusal: RecipeError | None = None
    is_explained = False
    try:
        recipe, lifted, units = read(source, written_in, target, settings, context, bases)
    except RecipeError as stop:
        if written_in is Format.DEFINITION:
            refused = selection.selected(settings, situations(written_in, target, is_refused=True), lowered)
            found += _of_text(source, target, refused)
        refusal = stop.about(source)
        is_explained = any(_explains(finding, stop, source) for finding in found)
    else:
        if bases is not None:
            wanted = selection.selected(settings, situations(written_in, target), f"{lowered} {_of_bases(recipe)}")
        for header in wanted:
            if not header.of_text:
                rule = load(header)
                assert isinstance(rule, Rule)
                found += [say(header, problem) for problem in rule.find(recipe)]
        # A rule says of its code what lifting says too, and says it better.
        lifted = untold(lifted, found)
        found += (one for one in (*lifted, *others(recipe)) if selection.is_selected(one.code, one.name, settings))
        recipe.forget()
    graded = (selection.graded(finding, settings) for finding in _once(found))
    kept = suppression.suppress(graded, suppression.find(source, units), source.text)
    return Checked(tuple(sorted(kept, key=_order)), refusal, is_explained=is_explained)


def read(
    source: Source,
    written_in: Format,
    target: Target,
    settings: Settings,
    context: "Context | None",
    bases: "Mapping[str, Configuration] | None" = None,
) -> "tuple[Recipe, tuple[Finding, ...], list[Span]]":
    """Give the recipe, what lifting it has to say, and the places of its parts."""
    from recipec.checks.recipe import Recipe

    if written_in is Format.DOCKERFILE:
        from recipec.dockerfile.lift import lift as lift_dockerfile
        from recipec.dockerfile.parse import parse as parse_dockerfile

        file = parse_dockerfile(source)
        lifted = lift_dockerfile(file, context=context, bases=bases)
        recipe = Recipe(source, target, lifted.value, settings, dockerfile=file, context=context)
        return recipe, lifted.findings, [one.span for one in file.instructions]
    from recipec.definition.lift import lift as lift_definition
    from recipec.definition.parse import parse as parse_definition
    from recipec.definition.tree import HeaderLine, Section

    tree = parse_definition(source)
    outcome = lift_definition(tree, target)
    program = outcome.value
    if bases is not None:
        from recipec.ir.bases import with_bases

        program = with_bases(program, bases)
    recipe = Recipe(source, target, program, settings, definition=tree, context=context)
    units: list[Span] = []
    for stage in tree.stages:
        for item in (*stage.header, *stage.sections):
            if isinstance(item, HeaderLine | Section) and item.span is not None:
                body = item.body_span if isinstance(item, Section) else None
                units.append(item.span if body is None else Span(item.span.start, body.end))
    return recipe, outcome.findings, units


def _of_bases(recipe: "Recipe") -> str:
    """Give the words for what base images say: without them, rules about that would not be asked."""
    from recipec.ir.program import FromImage

    found = [stage.base.known for stage in recipe.stages if isinstance(stage.base, FromImage) and stage.base.known]
    words = {"user": any(one.user for one in found), "workdir": any(one.workdir for one in found)}
    return " ".join(word for word, is_said in words.items() if is_said)


def _of_text(source: Source, target: Target, wanted: Iterable[Header]) -> Iterator[Finding]:
    from recipec.checks.text import Text

    text = Text(source, target)
    for header in wanted:
        if header.of_text:
            rule = load(header)
            assert isinstance(rule, TextRule)
            yield from (say(header, problem) for problem in rule.find(text))


def _explains(finding: Finding, stop: RecipeError, source: Source) -> bool:
    """Tell whether a finding is about the line at which an engine stops."""
    if finding.span is None or stop.span is None:
        return False
    spans = (finding.span, *(one.span for one in finding.related))
    lines = {source.position(min(at, len(source.text))).line for span in spans for at in span}
    return source.position(min(stop.span[0], len(source.text))).line in lines


def untold(findings: Iterable[Finding], told: Iterable[Finding]) -> tuple[Finding, ...]:
    """Leave out findings where something of the same code has been told of the same place."""
    places = _places(told)
    return tuple(one for one in findings if not _is_told(one, places))


def _places(findings: Iterable[Finding]) -> dict[str, list[Span]]:
    """Give the places of which each code speaks, in order; those that touch are one."""
    places: dict[str, list[Span]] = {}
    for code, span in sorted((one.code, one.span) for one in findings if one.span is not None):
        known = places.setdefault(code, [])
        if known and span.start <= known[-1].end:
            span = Span(known[-1].start, max(known.pop().end, span.end))
        known.append(span)
    return places


def _is_told(finding: Finding, places: dict[str, list[Span]]) -> bool:
    """Tell whether something of the same code has been said of that place."""
    known = places.get(finding.code)
    if known is None or finding.span is None:
        return False
    at = bisect_right(known, finding.span.end, key=lambda span: span.start) - 1
    return at >= 0 and finding.span.start <= known[at].end


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what is said twice: by two stages that share their steps, or by the lift after a rule."""
    seen: set[tuple[str, Span | None]] = set()
    for finding in findings:
        key = finding.code, finding.span
        if key not in seen:
            seen.add(key)
            yield finding


def _order(finding: Finding) -> tuple[int, int, str, str]:
    """Order findings as the recipe goes; what has no place comes first."""
    start, end = (-1, -1) if finding.span is None else finding.span
    return start, end, finding.code, finding.message
