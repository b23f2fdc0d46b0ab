"""What holds for every definition file."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from recipec.definition.lift import lift
from recipec.definition.parse import parse
from recipec.definition.tree import File, HeaderLine, Section, Stage
from recipec.definition.unparse import unparse
from recipec.errors import RecipeError
from recipec.source import Source
from recipec.target import TARGETS

_LINES = """
Bootstrap: docker|Bootstrap: scratch|bootstrap:x|  Bootstrap : docker|From: alpine|From: a#b|Stage: b|Include: a \\|
    b|Include: \\|ProductPGP: x\\n\\|# comment|  # comment||   |%post|%POST -c x|%files|%files from b|%files  |a b|
"a b" 'c|{{ A }} x|%labels|A b|%environment|export A=1|%help|%arguments|A=1|B={{ A }}|C={{\n A }}|%apprun foo|%apprun |
%appinstall foo|cat <<EOF|EOF|#!/bin/sh|%runscript|%test x|%setup|%pre|%startscript|\u00a0%post|\u2028
""".split("|")
_ends = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", ""])
_line = st.one_of(st.sampled_from(_LINES), st.sampled_from(_LINES), st.text(max_size=8))
_some = st.lists(st.tuples(_line, _ends).map("".join), max_size=14).map("".join)
_texts = st.one_of(_some, _some.map("Bootstrap: docker\nFrom: alpine\n".__add__), st.text(max_size=60))
_plain = st.text("abz 019$/.-_\"'\\", max_size=12)


def _parsed(text: str) -> File | None:
    try:
        return parse(Source(text))
    except RecipeError as error:
        place = error.span

    assert place is None or 0 <= place[0] <= place[1] <= len(text)

    return None


@given(_texts)
@example("Include: \\\nx: y\n")
@settings(deadline=None)
def test_what_is_read_is_written_as_it_was(text: str) -> None:
    file = _parsed(text)

    assert file is None or unparse(file) == text


@given(_texts, st.sampled_from(TARGETS))
@settings(deadline=None)
def test_every_section_and_header_line_is_lifted_or_in_a_finding(text: str, target: object) -> None:
    file = _parsed(text)
    try:
        outcome = None if file is None else lift(file, next(one for one in TARGETS if one is target))
    except RecipeError:
        return
    if file is None or outcome is None:
        return
    found = {finding.span for finding in outcome.findings}
    for stage in file.stages:
        for item in (*stage.header, *stage.sections):
            if isinstance(item, HeaderLine | Section):
                assert item.span in outcome.written | found or stage.span in found


@given(_texts)
@example("%labels\n0 \n")
@settings(deadline=None)
def test_places_are_in_the_text(text: str) -> None:
    file = _parsed(text)
    for stage in file.stages if file else ():
        for section in stage.sections:
            assert isinstance(section, Section)
            assert section.span is not None
            assert text[slice(*section.span)].lstrip().startswith("%")
            assert tuple(text[slice(*span)] for span in section.line_spans) == section.lines


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["post", "test", "environment", "help"]),
            st.lists(_plain, max_size=4).map(tuple),
        ),
        max_size=4,
    )
)
@settings(deadline=None)
def test_what_is_made_is_read_back(bodies: list[tuple[str, tuple[str, ...]]]) -> None:
    made = tuple(Section(name, "", ("    start", *lines, "    end")) for name, lines in bodies)
    head = (HeaderLine("Bootstrap", "docker"), HeaderLine("From", "alpine"))
    read = parse(Source(unparse(File((Stage(head, made),))))).stages[0].sections
    lines = [section.lines for section in read if isinstance(section, Section)]

    assert [each[: len(section.lines)] for each, section in zip(lines, made, strict=True)] == [
        section.lines for section in made
    ]
