"""The same instructions as moby's own parser finds (PyPI `dockerfile`, the parser of BuildKit 0.12)."""

from pathlib import Path

import dockerfile
import pytest

from recipec.dockerfile.parse.reader import read
from recipec.dockerfile.tree import Instruction
from recipec.errors import RecipeError
from recipec.source import Source

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

Told = tuple[str, int, int, tuple[str, ...], tuple[tuple[str, int, str], ...], tuple[str, ...] | None]


def ours(source: Source) -> list[Told] | None:
    """Read with our parser; None when it refuses."""
    try:
        file = read(source)
    except RecipeError:
        return None
    return [
        (
            one.name,
            source.position(one.span.start).line,
            source.position(one.span.start).line + one.raw.removesuffix("\n").count("\n"),
            tuple(f"--{flag.name}" + ("" if flag.value is None else f"={flag.value}") for flag in one.flags),
            # The wheel keeps the here-documents of ONBUILD to itself, and says None for empty strings.
            tuple((document.name, document.fd, document.body) for document in one.heredocs if one.name != "ONBUILD"),
            _words(one),
        )
        for one in file.instructions
    ]


def _words(one: Instruction) -> tuple[str, ...] | None:
    if one.name == "ONBUILD" or one.name not in KEYWORDS:
        return None
    if one.name in ("ENV", "LABEL") and one.words and "=" in one.words[0]:
        return tuple(part for word in one.words for part in word.partition("=")[::2])
    return one.words


KEYWORDS = frozenset(
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER RUN SHELL STOPSIGNAL USER VOLUME "
    "WORKDIR".split()
)


def mobys(source: Source) -> list[Told] | None:
    """Read with moby's parser; None when it refuses."""
    try:
        found = dockerfile.parse_string(source.text)
    except dockerfile.GoParseError:
        return None
    return [
        (
            (one.cmd or "").upper(),
            one.start_line,
            one.end_line,
            tuple(one.flags),
            tuple((document.name, document.file_descriptor, document.content) for document in one.heredocs),
            tuple(word or "" for word in one.value) if (one.cmd or "").upper() in KEYWORDS else None,
        )
        for one in found
    ]


@pytest.mark.parametrize("path", [path for path in CASES if path.stem not in CHANGED], ids=lambda path: path.stem)
def test_moby_finds_the_same_instructions(path: Path) -> None:
    source = Source.decode(path.read_bytes())

    assert ours(source) == mobys(source)
