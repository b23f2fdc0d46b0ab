"""Pairs of recipes, and what is said about in what they differ."""

from pathlib import Path

import pytest

from recipec.comparison import diff
from recipec.comparison.render import human, json
from recipec.diagnostics.render.human import Style
from recipec.source import Source
from tests.golden.expected import hold

_CASES = Path(__file__).parents[2] / "fixtures" / "diff"


@pytest.mark.parametrize("case", sorted(_CASES.iterdir()), ids=lambda case: case.name)
def test_these_are_the_differences(case: Path, request: pytest.FixtureRequest) -> None:
    a, b = (
        Source(path.read_text(), path.name) for path in sorted(case.iterdir()) if not path.name.startswith("expected.")
    )
    found = diff(a, b)

    hold(case, {"expected.txt": human(found, Style()), "expected.json": json(found)}, request)
