"""The verdicts of the real apptainer: on the fixtures, and on texts made of lines that it reads in ways of its own."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from recipec.errors import RecipeError
from tests.support.definition_oracle import accepts, texts, version
from tests.support.definition_understood import understood
from tests.support.missing import give_up

_FIXTURES = Path(__file__).parents[2] / "fixtures"
_FILES = sorted(_FIXTURES.glob("*/definition/*.def"))


@pytest.fixture(autouse=True, scope="module")
def _apptainer() -> None:
    if shutil.which("apptainer") is None or not version().startswith("1.4."):
        give_up("apptainer 1.4 is not installed: its verdict cannot be asked for (scripts/install-engines)")


def _verdicts(text: str) -> tuple[bool, bool, str]:
    """Give ours and apptainer's, and what was said."""
    with TemporaryDirectory() as folder:
        theirs, said = accepts(text, Path(folder))
    try:
        understood(text)
    except RecipeError as error:
        return False, theirs, said + error.message
    return True, theirs, said


def _disagreements(recipes: list[str]) -> list[tuple[str, str]]:
    with ThreadPoolExecutor(2) as pool:
        asked = list(pool.map(_verdicts, recipes))
    return [(recipe, said) for recipe, (ours, theirs, said) in zip(recipes, asked, strict=True) if ours is not theirs]


def test_apptainer_accepts_the_fixtures_that_are_accepted_here() -> None:
    assert not _disagreements([path.read_bytes().decode() for path in _FILES])


def test_apptainer_agrees_on_texts_that_nobody_wrote() -> None:
    assert not _disagreements(texts(150, seed=7))
