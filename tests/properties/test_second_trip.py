"""A recipe that went to the other format and back stays as it is from then on."""

from pathlib import Path

import pytest

from recipec.api import convert
from recipec.errors import RecipeError
from recipec.format import Format
from tests.support.engines_case import find, read

_CASES = find(Path(__file__).parents[2] / "fixtures" / "engines" / "dockerfile")


@pytest.mark.parametrize("path", _CASES, ids=[path.stem for path in _CASES])
def test_a_second_trip_changes_nothing(path: Path) -> None:
    """Dockerfile, definition file, Dockerfile, definition file: the last two ways give what was there before."""
    case = read(path)
    text = next((file.text for file in case.files if file.name == "Dockerfile"), None)
    if text is None:
        pytest.skip("the case has no Dockerfile")
    try:
        definition = convert(text, format=Format.DOCKERFILE).text
    except RecipeError:
        pytest.skip("it is refused")
    dockerfile = convert(definition, format=Format.DEFINITION).text
    again = convert(dockerfile, format=Format.DOCKERFILE).text
    settled = convert(again, format=Format.DEFINITION).text

    assert settled == dockerfile or convert(settled, format=Format.DOCKERFILE).text == again
