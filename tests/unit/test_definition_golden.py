"""Definition files and what they are read as: every `.def` of `fixtures/parse` and `fixtures/lift`."""

from pathlib import Path

import pytest

from recipec.definition.lift import lift
from recipec.definition.parse import parse
from recipec.definition.unparse import unparse
from recipec.errors import RecipeError
from recipec.source import Source
from recipec.target import APPTAINER_1_4, named
from tests.support.definition_dump import dump_outcome, dump_tree

_FIXTURES = Path(__file__).parents[2] / "fixtures"
_PARSE = sorted((_FIXTURES / "parse" / "definition").glob("*.def"))
_LIFT = sorted((_FIXTURES / "lift" / "definition").glob("*.def"))


def _check(request: pytest.FixtureRequest, expected: Path, text: str) -> None:
    if request.config.getoption("--update"):
        expected.write_text(text, encoding="utf-8", newline="")

    assert text == expected.read_bytes().decode()


def _source(path: Path) -> Source:
    return Source(path.read_bytes().decode(), path.name)


def _parsed(source: Source) -> str:
    try:
        file = parse(source)
    except RecipeError as error:
        place = "" if error.span is None else f" @ {source.text[slice(*error.span)]!r}"
        return f"refused: {error.message}{place}\n" + (f"  help: {error.help}\n" if error.help else "")

    assert unparse(file) == source.text

    return dump_tree(file, source)


@pytest.mark.parametrize("path", _PARSE, ids=[path.stem for path in _PARSE])
def test_a_definition_file_is_parsed_as_its_fixture_says(path: Path, request: pytest.FixtureRequest) -> None:
    _check(request, path.with_suffix(".tree"), _parsed(_source(path)))


@pytest.mark.parametrize("path", _LIFT, ids=[path.stem for path in _LIFT])
def test_a_definition_file_is_lifted_as_its_fixture_says(path: Path, request: pytest.FixtureRequest) -> None:
    """The name of a fixture may end in a target: `name@singularity-3.x.def`."""
    source = _source(path)
    _, _, target = path.name.removesuffix(".def").partition("@")
    outcome = lift(parse(source), named(target) if target else APPTAINER_1_4)

    _check(request, path.with_name(path.name.removesuffix(".def") + ".program"), dump_outcome(outcome, source))
