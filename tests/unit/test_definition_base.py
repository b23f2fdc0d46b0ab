"""What is said of a base that engines refuse, and how it is repaired."""

import pytest

from recipec.definition.lift import lift
from recipec.definition.parse import parse
from recipec.diagnostics.fix import apply
from recipec.source import Source
from recipec.target import APPTAINER_1_4


@pytest.mark.parametrize(
    ("written", "repaired"),
    [
        ("Ubuntu:22.04", "ubuntu:22.04"),
        ("ubuntu: 16.04  # old", "ubuntu:16.04  # old"),
        ("ubuntu:16.04 AS build", "ubuntu:16.04"),
        ("ubuntu:", "ubuntu"),
        ("docker://ubuntu:22.04", "ubuntu:22.04"),
        ("localhost:5000/Me/Tool:V1", "localhost:5000/me/tool:V1"),
        ("$IMAGE:1", None),
        ("shub://me/tool", None),
    ],
)
def test_a_reference_that_is_nearly_one_is_repaired(written: str, repaired: str | None) -> None:
    text = f"Bootstrap: docker\nFrom: {written}\n"
    (finding,) = lift(parse(Source(text)), APPTAINER_1_4).findings

    assert finding.name == "image-reference"

    mended = None if finding.fix is None else apply(text, (finding.fix,))[0]

    assert mended == (None if repaired is None else f"Bootstrap: docker\nFrom: {repaired}\n")
