"""What moby's own parser reads in a Dockerfile (PyPI `dockerfile`, the parser of BuildKit 0.12), and what we do."""

from typing import NamedTuple

import dockerfile

from recipec.dockerfile.parse.reader import read
from recipec.dockerfile.tree import Instruction
from recipec.errors import RecipeError
from recipec.source import Source

# What others write in the place of a keyword is split into words by each parser as it likes.
KEYWORDS = frozenset(
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER RUN SHELL STOPSIGNAL USER VOLUME "
    "WORKDIR".split()
)


class Told(NamedTuple):
    """An instruction, in words that both parsers have."""

    name: str
    first_line: int
    last_line: int
    flags: tuple[str, ...]
    heredocs: tuple[tuple[str, int, str], ...]
    words: tuple[str, ...] | None


def ours(source: Source) -> list[Told] | str:
    """Read with our parser; the reason when it refuses."""
    try:
        file = read(source)
    except RecipeError as error:
        return error.message
    return [
        Told(
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


def mobys(source: Source) -> list[Told] | str:
    """Read with moby's parser; the reason when it refuses."""
    try:
        found = dockerfile.parse_string(source.text)
    except dockerfile.GoParseError as error:
        return str(error)
    return [
        Told(
            (one.cmd or "").upper(),
            one.start_line,
            one.end_line,
            tuple(one.flags),
            tuple((document.name, document.file_descriptor, document.content) for document in one.heredocs),
            tuple(word or "" for word in one.value) if (one.cmd or "").upper() in KEYWORDS else None,
        )
        for one in found
    ]


def _words(one: Instruction) -> tuple[str, ...] | None:
    if one.name == "ONBUILD" or one.name not in KEYWORDS:
        return None
    if one.name in ("ENV", "LABEL") and one.words and "=" in one.words[0]:
        return tuple(part for word in one.words for part in word.partition("=")[::2])
    # The wheel hands over words as C does: they end at a NUL.
    return tuple(word.partition("\0")[0] for word in one.words)
