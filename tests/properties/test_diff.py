"""What converts without a loss is the same, whichever way it is compared; what is left out of a recipe is seen."""

from pathlib import Path

import pytest

from recipec.api import Conversion, convert
from recipec.comparison import Differences, diff
from recipec.comparison.facet import Difference, Facet
from recipec.comparison.form import COMPARED
from recipec.dockerfile.parse import parse
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.source import Source
from tests.support.engines_case import Case, recipes

_ROOT = Path(__file__).parents[2] / "fixtures" / "engines"
_DOCKERFILES = recipes(_ROOT / "dockerfile", "Dockerfile")
_DEFINITIONS = recipes(_ROOT / "definition", "Singularity")


def converted(case: Case, text: str, format: Format) -> Conversion | None:  # noqa: A002 -- the domain's word
    """Convert the recipe of a case; None where it is refused, as only one is that does not build."""
    try:
        return convert(text, format=format)
    except RecipeError:
        assert case.fails
        return None


def compared(a: str, format_a: Format, b: str, format_b: Format) -> Differences:
    return diff(Source(a, "a"), Source(b, "b"), format_a=format_a, format_b=format_b)


def facets(found: tuple[Difference, ...]) -> set[Facet]:
    return {one.facet for one in found}


def is_faithful(conversion: Conversion) -> bool:
    return all(finding.code in COMPARED for finding in (*conversion.losses, *conversion.errors))


@pytest.mark.parametrize("name", _DOCKERFILES)
def test_a_dockerfile_and_its_definition_file_are_the_same(name: str) -> None:
    case, text = _DOCKERFILES[name]
    if (conversion := converted(case, text, Format.DOCKERFILE)) is None:
        return
    found = compared(text, Format.DOCKERFILE, conversion.text, Format.DEFINITION)
    back = compared(conversion.text, Format.DEFINITION, text, Format.DOCKERFILE)

    assert found.same or not is_faithful(conversion), found.differences
    assert back.same == found.same
    assert facets(back.notes) == facets(found.notes)


@pytest.mark.parametrize("name", _DEFINITIONS)
def test_a_definition_file_and_its_dockerfile_are_the_same(name: str) -> None:
    case, text = _DEFINITIONS[name]
    if (conversion := converted(case, text, Format.DEFINITION)) is None:
        return
    found = compared(text, Format.DEFINITION, conversion.text, Format.DOCKERFILE)
    back = compared(conversion.text, Format.DOCKERFILE, text, Format.DEFINITION)

    assert found.same or not is_faithful(conversion), found.differences
    assert back.same == found.same


@pytest.mark.parametrize(
    ("case", "text", "format"),
    [
        *((case, text, Format.DOCKERFILE) for case, text in _DOCKERFILES.values()),
        *((case, text, Format.DEFINITION) for case, text in _DEFINITIONS.values()),
    ],
    ids=[*_DOCKERFILES, *_DEFINITIONS],
)
def test_a_recipe_does_not_differ_from_itself(case: Case, text: str, format: Format) -> None:  # noqa: A002 -- the domain's word
    if converted(case, text, format) is None:
        return
    found = compared(text, format, text, format)

    assert (found.differences, found.notes) == ((), ())


@pytest.mark.parametrize("name", _DOCKERFILES)
def test_an_instruction_that_is_left_out_is_seen(name: str) -> None:
    """Nothing is missed but what makes no other definition file either."""
    case, text = _DOCKERFILES[name]
    conversion = converted(case, text, Format.DOCKERFILE)
    if conversion is None or not compared(text, Format.DOCKERFILE, conversion.text, Format.DEFINITION).same:
        assert conversion is None or not is_faithful(conversion)
        return
    for instruction in parse(Source(text)).instructions:
        shorter = text[: instruction.span.start] + text[instruction.span.end :]
        try:
            shortened = convert(shorter, format=Format.DOCKERFILE).text
        except RecipeError:
            continue
        alone = compared(shorter, Format.DOCKERFILE, text, Format.DOCKERFILE)
        found = compared(shorter, Format.DOCKERFILE, conversion.text, Format.DEFINITION)
        back = compared(text, Format.DOCKERFILE, shorter, Format.DOCKERFILE)
        said = text[instruction.span.start : instruction.span.end]

        assert facets(back.differences) == facets(alone.differences)
        assert found.same or shortened != conversion.text, said
        assert not found.same or alone.same or shortened == conversion.text, said
