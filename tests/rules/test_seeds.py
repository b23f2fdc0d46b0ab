"""What reviewers wrote about whole recipes is what is found in them: ``fixtures/seeds/NAME.expected`` beside each."""

from pathlib import Path

import pytest

from recipec.api import lint
from recipec.context import Directory
from recipec.diagnostics.finding import Finding, Severity
from recipec.source import Source
from tests.support.rules import settings

SEEDS = Path(__file__).parents[2] / "fixtures" / "seeds"
RECIPES = sorted(path for path in SEEDS.iterdir() if path.suffix != ".expected")
SITE = "--build-mode userns --mount-points /dataset,/tmp_log,/final_log"


def expected(recipe: Path, *, at_the_site: bool) -> list[str]:
    """Read a list of lines ``PLACES CODE LEVEL REASON``; those behind a ``+`` are for a build at the site alone."""
    found: list[str] = []
    for line in recipe.with_suffix(".expected").read_text().splitlines():
        if line.startswith("+ ") and at_the_site:
            line = line[2:]
        if line[:1].isdigit():
            found.append(" ".join(line.split()[:3]))
            assert len(line.split()) > 3, f"say why: {line}"
    return sorted(found)


def told(recipe: Path, options: str) -> list[str]:
    source = Source.read(recipe)
    checked = lint(source, settings(options), context=Directory(recipe.parent))
    assert checked.error is None
    return sorted(_line(source, one) for one in checked.findings)


def _line(source: Source, one: Finding) -> str:
    assert one.span is not None
    spans = (one.span, *(each.span for each in one.related if each.message.startswith("and ")))
    places = ",".join(str(source.position(span.start).line) for span in spans)
    return f"{places} {one.code} {'info' if one.severity is Severity.INFO else 'shown'}"


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.name)
def test_a_recipe_gets_what_its_reviewer_wrote(recipe: Path) -> None:
    assert told(recipe, "") == expected(recipe, at_the_site=False)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.name)
def test_a_recipe_gets_what_its_reviewer_wrote_for_a_site(recipe: Path) -> None:
    assert told(recipe, SITE) == expected(recipe, at_the_site=True)
