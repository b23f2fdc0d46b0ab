"""For all texts: nothing is lost, nothing crashes, and moby and dockerfile-parse agree."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from recipec.dockerfile.lift import lift
from recipec.dockerfile.parse import parse
from recipec.dockerfile.parse.reader import read
from recipec.dockerfile.parse.shield import places
from recipec.dockerfile.unparse import unparse
from recipec.errors import RecipeError
from recipec.ir.configuration import configuration
from recipec.source import Source
from tests.support.dockerfile_oracle import mobys, ours

PIECES = st.sampled_from(
    [
        *"FROM RUN COPY ADD ENV ARG CMD LABEL ONBUILD SHELL USER HEALTHCHECK EXPOSE VOLUME WORKDIR ENTRYPOINT".split(),
        *["a", "b=c", "A=$A", "${A:-x}", "${A#*/}", "'q r'", '"d e"', "\\", "\\\\", "`", "#", "# x", "AS s"],
        "--from=s",
        *["--link", "--mount=type=tmpfs,target=/t", "--", '["a", "b"]', '["a"', "[", "]", "&&", "/d/", "$", "<", "é"],
        *["<<E", "<<-E", "<<'E'", "cat <<E", "E", "\tE", "NONE", "=", "'", '"', "\t", "\f", "\u00a0", "\r"],
    ]
)
LINES = st.lists(PIECES, max_size=6).map(" ".join)
ENDS = st.sampled_from(["\n", "\n", "\n", " \\\n", "\\\n", "\n\n", "\r\n", "\n# c\n"])
FILES = st.lists(st.tuples(LINES, ENDS), max_size=8).map(lambda lines: "FROM a\n" + "".join(a + b for a, b in lines))


@given(FILES | st.text(max_size=60).map(lambda text: text.replace("\0", "")))
def test_what_parses_comes_back_and_nothing_crashes(text: str) -> None:
    source = Source(text)
    try:
        file = parse(source)
    except RecipeError:
        return

    assert unparse(file) == text
    try:
        outcome = lift(file)
        configuration(outcome.value)
    except RecipeError:
        return
    told = outcome.written | {finding.span for finding in outcome.findings}

    assert {instruction.span for instruction in file.instructions} <= told


@settings(max_examples=300)
@given(FILES)
def test_moby_agrees(text: str) -> None:
    # The wheel is older: it ignores what follows a JSON array, knows no `<< E`, no `${A#x}`, reads flags another way.
    if (
        re.search(r"\$\{\w+[#%/]", text)
        or "]" in text
        or "<< " in text
        or "<<-E\t" in text
        or "<\t" in text
        or "<\r" in text
        or "--" in text
    ):
        return
    source = Source(text)

    here, there = ours(source), mobys(source)

    # Each says in its own words why it refuses.
    assert here == there or (isinstance(here, str) and isinstance(there, str))


@given(FILES)
def test_dockerfile_parse_finds_the_same_instructions(text: str) -> None:
    source = Source(text)
    try:
        file = read(source)
    except RecipeError:
        return

    assert list(places(file)) == [instruction.span for instruction in file.instructions]
