"""Definition files and their layout."""

from pathlib import Path

import pytest

from recipec.api import format_definition
from tests.golden.expected import hold

_CASES = Path(__file__).parents[2] / "fixtures" / "fmt"


@pytest.mark.parametrize("case", sorted(_CASES.iterdir()), ids=lambda case: case.name)
def test_a_definition_file_is_formatted_like_this(case: Path, request: pytest.FixtureRequest) -> None:
    text = format_definition((case / "input.def").read_bytes().decode())
    hold(case, {"expected.def": text}, request)

    assert format_definition(text) == text
