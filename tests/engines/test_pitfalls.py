"""What rules warn of happens on the real engine, and no longer happens once it is repaired."""

from pathlib import Path

import pytest

from tests.support.engines_case import find
from tests.support.engines_prove import Engines
from tests.support.pitfalls import Pitfall

FIXTURES = Path(__file__).parents[2] / "fixtures" / "pitfalls"
CASES = find(FIXTURES)


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_the_symptom_shows_and_goes(path: Path, real_engines: Engines) -> None:
    pitfall = Pitfall.read(path)

    assert pitfall.case.fails or any(pitfall.case.all(key) for key in ("symptom", "repaired", "fixed"))
    assert pitfall.problems(real_engines) == []
