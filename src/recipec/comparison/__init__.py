"""Two recipes, of whichever formats, compared by what they mean."""

from collections.abc import Collection, Mapping

from recipec.comparison.facet import Difference, Differences, Facet, Said
from recipec.comparison.form import AGENT, Asked, Forms
from recipec.comparison.match import differences
from recipec.comparison.places import Places
from recipec.comparison.stages import with_stage
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.source import Source
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.context import Context
    from recipec.target import Target

__all__ = ["Asked", "Difference", "Differences", "Facet", "Said", "compare", "diff", "facets"]

_NOTHING: Mapping[str, str] = {}


def diff(
    a: Source | str,
    b: Source | str,
    *,
    format_a: Format | None = None,
    format_b: Format | None = None,
    context_a: "Context | None" = None,
    context_b: "Context | None" = None,
    build_args: Mapping[str, str] = _NOTHING,
    stage: str | None = None,
    target: "Target | str | None" = None,
    ignore: Collection[Facet] = (),
) -> Differences:
    r"""Say in what two recipes differ, of one format or of both, by what they mean.

    ``stage`` is compared instead of the last one in each recipe that has a stage of that name, and one of them has to.
    ``target`` is the engine that a definition file is for. Differences in the facets of ``ignore`` are left out. A
    ``RecipeError`` says that it cannot be done.

    ```pycon
    >>> found = recipec.diff("FROM debian:12\nENV A=1\n", "FROM debian:12\nENV A=2\n")
    >>> [(one.facet.value, one.a.text, one.b.text) for one in found.differences]
    [('environment', 'A=1', 'A=2')]

    ```
    """
    from recipec.api import format_of, recipe_of
    from recipec.target import named

    engine = named(target) if isinstance(target, str) else target
    if engine is not None and engine.format is not Format.DEFINITION:
        raise RecipeError(f"`{engine.name}` reads no definition file", help="name an engine that does")
    left, right = (
        Asked(source, format_of(source, said), build_args, None, context, engine)
        for source, said, context in (
            (recipe_of(a), format_a, context_a),
            (recipe_of(b), format_b, context_b),
        )
    )
    if stage is not None:
        left, right = with_stage(left, right, stage)
    return compare(left, right, frozenset(ignore))


def facets(names: Collection[str]) -> frozenset[Facet]:
    """Find facets by their names."""
    from recipec.suggestion import suggestion

    known = {facet.value: facet for facet in Facet}
    for name in names:
        if name not in known:
            raise RecipeError(
                f"`{name}` is nothing to compare", help=suggestion(name, known, "one of " + ", ".join(known))
            )
    return frozenset(known[name] for name in names)


def compare(a: Asked, b: Asked, ignore: frozenset[Facet] = frozenset()) -> Differences:
    """Say in what two recipes differ; ``ignore`` are facets that may."""
    left, right = _read(a), _read(b)
    places_a, places_b = Places(left), Places(right)
    best: tuple[Difference, ...] | None = None
    notes: tuple[Difference, ...] = ()
    # One form of each is enough: what it says, all of it taken together, is the recipe. A trip leaves out what only
    # the own format means, such as the user of a base image: no two recipes of one format are compared behind it.
    ways = (("first", "first"), ("again", "first"), ("first", "again"), ("again", "again"))
    for one, other in ways[:1] if a.format is b.format else ways:
        form_a = left.first if one == "first" else left.again
        form_b = right.first if other == "first" else right.again
        if form_a is None or form_b is None:
            continue
        every = differences(form_a, form_b, places_a.find, places_b.find)
        every = tuple(each for each in every if each.facet not in ignore)
        told = tuple(each for each in every if _is_beyond(each, a, b) and not _is_root(each))
        found = tuple(each for each in every if not _is_beyond(each, a, b))
        if best is None or len(found) < len(best):
            best, notes = found, told
        if not found:
            break
    assert best is not None
    return Differences(a.source, b.source, best, notes)


def _read(asked: Asked) -> Forms:
    """Read a recipe; what cannot be read is told with its name, as there are two."""
    forms = Forms(asked)
    try:
        _ = forms.first
    except RecipeError as error:
        if error.source in (None, asked.source):
            error.about(asked.source)
            raise
        # The place is in what the recipe was converted to, which nobody has seen.
        raise RecipeError(error.message, help=error.help).about(asked.source) from None
    return forms


def _is_beyond(difference: Difference, a: Asked, b: Asked) -> bool:
    """Tell whether the format of one recipe cannot say what only the other one says."""
    only_in = Format.DEFINITION if difference.key.startswith(AGENT) else difference.facet.only_in
    if only_in is None or a.format is b.format:
        return False
    return (difference.b is None and b.format is not only_in) or (difference.a is None and a.format is not only_in)


def _is_root(difference: Difference) -> bool:
    """Tell whether a USER says what every build of a definition file does anyway."""
    return difference.facet is Facet.USER and "root" in {one.text for one in (difference.a, difference.b) if one}
