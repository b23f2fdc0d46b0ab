"""What an editor is told, whatever protocol carries it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recipec import Edit, Format, Settings, Severity, Source, Span
from recipec.diagnostics.fix import Fix, apply
from recipec.editor import actions, completion, hover, names, pages, positions, symbols
from recipec.editor.diagnosis import diagnose
from recipec.editor.document import Document
from recipec.editor.positions import Place, Units

DEFINITION = """Bootstrap: docker
From: debian:12
Stage: build

%arguments
    VERSION=1

%post
    sudo make && make install
    make clean

Bootstrap: docker
From: debian:12

%files from build
    /a /b
%apprun tool
    exec tool
"""
DOCKERFILE = """ARG TAG=12
FROM debian:$TAG AS build
ENV MODE=fast LEVEL=2
RUN apt-get install -y \\
      gcc \\
      make
FROM debian:$TAG
COPY --from=build /a /b
"""


def at_mark(text: str) -> tuple[Document, int]:
    """Give a document and the place in it that `¦` marks."""
    at = text.index("¦")
    text = text.replace("¦", "")
    return Document(text, None, "apptainer" if text.startswith("Boot") else "dockerfile"), at


def labels(text: str) -> list[str]:
    return [item.label for item in completion.complete(*at_mark(text))]


def put_in(text: str, edits: tuple[Edit, ...]) -> str:
    return apply(text, [Fix("", edits, is_safe=True)])[0]


@given(st.text(alphabet="aä€😀\t\r\n", max_size=40), st.sampled_from(Units), st.data())
def test_a_place_is_where_it_was(text: str, units: Units, data: st.DataObject) -> None:
    source = Source(text)
    offset = data.draw(st.integers(0, len(text)))
    place = positions.place(offset, source, units)
    again = positions.offset(place, source, units)

    # What ends a line has no place of its own.
    assert again == offset or not text[again:offset].strip("\r\n")
    assert place.column <= len(text.split("\n")[place.line].encode())


def test_places_are_counted_as_the_editor_wants() -> None:
    source = Source("ä😀x\n")

    assert [positions.place(2, source, units).column for units in Units] == [6, 3, 2]
    assert positions.offset(Place(0, 3), source, Units.UTF_16) == 2
    assert positions.offset(Place(9, 9), source, Units.UTF_16) == len(source.text)


def test_the_format_is_what_the_editor_says_or_what_the_name_and_the_text_tell() -> None:
    assert Document("", None, "singularity").format is Format.DEFINITION
    assert Document("", "/x/tool.def").format is Format.DEFINITION
    assert Document("Bootstrap: docker\n").format is Format.DEFINITION
    assert Document("RUN make").format is Format.DOCKERFILE


def test_what_is_found_has_a_level_and_a_broken_recipe_an_error() -> None:
    document = Document(DEFINITION)
    found = diagnose(document, Settings(), Severity.WARNING)

    assert {"RC104", "RC301"} <= {one.code for one in found.findings}
    assert all(one.severity is Severity.ERROR for one in diagnose(document, Settings(), Severity.ERROR).findings)
    assert diagnose(Document("FROM a\nRNU b\n"), Settings(), Severity.INFO).error is not None
    assert diagnose(Document("\n"), Settings(), Severity.INFO) == ((), None)


def test_the_ignore_file_of_a_recipe_counts_as_it_does_elsewhere(tmp_path: Path) -> None:
    text = "FROM debian:12\nCOPY a /b\n"
    (tmp_path / "a").write_text("")
    (tmp_path / "Dockerfile.dockerignore").write_text("a\n")
    found = diagnose(Document(text, str(tmp_path / "Dockerfile")), Settings(), Severity.ERROR).findings

    assert ["hidden by the ignore file" in one.message for one in found] == [True]


def test_a_finding_is_fixed_or_said_to_be_known() -> None:
    document = Document(DEFINITION)
    findings = diagnose(document, Settings(), Severity.WARNING).findings
    at = DEFINITION.index("sudo")
    offered = list(actions.actions(document, findings, Span(at, at)))

    assert next(one.title for one in offered if one.is_preferred) == "Leave out `sudo`"
    fixed = put_in(DEFINITION, offered[0].edits)
    assert "    make && make install" in fixed
    ignored = next(one for one in offered if one.title.startswith("Ignore RC104"))
    text = put_in(DEFINITION, ignored.edits)
    assert "    # recipec: ignore[RC104]\n    sudo make" in text
    assert "RC104" not in {one.code for one in diagnose(Document(text), Settings(), Severity.INFO).findings}


def test_what_is_known_of_an_instruction_stands_above_all_of_it() -> None:
    text = "FROM debian:12\nRUN apt-get update && \\\n    sudo make\n"
    document = Document(text)
    found = diagnose(document, Settings(), Severity.INFO).findings
    sudo = next(one for one in found if one.code == "RC104")
    (ignored,) = [one for one in actions.actions(document, [sudo], Span(40, 60)) if one.title.startswith("Ignore")]

    assert put_in(text, ignored.edits).startswith("FROM debian:12\n# recipec: ignore[RC104]\nRUN")


def test_all_safe_fixes_are_one_action_that_leaves_other_lines_alone() -> None:
    action = actions.fix_all(Document(DEFINITION), Settings(), Severity.WARNING)

    assert action is not None
    text = put_in(DEFINITION, action.edits)
    assert "sudo" not in text
    assert actions.fix_all(Document(text), Settings(), Severity.WARNING) is None
    advice = Settings(select=("RC104",), severity={"RC104": Severity.INFO})
    assert actions.fix_all(Document(DEFINITION), advice, Severity.WARNING) is None
    touched = {DEFINITION[edit.span.start : edit.span.end] for edit in action.edits}
    assert not any("Bootstrap" in one for one in touched)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("F¦", "FROM"),
        ("FROM a\nru¦", "run"),
        ("FROM a AS b\nFROM ¦", "b"),
        ("FROM a AS b\nFROM c\nCOPY --from=¦", "b"),
        ("FROM a\nRUN --mount=type=¦", "cache"),
        ("FROM a\nRUN --m¦", "--mount=type="),
        ("FROM a\nENV MODE=1 LEVEL=2\nRUN echo \\\n  $¦", "LEVEL"),
        ("FROM a\nONBUILD ¦", "RUN"),
        ("FROM a\n# recipec: ignore[RC3¦", "RC301"),
        ("Boot¦\n# Bootstrap", "Bootstrap"),
        ("Bootstrap: ¦", "debootstrap"),
        ("Bootstrap: docker\nFr¦", "From"),
        ("Bootstrap: docker\n%p¦", "%post"),
        ("Bootstrap: docker\nStage: one\n%files ¦", "from"),
        ("Bootstrap: docker\nStage: one\n%files from ¦", "one"),
        ("Bootstrap: docker\n%arguments\n  A=1\n%post\n  echo {{ ¦", "A"),
    ],
)
def test_what_may_stand_at_a_place_is_offered(text: str, expected: str) -> None:
    assert expected in labels(text)


@pytest.mark.parametrize(
    "text",
    [
        "FROM a\n# RU¦",
        "FROM a\nRUN make ¦",
        "FROM a\nRUN make \\\n  F¦",
        "Bootstrap: docker\n%post\n  From¦",
        "FROM a\nCOPY x --f¦",
    ],
)
def test_where_nothing_is_known_nothing_is_offered(text: str) -> None:
    assert labels(text) == []


def test_an_item_takes_the_place_of_what_is_there() -> None:
    document, at = at_mark("FROM a\nco¦")
    item = next(one for one in completion.complete(document, at) if one.label == "copy")

    assert put_in(document.text, (Edit(item.span, item.text),)) == "FROM a\ncopy"


def test_words_of_the_languages_have_pages() -> None:
    for text, expected in (
        ("FROM a\nRU¦N make\n", "**RUN**"),
        ("Bootstrap: docker\nFrom: a\n%po¦st\n  make\n", "**%post**"),
        ("Boot¦strap: docker\nFrom: a\n", "**Bootstrap**"),
        ("Bootstrap: debootst¦rap\nMirrorURL: x\nOSVersion: y\n", "**debootstrap**"),
    ):
        found = hover.hover(*at_mark(text), ())
        assert found is not None
        assert found.text.startswith(expected)
    assert hover.hover(*at_mark("FROM a\nRUN ma¦ke\n"), ()) is None


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("FROM a\n¦RUN make\n", True),
        ("FROM a\nRUN¦ make\n", True),
        ("FROM a\nRUN ¦make\n", False),
        ("Bootstrap: a\n¦%post x\n", True),
        ("Bootstrap: a\n%post¦ x\n", True),
        ("Bootstrap: a\n%post ¦x\n", False),
        ("Bootstrap¦: docker\n", True),
        ("Bootstrap: docker¦\n", True),
    ],
)
def test_a_word_is_told_of_from_its_beginning_to_its_end(text: str, is_told: bool) -> None:
    assert (hover.hover(*at_mark(text), ()) is not None) is is_told


def test_a_finding_has_the_page_of_its_rule() -> None:
    document = Document(DEFINITION)
    findings = diagnose(document, Settings(), Severity.WARNING).findings
    found = hover.hover(document, DEFINITION.index("sudo") + 1, findings)

    assert found is not None
    assert found.text.startswith("**[RC104](")
    assert "## Use instead" in found.text


def test_every_keyword_that_is_read_has_a_page() -> None:
    from recipec.definition.lift.features import AGENTS
    from recipec.definition.tree import SECTIONS
    from recipec.dockerfile.parse.check import KEYWORDS

    assert set(pages.INSTRUCTIONS) == set(KEYWORDS)
    assert {name for name in pages.SECTIONS if not name.startswith("app")} == SECTIONS
    assert set(pages.AGENTS) <= set(AGENTS)


def test_the_outline_has_stages_and_what_is_in_them() -> None:
    of_dockerfile = symbols.outline(Document(DOCKERFILE))
    of_definition = symbols.outline(Document(DEFINITION))

    assert [(one.name, [child.name for child in one.children]) for one in of_dockerfile] == [
        ("ARG", []),
        ("build", ["ENV", "RUN"]),
        ("stage 1", ["COPY"]),
    ]
    assert [(one.name, [child.name for child in one.children]) for one in of_definition] == [
        ("build", ["%arguments", "%post"]),
        ("stage 1", ["%files", "%apprun"]),
    ]
    for document in (Document(DOCKERFILE), Document(DEFINITION)):
        for symbol in symbols.outline(document):
            assert symbol.span.holds(symbol.name_span)
            assert all(symbol.span.holds(child.span) for child in symbol.children)
        assert all("\n" in document.text[span.start : span.end] for span in symbols.folds(document))


def test_names_lead_to_where_they_are_given() -> None:
    for text, expected in (
        (DOCKERFILE.replace("--from=build", "--from=bu¦ild"), "build"),
        (DOCKERFILE.replace("FROM debian:$TAG\n", "FROM debian:$TA¦G\n"), "TAG"),
        (DEFINITION.replace("from build", "from bu¦ild"), "build"),
    ):
        document, at = at_mark(text)
        span = names.given(document, at)
        assert span is not None
        assert document.text[span.start : span.end] == expected
        assert span.start < at - 10
    assert names.given(*at_mark("FROM a\nRUN ma¦ke\n")) is None


_PIECES = st.sampled_from(
    [*"$ # 😀 {{ %post RUN docker AS --from= <<EOF Bootstrap: FROM recipec:".split(), " ", "\n", "\\\n", " ignore["]
)


@given(st.lists(_PIECES, max_size=12).map("".join), st.sampled_from(["dockerfile", "apptainer", ""]), st.data())
@settings(deadline=None)
def test_an_unfinished_recipe_stops_nothing(text: str, language: str, data: st.DataObject) -> None:
    document = Document(text, None, language)
    at = data.draw(st.integers(0, len(text)))
    found = diagnose(document, Settings(), Severity.INFO)

    for item in completion.complete(document, at):
        assert item.span.end == at
    hover.hover(document, at, found.findings)
    names.given(document, at)
    assert all(0 <= span.start < span.end <= len(text) for span in symbols.folds(document))
    for action in actions.actions(document, found.findings, Span(at, at)):
        put_in(text, action.edits)


@given(st.text("ab\n", max_size=30), st.text("ab\n", max_size=30))
def test_lines_are_replaced_and_no_others(before: str, after: str) -> None:
    assert put_in(before, actions.replaced(before, after)) == after
