"""The workshop on values: modes, what passes, what explains, and the report."""

from collections.abc import Mapping

import pytest

from recipec.api import convert
from recipec.diagnostics.finding import Finding, Kind, Severity
from recipec.engines.compare import Difference, compare
from recipec.engines.image import Image, Ran
from recipec.engines.machine import Machine
from recipec.engines.tree import Entry, without_owners
from recipec.errors import RecipeError
from recipec.ir.options import BuildMode
from recipec.source import Source, Span
from recipec.workshop.explanation import explaining
from recipec.workshop.modes import best, modes
from recipec.workshop.passing import passes
from recipec.workshop.proof import announced, still_open, upto

_USER = Machine("me", is_root=False, ids=65_536, has_id_tools=True, namespaces=100, may_make_namespaces=True)
_FILE = Entry("file", 0o644, (0, 0), "a" * 64)


def image(tree: Mapping[str, Entry], runs: Mapping[str, Ran] | None = None) -> Image:
    return Image(tree, {}, {}, runs or {})


@pytest.mark.parametrize(
    ("machine", "wanted"),
    [
        (Machine("root", is_root=True), BuildMode.ROOT),
        (_USER, BuildMode.FAKEROOT),
        (_USER._replace(ids=65_535), BuildMode.USERNS),
        (_USER._replace(has_id_tools=False), BuildMode.USERNS),
        (_USER._replace(may_make_namespaces=False), None),
        (_USER._replace(may_make_namespaces=False, has_setuid_starter=True), BuildMode.FAKEROOT),
        (_USER._replace(ids=0, namespaces=0), None),
    ],
)
def test_a_user_builds_in_the_best_way_that_is_open(machine: Machine, wanted: BuildMode | None) -> None:
    assert best(machine) is wanted


def test_a_way_that_is_shut_says_why() -> None:
    shut = {one.mode: one.why_not for one in modes(_USER._replace(ids=0, namespaces=0))}

    assert shut[BuildMode.ROOT] == "you are not root"
    assert shut[BuildMode.FAKEROOT] == "`me` has no ids in /etc/subuid and /etc/subgid"
    assert "max_user_namespaces" in shut[BuildMode.USERNS]


@pytest.mark.parametrize(
    ("name", "left", "right", "wanted"),
    [
        ("/var/log/dpkg.log", "file 0644 0:0 a", "file 0644 0:0 b", True),
        ("/var/log/dpkg.log", "file 0644 0:0 a", "file 0600 0:0 b", False),
        ("/var/log/dpkg.log", "file 0644 0:0 a", "nothing", False),
        ("/usr/lib/x/__pycache__/y.cpython-311.pyc", "file 0644 a", "file 0644 b", True),
        ("/opt/app.log", "file 0644 0:0 a", "file 0644 0:0 b", False),
    ],
)
def test_only_contents_of_what_is_made_anew_pass(name: str, left: str, right: str, wanted: bool) -> None:
    assert passes(Difference("tree", name, left, right)) is wanted


def test_an_owner_is_left_out_where_one_side_does_not_know_it() -> None:
    left = image({"a": _FILE, "b": _FILE, "c": _FILE})
    other = _FILE._replace(owner=(7, 7))
    unknown = _FILE._replace(owner=None)
    right = image({"a": other, "b": unknown, "c": unknown._replace(mode=0o600)})

    assert [one.name for one in compare(left, right)] == ["/a", "/c"]
    assert without_owners({"a": _FILE, "b": other}, (0, 0)) == {"a": unknown, "b": other}


def test_two_programs_that_do_not_end_are_the_same() -> None:
    endless, other = Ran("a", None), Ran("b", None)

    assert compare(image({}, runs={"": endless}), image({}, runs={"": other})) == ()
    assert compare(image({}, runs={"": endless}), image({}, runs={"": Ran("a", 0)})) != ()


def finding(code: str, message: str) -> Finding:
    return Finding(Kind(code, "some", Severity.WARNING), message)


@pytest.mark.parametrize(
    ("difference", "wanted"),
    [
        (Difference("tree", "/vol", "nothing", "directory"), ["RC213"]),
        (Difference("tree", "/vol/x", "nothing", "file"), ["RC213"]),
        (Difference("tree", "/volume", "nothing", "file"), []),
        (Difference("env", "A", "'1'", "'2'"), ["RC402"]),
        (Difference("run", "", "a", "b"), ["RC101"]),
    ],
)
def test_a_finding_explains_what_it_names(difference: Difference, wanted: list[str]) -> None:
    findings = (
        finding("RC213", "`/vol`: a volume is an ordinary directory"),
        finding("RC402", "`A` is not exported"),
        finding("RC101", "the image runs as whoever starts it"),
        finding("RC541", "`80` is open"),
    )

    assert [one.code for one in explaining(difference, findings, None)] == wanted


def test_a_finding_explains_the_variable_of_its_place() -> None:
    source = Source("FROM a\nENV B=1\n")
    found = finding("RC426", "a value is lost")._replace(span=Span(7, 14))

    assert explaining(Difference("env", "B", "'1'", "nothing"), (found,), source) == (found,)
    assert explaining(Difference("env", "C", "'1'", "nothing"), (found,), source) == ()


def test_arguments_that_were_fixed_are_not_given_again() -> None:
    assert still_open("From: {{ BASE }}\n", {"BASE": "a", "B": "b"}) == {"BASE": "a"}


def test_an_argument_is_given_however_its_template_is_written() -> None:
    text = "From: {{BASE}}\n%post\n  echo {{\tTAG}}  # {{ OLD }}\n"

    assert still_open(text, {"BASE": "a", "TAG": "b", "OLD": "c"}) == {"BASE": "a", "TAG": "b"}


def test_infos_announce_nothing_unless_something_is_lost() -> None:
    conversion = convert(Source("FROM a\nEXPOSE 80\nENV A=\nCMD x\n", "Dockerfile"))

    assert {one.severity for one in conversion.findings} == {Severity.INFO}
    assert all(one.kind.loss for one in announced(conversion))


def test_a_definition_file_is_cut_behind_a_stage() -> None:
    text = "Bootstrap: docker\nFrom: a\nStage: one\n\n%post\n  x\n\nBootstrap: docker\nFrom: b\n"
    recipe = Source(text)

    assert upto(recipe, "one") == text[: text.index("Bootstrap", 3)]
    assert upto(recipe, "0") == upto(recipe, "one")
    assert upto(recipe, "1") == text
    with pytest.raises(RecipeError, match="no stage `two`"):
        upto(recipe, "two")
    with pytest.raises(RecipeError) as raised:
        upto(recipe, "noe")
    assert raised.value.help == "did you mean `one`?"
