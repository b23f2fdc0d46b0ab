"""What we read in a script is what shfmt reads: names and words of commands, redirections, and where they are."""

import json
import subprocess
from pathlib import Path
from shutil import which
from sys import executable

import pytest

from recipec.shell.script import parse
from recipec.shell.syntax import Simple
from recipec.shell.walk import commands
from tests.properties.test_shell_pieces import Writer
from tests.support.missing import give_up

SHFMT = which("shfmt", path=str(Path(executable).parent)) or which("shfmt")
CASES = sorted((Path(__file__).parents[2] / "fixtures" / "shell").glob("*.sh"))
Json = dict[str, "Json"] | list["Json"] | str | int | bool | None


def of_shfmt(text: str) -> list[tuple[tuple[str, ...], int]] | None:
    """Give the words of each call with the byte where it starts; None when shfmt does not accept the script."""
    if SHFMT is None:
        give_up("shfmt is not installed (pip: shfmt-py)")
    done = subprocess.run([SHFMT, "--to-json", "-ln", "bash"], input=text.encode(), capture_output=True, check=False)
    if done.returncode:
        return None
    data = text.encode()
    found: list[tuple[tuple[str, ...], int]] = []
    stack: list[Json] = [json.loads(done.stdout)]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack += node
        elif isinstance(node, dict):
            arguments = node.get("Args")
            if node.get("Type") == "CallExpr" and isinstance(arguments, list) and arguments:
                words = tuple(data[_offset(word, "Pos") : _offset(word, "End")].decode() for word in arguments)
                found.append((words, _offset(arguments[0], "Pos")))
            stack += node.values()
    return sorted(found, key=lambda call: call[1])


def _offset(node: Json, key: str) -> int:
    assert isinstance(node, dict)
    place = node[key]
    assert isinstance(place, dict)
    offset = place["Offset"]
    assert isinstance(offset, int)
    return offset


def ours(text: str) -> list[tuple[tuple[str, ...], int]]:
    script = parse(text)
    found = []
    for one in commands(script.body):
        command = one.command
        # shfmt has nodes of their own for tests, arithmetic and declarations.
        if isinstance(command, Simple) and command.words and command.words[0].raw not in OWN_NODES:
            start = len(text[: command.words[0].span.start].encode())
            found.append((tuple(word.raw for word in command.words), start))
    return sorted(found, key=lambda call: call[1])


OWN_NODES = frozenset(("[[", "((", "export", "readonly", "declare", "local", "typeset", "let", "["))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_script_has_the_commands_that_shfmt_sees(case: Path) -> None:
    text = case.read_text()
    wanted = of_shfmt(text)

    assert wanted is not None
    assert parse(text).is_understood
    assert ours(text) == [call for call in wanted if call[0][0] not in OWN_NODES]


def test_written_scripts_have_the_commands_that_shfmt_sees() -> None:
    compared = 0
    for seed in range(100):
        text = Writer(seed).script()
        if parse(text).is_understood:
            compared += 1
            wanted = of_shfmt(text)
            assert wanted is not None
            assert ours(text) == [call for call in wanted if call[0][0] not in OWN_NODES]

    assert compared > 50
