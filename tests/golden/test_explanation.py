"""Explanations as they are told, for recipes of both formats."""

from pathlib import Path

import pytest

from recipec import Directory, Source, explain
from recipec.diagnostics.render.human import Style
from recipec.explanation.render.json import render as as_json
from recipec.explanation.render.text import render as as_text
from tests.golden.expected import hold

_CASES = Path(__file__).parents[2] / "fixtures" / "explain"


@pytest.mark.parametrize("case", sorted(_CASES.iterdir()), ids=lambda case: case.name)
def test_a_conversion_is_explained(case: Path, request: pytest.FixtureRequest) -> None:
    (path,) = (case / name for name in ("Dockerfile", "recipe.def") if (case / name).exists())
    context = case / "context"
    explanation = explain(Source(path.read_text(), path.name), context=Directory(context) if context.is_dir() else None)
    told = as_text(explanation, Style(width=100))

    hold(case, {"expected.txt": told, "expected.json": as_json(explanation)}, request)
    assert "\x1b" not in told
