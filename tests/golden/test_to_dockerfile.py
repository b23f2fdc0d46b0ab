"""Definition files and the Dockerfiles that are written for them, with what is said about each."""

from pathlib import Path

import pytest

from recipec.api import convert
from recipec.context import Directory
from recipec.source import Source
from tests.golden.expected import hold, told

_CASES = Path(__file__).parents[2] / "fixtures" / "convert" / "to-dockerfile"


def _convert(case: Path) -> tuple[str, str]:
    source = Source((case / "input.def").read_text(), "input.def")
    context = case / "context"
    conversion = convert(source, context=Directory(context) if context.is_dir() else None)
    return conversion.text, told(conversion, source)


@pytest.mark.parametrize("case", sorted(_CASES.iterdir()), ids=lambda case: case.name)
def test_a_definition_file_becomes_this_dockerfile(case: Path, request: pytest.FixtureRequest) -> None:
    text, findings = _convert(case)
    hold(case, {"expected.Dockerfile": text, "expected.findings": findings}, request)


@pytest.mark.parametrize("case", sorted(_CASES.iterdir()), ids=lambda case: case.name)
def test_buildkit_parses_what_is_written(case: Path) -> None:
    dockerfile = pytest.importorskip("dockerfile")
    text, _ = _convert(case)

    assert dockerfile.parse_string(text)[0].cmd in ("FROM", "ARG")


@pytest.mark.parametrize("case", sorted(_CASES.iterdir()), ids=lambda case: case.name)
def test_nothing_vanishes(case: Path) -> None:
    _, findings = _convert(case)

    assert "RC000" not in findings
