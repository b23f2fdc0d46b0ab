"""The same instructions as moby's own parser finds."""

from pathlib import Path

import pytest

from recipec.source import Source
from tests.support.dockerfile_oracle import mobys, ours

CASES = sorted((Path(__file__).parents[2] / "fixtures/parse/dockerfile").glob("*.Dockerfile")) + sorted(
    (Path(__file__).parents[2] / "fixtures/lift/dockerfile").glob("*.Dockerfile")
)
# Where BuildKit has changed since: text behind a JSON array, `<< NAME`, the `check` directive.
CHANGED = {
    "json-followed-by-a-comment-is-a-script",
    "arithmetic-shift-with-blanks-opens-a-heredoc",
    "escape-directive-after-check",
    "directive-said-twice",
}


@pytest.mark.parametrize("path", [path for path in CASES if path.stem not in CHANGED], ids=lambda path: path.stem)
def test_moby_finds_the_same_instructions(path: Path) -> None:
    source = Source.decode(path.read_bytes())
    here, there = ours(source), mobys(source)

    # Each says in its own words why it refuses.
    assert here == there or (isinstance(here, str) and isinstance(there, str))
