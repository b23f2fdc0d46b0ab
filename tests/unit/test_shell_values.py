"""What is said about scripts, from files: a script, a line of ``=``, what the folder's analysis says of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from recipec.shell.effects import effects
from recipec.shell.render import line_starts_in_code
from recipec.shell.script import Script, parse
from recipec.shell.state import left_behind
from recipec.shell.syntax import Simple
from tests.properties.test_shell_pieces import Writer

FOLDER = Path(__file__).parents[2] / "fixtures" / "shell"


def say(fields: dict[str, object]) -> str:
    """Write what is not empty, a line for each."""
    lines = []
    for name, value in fields.items():
        if value is True:
            lines.append(name)
        elif isinstance(value, (tuple, frozenset)) and value:
            lines.append(" ".join((f"{name}:", *(value if isinstance(value, tuple) else sorted(value)))))
    return "\n".join(lines)


def touched(script: Script) -> str:
    return say(effects(script, "/work", {"PREFIX": "/opt/tool", "PATH": "/usr/bin"})._asdict())


def left(script: Script) -> str:
    return say(left_behind(script)._asdict())


SAID: dict[str, Callable[[Script], str]] = {
    "effects": touched,
    "left": left,
}
CASES = [case for folder in SAID for case in sorted((FOLDER / folder).glob("*.txt"))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_this_is_said_of_a_script(case: Path) -> None:
    text, wanted = case.read_text().split("\n=====\n")

    assert SAID[case.parent.name](parse(text)) == wanted.rstrip("\n")


def test_every_analysis_has_cases() -> None:
    assert {case.parent.name for case in CASES} == set(SAID)


@pytest.mark.parametrize("block", range(4))
def test_lines_are_in_code_whether_they_are_read_or_looked_at(block: int) -> None:
    """A text that is seen to be plain is not read: what is said of it must be what reading it says."""
    texts = [Writer(seed).script().replace("; ", "\n") for seed in range(block * 150, block * 150 + 150)]
    texts += [case.read_text() for case in FOLDER.rglob("*.*")] if block == 0 else []
    looked_at = 0
    for text in texts:
        script = parse(text)
        if not script.is_understood or "\n" not in text:
            continue
        looked_at += 1
        starts = [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]

        assert line_starts_in_code(text) == tuple(script.layout.inside(at, at) is None for at in starts)

    assert looked_at > 50


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cp $A/b/$C/d e\n", ["cp", "$A/b/$C/d", "e"]),
        ("export P=$A/b:$C/d:$P\n", ["export", "P=$A/b:$C/d:$P"]),
        ("for i in $A/b/$C/d e; do :; done\n", ["$A/b/$C/d", "e"]),
        ("cat > $A/b/$C/d e\n", ["cat", "e"]),
        ("echo $A/b/$C/*.x\n", ["echo", "$A/b/$C/*.x"]),
    ],
)
def test_a_word_is_whole_whatever_stands_behind_its_second_variable(text: str, words: list[str]) -> None:
    assert [word.raw for word in parse(text).commands[0].command.words] == words


def test_a_value_is_whole_and_the_command_behind_it_a_command() -> None:
    (found,) = parse("A=$B/c:$D/e F=$B/$D/g make all\n").commands
    command = found.command
    assert isinstance(command, Simple)

    assert [(one.name, one.value.raw if one.value else "") for one in command.assignments] == [
        ("A", "$B/c:$D/e"),
        ("F", "$B/$D/g"),
    ]
    assert [word.value for word in command.words] == ["make", "all"]


def test_variables_on_a_line_of_their_own_are_not_those_of_the_command_below() -> None:
    script = parse("A=1 B=2\n\n# now\nmake all && x\nC=3 D=4 \\\n  make\n")

    assert [script.text[one.span.start : one.span.end] for one in script.body.statements] == [
        "A=1 B=2",
        "make all && x",
        "C=3 D=4 \\\n  make",
    ]


@pytest.mark.parametrize(
    ("text", "is_understood"),
    [
        ("cat <<END\na\nEND\nls\n", True),
        ("cat <<-END\na\n\tEND\nls\n", True),
        ("cat <<END\na\n\tEND\nls\n", False),
        ("cat <<END\na\n  END\nls\n", False),
        ("cat <<END\na\nEND \nls\n", False),
        ("cat <<-END\na\n  END\nls\n", False),
    ],
)
def test_a_here_document_ends_at_its_delimiter_alone(text: str, is_understood: bool) -> None:
    assert parse(text).is_understood is is_understood


def test_blanks_above_the_end_of_a_here_document_hide_no_command() -> None:
    # The grammar takes what is behind such a document for its text when the text mentions a variable.
    script = parse("cat <<END\n$a\n \nEND\nls\n")

    assert not script.is_understood or len(script.body.statements) == 2
