"""A formatted definition file builds the same container as the one that was read."""

from pathlib import Path

import pytest

from recipec.api import format_definition
from recipec.engines.compare import compare
from recipec.engines.image import Image
from recipec.format import Format
from recipec.source import Source
from tests.support.engines_case import read
from tests.support.engines_prove import Engines

CASES = Path(__file__).parents[2] / "fixtures" / "engines" / "definition"
# Each with something that a layout could break: order, here-documents, strings, interpreters, empty bodies, stages.
NAMES = (
    "arguments-of-each-stage",
    "environment-value-of-two-lines",
    "files-before-post",
    "header-keys-indented-and-mixed",
    "help",
    "post-heredoc-keeps-its-indentation",
    "post-indented-by-more-and-less",
    "post-string-over-several-lines",
    "post-twice",
    "runscript-empty",
    "runscript-of-bash",
    "runscript-shebang-below-a-blank-line",
    "stage-files-before-own-files",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_formatted_recipe_builds_the_same_container(name: str, real_engines: Engines, tmp_path: Path) -> None:
    case = read(CASES / f"{name}.case")
    recipe = case.unpack(tmp_path, real_engines.address)
    before = real_engines.build(Format.DEFINITION, recipe, case, tmp_path)
    text = format_definition(Source.read(recipe))
    assert text != recipe.read_text()
    recipe.write_text(text)
    after = real_engines.build(Format.DEFINITION, recipe, case, tmp_path)

    assert isinstance(before, Image), str(before)
    assert isinstance(after, Image), str(after)
    assert compare(before, after) == ()
