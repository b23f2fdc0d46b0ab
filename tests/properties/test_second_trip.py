"""A recipe that went to the other format and back stays as it is from then on."""

from pathlib import Path

import pytest

from recipec.api import convert
from recipec.errors import RecipeError
from recipec.format import Format
from tests.support.engines_case import recipes

_CASES = recipes(Path(__file__).parents[2] / "fixtures" / "engines" / "dockerfile", "Dockerfile")


@pytest.mark.parametrize("name", _CASES)
def test_a_second_trip_changes_nothing(name: str) -> None:
    """Dockerfile, definition file, Dockerfile, definition file: the last two ways give what was there before."""
    case, text = _CASES[name]
    try:
        definition = convert(text, format=Format.DOCKERFILE).text
    except RecipeError:
        assert case.fails, "a recipe that builds is refused"
        return
    dockerfile = convert(definition, format=Format.DEFINITION).text
    again = convert(dockerfile, format=Format.DOCKERFILE).text
    settled = convert(again, format=Format.DEFINITION).text

    assert settled == dockerfile or convert(settled, format=Format.DOCKERFILE).text == again
