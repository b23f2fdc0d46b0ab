"""The layout of definition files, where it could go wrong."""

import pytest

import recipec
from recipec.definition.format.meaning import meaning
from recipec.definition.parse import parse
from recipec.source import Source
from recipec.target import APPTAINER_1_4

HEAD = "Bootstrap: docker\nFrom: debian:12\n\n"


def body(text: str, section: str = "%post") -> str:
    """Format a section and give what comes below its line."""
    return recipec.format_definition(f"{HEAD}{section}\n{text}").partition(f"{section}\n")[2]


@pytest.mark.parametrize(
    "text",
    [
        "    echo a\\ \n    echo b\n",
        "    echo 'a \n b'\n",
        "    cat <<EOF\n  a \n\tb\nEOF\n",
        "    cat <<-EOF\n\ta\n\tEOF\n",
        "    echo one\\\ntwo\n",
    ],
)
def test_blanks_that_a_shell_sees_stay(text: str) -> None:
    assert body(text) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("make\n", "    make\n"),
        ("\tmake  \n", "    make\n"),
        ("\n\nmake\n\n\n", "    make\n"),
        ("        make\n", "    make\n"),
        ("if a; then\nb\nfi\n", "    if a; then\n    b\n    fi\n"),
        ("  a\n# b\n    c\n  d\n", "    a\n    # b\n      c\n    d\n"),
        ("    a\nb \\\n  c\n    d\n", "    a\n    b \\\n      c\n    d\n"),
        ("a &&\n  b\nc\n", "    a &&\n      b\n    c\n"),
    ],
)
def test_statements_are_shifted_with_all_their_lines(text: str, wanted: str) -> None:
    assert body(text) == wanted


def test_a_script_that_would_be_too_long_for_engines_stays() -> None:
    text = "make\n" * 13_000

    assert body(text) == text


@pytest.mark.parametrize("target", ["singularity-3.x", "apptainer-1.4"])
def test_an_engine_decides_what_is_a_template(target: str) -> None:
    text = recipec.format_definition(HEAD + "%post\necho {{ A }}\n", target)

    assert text == HEAD + "%post\n    echo {{ A }}\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("%post\n    make\n", "%post\n    make all\n"),
        ("%post\n    make\n", "%setup\n    make\n"),
        ("%post\n    cat <<A\nx\nA\n", "%post\n    cat <<A\n x\nA\n"),
        ("%post\n    echo 'a\nb'\n", "%post\n    echo 'a\n b'\n"),
        ("%post\n    echo $(\n    a)\n", "%post\n    echo $(\n    b)\n"),
        ("%runscript\n", "%runscript\n\n"),
        ("%post -c /bin/python\na\n", "%post -c /bin/python\n a\n"),
        ("%help\na\n", "%help\n a\n"),
        ("%post\n    # a\n", "%post\n    # b\n"),
        ("%labels\n    A 1\n    A 2\n", "%labels\n    A 2\n    A 1\n"),
        ("%apprun a\n    a\n%apprun b\n    b\n", "%apprun b\n    b\n%apprun a\n    a\n"),
    ],
)
def test_the_guard_tells_files_apart_that_mean_something_else(one: str, other: str) -> None:
    read = [meaning(parse(Source(HEAD + text)), APPTAINER_1_4) for text in (one, other)]

    assert read[0] != read[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("%post\n    make\n", "has no `Bootstrap:`"),
        ("# a\n%post\nBootstrap: docker\n", "nothing in this stage"),
        (HEAD.rstrip() + "\nInclude: a \\\n", "no line follows"),
    ],
)
def test_what_engines_drop_or_refuse_is_told_with_its_place(text: str, message: str) -> None:
    with pytest.raises(recipec.RecipeError, match=message) as raised:
        recipec.format_definition(recipec.Source(text, "Singularity"))

    assert raised.value.span is not None


def test_a_dockerfile_is_refused() -> None:
    with pytest.raises(recipec.RecipeError, match="Dockerfile"):
        recipec.format_definition("FROM debian:12\n")


def test_a_result_that_means_something_else_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recipec.definition.format.margin.MARGIN", "x")
    monkeypatch.setattr("recipec.definition.format.bodies.MARGIN", "x")

    with pytest.raises(recipec.RecipeError, match="would not mean the same"):
        recipec.format_definition(HEAD + "%labels\nA 1\n")


def test_a_key_is_known_by_its_letters_as_engines_read_them() -> None:
    assert recipec.format_definition("Bootstrap: yum\n\u0130nclude: bash\nOSVersion: 7\n", "apptainer-1.4") == (
        "Bootstrap: yum\nOSVersion: 7\nInclude: bash\n"
    )
