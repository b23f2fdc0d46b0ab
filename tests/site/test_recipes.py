"""The recipes of the documentation are what they tell people to write: clean, and read by the real parsers."""

import re
import shlex
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from recipec.api import lint
from recipec.checks.settings import Settings
from recipec.context import Directory
from recipec.diagnostics.finding import Severity
from recipec.format import Format, named
from recipec.ir.options import BuildMode
from recipec.source import Source
from tests.support.definition_oracle import accepts
from tests.support.dockerfile_oracle import mobys
from tests.support.missing import give_up
from tests.support.pages import Page, pages

PAGES = [page for page in pages() if page.name.startswith("docs/")]


class Recipe(NamedTuple):
    """A recipe of a page. One whose name begins with ``before`` shows what not to write."""

    page: Page
    name: str
    text: str
    format: Format

    @property
    def source(self) -> Source:
        return Source(self.text, self.name)


def recipes() -> list[Recipe]:
    found = []
    for page in PAGES:
        for name, text in {**page.files, **page.conversions}.items():
            format_ = named(name)
            if format_ is not None:
                found.append(Recipe(page, name, text, format_))
    return found


RECIPES = recipes()
every_recipe = pytest.mark.parametrize("recipe", RECIPES, ids=lambda one: f"{one.page.name}:{one.name}")


def need_apptainer() -> None:
    """Skip where there is no Apptainer, but never in CI."""
    if shutil.which("apptainer") is None:
        give_up("not installed: apptainer (scripts/install-engines)")


def test_there_are_recipes_of_both_formats_to_look_at() -> None:
    assert {recipe.format for recipe in RECIPES} == {*Format}
    assert any(recipe.name.startswith("before") for recipe in RECIPES)


@every_recipe
def test_a_recipe_is_clean_or_shows_what_not_to_write(recipe: Recipe, tmp_path: Path) -> None:
    recipe.page.furnish(tmp_path)
    mode = BuildMode.USERNS if "--build-mode userns" in recipe.page.text else None
    settings = Settings(build_mode=mode) if mode else Settings()
    checked = lint(recipe.source, settings, context=Directory(tmp_path))
    told = [one for one in checked.findings if one.severity is not Severity.INFO]

    assert checked.error is None
    if recipe.name.startswith("before"):
        assert f"recipec lint {recipe.name}" in recipe.page.text
    else:
        assert told == [], "mend it, or call it `before...` if it shows what not to write"


@every_recipe
def test_the_real_parser_reads_a_recipe(recipe: Recipe, tmp_path: Path) -> None:
    if recipe.format is Format.DOCKERFILE:
        assert not isinstance(mobys(recipe.source), str)
    else:
        need_apptainer()
        assert accepts(recipe.text, tmp_path) == (True, "")


@cache
def options(command: tuple[str, ...]) -> str:
    return subprocess.run([*command, "--help"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda one: one.name)
def test_apptainer_has_the_commands_and_options_that_a_page_names(page: Page) -> None:
    scripts = "".join(block.body for block in page.blocks if block.language == "bash").replace("\\\n", " ")
    lines = re.findall(r"(?:^|\s)(apptainer [^#|\n]*)", scripts)
    if lines:
        need_apptainer()
    for line in lines:
        words = shlex.split(line)
        plain = [word for word in words if not word.startswith("-")]
        command = tuple(plain[:3] if plain[1] == "registry" else plain[:2])
        image = next((word for word in plain if "." in word), plain[-1])
        for word in words[: words.index(image)]:
            assert not word.startswith("--") or re.search(rf"{word.partition('=')[0]}\b", options(command)), line
        assert "Usage:" in options(command)
