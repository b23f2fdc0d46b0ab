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
from tests.support.engines_case import find, read

_ROOT = Path(__file__).parents[2] / "fixtures" / "engines"
_DOCKERFILES = find(_ROOT / "dockerfile")
_DEFINITIONS = find(_ROOT / "definition")
_RECIPES = {Format.DOCKERFILE: "Dockerfile", Format.DEFINITION: "Singularity"}


def recipe(path: Path, format: Format) -> tuple[str, Conversion]:  # noqa: A002 -- the domain's word
    case = read(path)
    text = next((file.text for file in case.files if file.name == _RECIPES[format]), None)
    if text is None:
        pytest.skip("the case has no such recipe")
    try:
        return text, convert(text, format=format)
    except RecipeError:
        pytest.skip("it is refused")


def compared(a: str, format_a: Format, b: str, format_b: Format) -> Differences:
    return diff(Source(a, "a"), Source(b, "b"), format_a=format_a, format_b=format_b)


def facets(found: tuple[Difference, ...]) -> set[Facet]:
    return {one.facet for one in found}


def is_faithful(conversion: Conversion) -> bool:
    return all(finding.code in COMPARED for finding in (*conversion.losses, *conversion.errors))


@pytest.mark.parametrize("path", _DOCKERFILES, ids=[path.stem for path in _DOCKERFILES])
def test_a_dockerfile_and_its_definition_file_are_the_same(path: Path) -> None:
    text, conversion = recipe(path, Format.DOCKERFILE)
    found = compared(text, Format.DOCKERFILE, conversion.text, Format.DEFINITION)
    back = compared(conversion.text, Format.DEFINITION, text, Format.DOCKERFILE)

    assert found.same or not is_faithful(conversion), found.differences
    assert back.same == found.same
    assert facets(back.notes) == facets(found.notes)


@pytest.mark.parametrize("path", _DEFINITIONS, ids=[path.stem for path in _DEFINITIONS])
def test_a_definition_file_and_its_dockerfile_are_the_same(path: Path) -> None:
    text, conversion = recipe(path, Format.DEFINITION)
    found = compared(text, Format.DEFINITION, conversion.text, Format.DOCKERFILE)
    back = compared(conversion.text, Format.DOCKERFILE, text, Format.DEFINITION)

    assert found.same or not is_faithful(conversion), found.differences
    assert back.same == found.same


@pytest.mark.parametrize(
    ("path", "format"),
    [*((path, Format.DOCKERFILE) for path in _DOCKERFILES), *((path, Format.DEFINITION) for path in _DEFINITIONS)],
    ids=lambda one: one.stem if isinstance(one, Path) else one.value,
)
def test_a_recipe_does_not_differ_from_itself(path: Path, format: Format) -> None:  # noqa: A002 -- the domain's word
    text, _ = recipe(path, format)

    found = compared(text, format, text, format)

    assert (found.differences, found.notes) == ((), ())


@pytest.mark.parametrize("path", _DOCKERFILES, ids=[path.stem for path in _DOCKERFILES])
def test_an_instruction_that_is_left_out_is_seen(path: Path) -> None:
    """Nothing is missed but what makes no other definition file either."""
    text, conversion = recipe(path, Format.DOCKERFILE)
    if not compared(text, Format.DOCKERFILE, conversion.text, Format.DEFINITION).same:
        pytest.skip("the definition file differs already")
    for instruction in parse(Source(text)).instructions:
        shorter = text[: instruction.span.start] + text[instruction.span.end :]
        try:
            converted = convert(shorter, format=Format.DOCKERFILE).text
        except RecipeError:
            continue
        alone = compared(shorter, Format.DOCKERFILE, text, Format.DOCKERFILE)
        found = compared(shorter, Format.DOCKERFILE, conversion.text, Format.DEFINITION)
        back = compared(text, Format.DOCKERFILE, shorter, Format.DOCKERFILE)
        said = text[instruction.span.start : instruction.span.end]

        assert facets(back.differences) == facets(alone.differences)
        assert found.same or converted != conversion.text, said
        assert not found.same or alone.same or converted == conversion.text, said
