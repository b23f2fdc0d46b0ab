"""What a conversion is expected to be: files beside the recipe, written anew by ``pytest --update``."""

from pathlib import Path

import pytest

from recipec.api import Conversion
from recipec.source import Source


def told(conversion: Conversion, source: Source) -> str:
    """Write the findings of a conversion, one after the other with its help."""
    lines: list[str] = []
    for finding in conversion.findings:
        place = "-" if finding.span is None else str(source.position(finding.span.start).line)
        lines.append(f"{place}: {finding.severity.value}[{finding.code}] {finding.name}: {finding.message}\n")
        if finding.help:
            lines.append(f"    help: {finding.help}\n")
        lines += (f"    see {source.position(one.span.start).line}: {one.message}\n" for one in finding.related)
    return "".join(lines)


def hold(case: Path, expected: dict[str, str], request: pytest.FixtureRequest) -> None:
    """Hold what came out against the files of a case."""
    if request.config.getoption("--update", default=False):
        for name, content in expected.items():
            (case / name).write_bytes(content.encode())
    written = {name: (case / name).read_bytes().decode() if (case / name).exists() else "" for name in expected}

    assert written == expected
