"""Trees of definition files: written in the canonical layout, or as they were read."""

from recipec.definition.parse import parse
from recipec.definition.tree import Blank, Comment, File, HeaderLine, Section, Stage
from recipec.definition.unparse import unparse
from recipec.source import Source

_BASE = (HeaderLine("Bootstrap", "docker"), HeaderLine("From", "alpine"))


def _stage(*sections: Section | Comment) -> Stage:
    return Stage(_BASE, sections)


def test_sections_are_parted_by_one_blank_line() -> None:
    file = File((_stage(Section("post", "", ("    make",)), Section("test", "", ("    true",))),))

    assert unparse(file) == "Bootstrap: docker\nFrom: alpine\n\n%post\n    make\n\n%test\n    true\n"


def test_stages_are_parted_by_one_blank_line() -> None:
    file = File((_stage(Section("post", "", ("    make",))), _stage()))

    assert unparse(file).split("\n\n")[1:] == ["%post\n    make", "Bootstrap: docker\nFrom: alpine\n"]


def test_a_comment_stands_right_above_its_section() -> None:
    file = File((_stage(Comment(" why"), Comment(" and how"), Section("post", "-c /bin/bash", ("    make",))),))

    assert unparse(file).endswith("\n\n# why\n# and how\n%post -c /bin/bash\n    make\n")


def test_a_header_has_comments_blank_lines_and_remarks() -> None:
    file = File((Stage((Comment(" why"), Blank(), HeaderLine("From", "a", " b"), HeaderLine("Include", ""))),))

    assert unparse(file) == "# why\n\nFrom: a  # b\nInclude:\n"


def test_a_newline_in_a_value_is_read_back() -> None:
    value = "-----BEGIN-----\nabc\n-----END-----"
    text = unparse(File((Stage((HeaderLine("Bootstrap", "zypper"), HeaderLine("ProductPGP", value))),)))

    assert parse(Source(text)).stages[0].field("productpgp") == value


def test_what_was_read_is_written_as_it_was_and_only_the_new_is_canonical() -> None:
    text = "bootstrap:docker\nfrom  : x\n%POST  \n make\n"
    stage = parse(Source(text)).stages[0]
    changed = stage._replace(sections=(*stage.sections, Section("test", "", ("    true",))))

    assert unparse(File((changed,))) == text + "\n%test\n    true\n"


def test_what_a_lowering_makes_is_what_is_read_back() -> None:
    file = File((_stage(Section("post", "-x", ("    a", "", "    b"))),))
    section = parse(Source(unparse(file))).stages[0].sections[0]

    assert isinstance(section, Section)
    assert (section.name, section.arguments, section.lines) == ("post", "-x", ("    a", "", "    b"))


def test_lines_know_their_places_with_either_line_end() -> None:
    text = "Bootstrap: docker\r\n%post\r\n  a\r\n\r\n  b"
    section = parse(Source(text)).stages[0].sections[0]

    assert isinstance(section, Section)
    assert [text[slice(*span)] for span in section.line_spans] == ["  a", "", "  b"]


def test_the_last_line_of_a_key_counts() -> None:
    stage = parse(Source("Bootstrap: docker\nFrom: a\nFROM: b\n")).stages[0]

    assert stage.field("from") == "b"
    assert stage.field("stage") is None
