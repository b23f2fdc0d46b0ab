"""What holds for every text that is checked, and for every fix that is put into one."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recipec.checks import selection
from recipec.checks.fixing import fix
from recipec.checks.lint import Checked, lint, read
from recipec.checks.registry import headers
from recipec.checks.settings import Settings
from recipec.diagnostics.finding import Finding
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.source import Source, Span
from recipec.target import TARGETS, Target
from tests.properties.test_definition import _texts as definitions
from tests.properties.test_dockerfile import FILES as DOCKERFILES
from tests.support.rules import Case, explained, written

# What rules look for, broken up as no recipe has it.
_PIECES = """
apt-get update|apt-get install -y a|sudo make|cd /tmp|rm -rf /var/lib/apt/lists/*|pip install a|&&|;|&& \\
    |\\
|export A=$A:/b|chmod 777 /a|curl http://a \\||mkdir -p /scratch|useradd a|$HOME|~|"$@"|exec a|if a; then|fi|( |)
|'|"|<<E|E
|# recipec: ignore[RC301]|# recipec: ignore-file[sudo, RC108]|{a,b}|[[ a == b ]]|source a|set -e|> /root/a|{{ A }}|é|=
|$(|`|#
""".strip("\n").split("|")
_script = st.lists(st.tuples(st.sampled_from(_PIECES), st.sampled_from([" ", "\n    ", "\n", "\r\n"])), max_size=12)
_scripts = _script.map(lambda pieces: "".join(piece + end for piece, end in pieces))
_recipes = st.one_of(
    st.tuples(st.just(Format.DEFINITION), definitions),
    st.tuples(st.just(Format.DOCKERFILE), DOCKERFILES),
    st.tuples(
        st.just(Format.DEFINITION),
        st.tuples(st.sampled_from(["debian:12", "alpine:3", "a"]), _scripts, _scripts).map(
            lambda parts: f"Bootstrap: docker\nFrom: {parts[0]}\n%post\n    {parts[1]}\n%runscript\n    {parts[2]}\n"
        ),
    ),
    st.tuples(st.just(Format.DOCKERFILE), _scripts.map(lambda script: "FROM debian:12\nRUN " + script)),
)


def check(text: str, written_in: Format, target: Target, decided: Settings = Settings()) -> Checked:  # noqa: B008 -- it never changes
    return lint(Source(text), written_in, target, decided)


def is_read(text: str, written_in: Format, target: Target) -> bool:
    try:
        read(Source(text), written_in, target, Settings(), None)
    except RecipeError:
        return False
    return True


def places(finding: Finding) -> Iterator[Span]:
    if finding.span is not None:
        yield finding.span
    yield from (one.span for one in finding.related)
    if finding.fix is not None:
        yield from (edit.span for edit in finding.fix.edits)


@given(_recipes, st.sampled_from(TARGETS))
@settings(deadline=None, max_examples=150)
def test_every_text_gets_an_answer_with_places_in_it(recipe: tuple[Format, str], target: Target) -> None:
    written_in, text = recipe
    checked = check(text, written_in, target)

    assert checked.findings == check(text, written_in, target).findings
    assert list(checked.findings) == sorted(checked.findings, key=lambda one: one.span or (-1, -1))
    assert all(0 <= start <= end <= len(text) for one in checked.findings for start, end in places(one))


@given(_recipes, st.sampled_from(TARGETS), st.booleans())
@settings(deadline=None, max_examples=150)
def test_fixes_end_and_leave_a_recipe(recipe: tuple[Format, str], target: Target, unsafe: bool) -> None:
    written_in, text = recipe

    def find(source: Source) -> tuple[Finding, ...]:
        return check(source.text, written_in, target).findings

    fixed = fix(Source(text), find, unsafe=unsafe).text

    assert is_read(fixed, written_in, target) or not is_read(text, written_in, target)
    assert fix(Source(fixed), find, unsafe=unsafe).text == fixed


@given(_recipes, st.sampled_from(TARGETS))
@settings(deadline=None, max_examples=60)
def test_a_rule_alone_finds_what_it_finds_among_others(recipe: tuple[Format, str], target: Target) -> None:
    written_in, text = recipe
    findings = check(text, written_in, target).findings
    for code in sorted({one.code for one in findings} - {"RC092"}):
        alone = check(text, written_in, target, Settings(select=(code,))).findings

        assert [one for one in alone if one.code == code] == [one for one in findings if one.code == code]


@given(_recipes, st.sampled_from(TARGETS))
@settings(deadline=None, max_examples=60)
def test_what_is_known_of_a_file_hides_that_and_shows_nothing_else(recipe: tuple[Format, str], target: Target) -> None:
    written_in, text = recipe
    if written_in is Format.DEFINITION:
        return
    findings = check(text, written_in, target).findings
    for code in sorted({one.code for one in findings} - {"RC092"}):
        comment = f"# recipec: ignore-file[{code}]\n"
        left = check(comment + text, written_in, target).findings

        # A comment at the top may be where a directive of the parser would have been.
        assert code not in {one.code for one in left}
        assert {one.code for one in left} <= {one.code for one in findings}


@pytest.mark.parametrize("case", [*written("fires"), *written("silent"), *explained("breaks")], ids=str)
def test_a_recipe_without_the_words_of_a_rule_does_not_break_it(case: Case) -> None:
    all_words = " ".join(word for header in headers() for word in (*header.words, *header.names))
    selected = selection.selected
    found = case.findings()
    with patch.object(selection, "selected", lambda decided, situations, _: selected(decided, situations, all_words)):
        assert case.findings() == found
