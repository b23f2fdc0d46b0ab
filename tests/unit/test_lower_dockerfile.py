"""The readers that lowering to a Dockerfile stands on: quoting, simple commands, runscripts, sources of files."""

import pytest

from recipec.dockerfile.lower.environment import plain as plain_environment
from recipec.dockerfile.lower.quoting import contexts, dedent
from recipec.dockerfile.lower.simple import read
from recipec.dockerfile.lower.sources import expand
from recipec.dockerfile.lower.start import Start, recognise
from recipec.ir.text import Variable, plain, show


@pytest.mark.parametrize(
    ("script", "letters"),
    [
        ("a 'b' c", "bbsssbb"),
        ('"$(x)"', "dddbbd"),
        ("a # 'b", "bbcccc"),
        ("cat <<E\n$x\nE\n", "bbbbbbbbhhhhh"),
        ("cat <<'E'\nx\nE\n", "bbbbbbbbbbllll"),
    ],
)
def test_each_character_has_its_quoting(script: str, letters: str) -> None:
    assert contexts(script) == letters


def test_dedenting_leaves_strings_and_documents_alone() -> None:
    script = "    a\n    echo 'x\n    y'\n    cat <<E\n    z\nE\n    b"

    assert dedent(script) == "a\necho 'x\n    y'\ncat <<E\n    z\nE\nb"


def test_comments_at_the_margin_do_not_keep_the_indentation() -> None:
    assert dedent("    a\n# b\n    c") == "a\n# b\nc"


@pytest.mark.parametrize(
    "script", ["a | b", "if a; then b; fi", "a $(b)", "a &", "a || b", "'a", "f() { a; }", "a <b", ";"]
)
def test_what_is_more_than_simple_commands_is_refused(script: str) -> None:
    assert read(plain(script)) is None


def test_a_text_that_is_printed_for_apptainer_is_the_text() -> None:
    commands = read(plain("""exec echo "$(printf '%%post')" "a $(printf '5%%b')" """))

    assert commands is not None
    assert [[show(word.text) for word in command.words] for command in commands] == [["exec", "echo", "%post", "a 5%b"]]


def test_words_lose_their_quotes_and_keep_their_variables() -> None:
    commands = read(("export A='b c'\"", Variable("D"), '"; e'))

    assert commands is not None
    assert [[show(word.text) for word in command.words] for command in commands] == [["export", "A=b c${D}"], ["e"]]


@pytest.mark.parametrize(
    ("body", "start"),
    [
        ('exec a b "$@"', Start(("a", "b"))),
        ('a "$@"', Start(("a",))),
        ("a -x | b", Start(line="a -x | b")),
        ('cd /w || exit\nexec a "$@"', Start(("a",), workdir="/w")),
        ('if [ $# -eq 0 ]; then\n    set -- b c\nfi\nexec "$@"', Start(command=("b", "c"))),
        ("exec /bin/sh -c 'a; b'", Start(line="a; b")),
    ],
)
def test_a_start_is_recognised(body: str, start: Start) -> None:
    assert recognise(body) == start


@pytest.mark.parametrize("body", ["exec a $@", 'echo "$@"', 'exec a "$@" b', 'a\nexec b "$@"', "echo $1", 'exec "$@"'])
def test_a_start_that_is_more_stays_a_script(body: str) -> None:
    assert recognise(body) is None


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{a,b}.c", ["a.c", "b.c"]),
        ("x{1..3}", ["x1", "x2", "x3"]),
        (r"a\$b", ["a$b"]),
        (r"a\*", ["a[*]"]),
        ("{a}", ["{a}"]),
    ],
)
def test_a_source_is_expanded_as_the_shell_does(source: str, found: list[str]) -> None:
    patterns = expand(plain(source))

    assert patterns is not None
    assert [pattern.shown for pattern in patterns] == found


@pytest.mark.parametrize("source", ["$HOME/a", "$(ls)", "~/a", "`ls`"])
def test_a_source_that_only_the_host_knows_is_not_guessed(source: str) -> None:
    assert expand(plain(source)) is None


@pytest.mark.parametrize(
    "script", ["export A=$HOME/x", ". /x", "export A=~/x", "export A=$(b)", "unset A", "[ a ] && b"]
)
def test_an_environment_that_computes_is_no_plain_one(script: str) -> None:
    assert plain_environment(plain(script)) is None
