"""Dockerfiles and the definition files that are written for them, with what is said about each."""

from pathlib import Path

import pytest

from recipec.api import convert
from recipec.context import Directory
from recipec.source import Source
from tests.golden.expected import hold, told

_CASES = Path(__file__).parents[2] / "fixtures" / "convert" / "to-definition"


@pytest.mark.parametrize("case", sorted(_CASES.iterdir()), ids=lambda case: case.name)
def test_a_dockerfile_becomes_this_definition_file(case: Path, request: pytest.FixtureRequest) -> None:
    source = Source((case / "Dockerfile").read_text(), "Dockerfile")
    context = case / "context"
    conversion = convert(source, context=Directory(context) if context.is_dir() else None)
    findings = told(conversion, source)

    hold(case, {"expected.def": conversion.text, "expected.findings": findings}, request)
    assert "RC000" not in findings
