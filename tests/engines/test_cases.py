"""Every case builds the same container before and after conversion, or says how it differs."""

from pathlib import Path

import pytest

from tests.support.engines_case import find, read
from tests.support.engines_prove import Engines, prove

FIXTURES = Path(__file__).parents[2] / "fixtures" / "engines"
CASES = find(FIXTURES)


@pytest.mark.parametrize("path", CASES, ids=[f"{path.parent.name}/{path.stem}" for path in CASES])
def test_conversion_builds_the_same_container(path: Path, real_engines: Engines) -> None:
    verdict = prove(read(path), real_engines)

    assert not verdict.problems, verdict.report


def test_there_are_enough_cases() -> None:
    assert len(find(FIXTURES / "dockerfile")) >= 150
    assert len(find(FIXTURES / "definition")) >= 80
