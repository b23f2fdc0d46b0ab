"""The examples that help shows run, and end as they say."""

import shlex
import shutil
from asyncio import events
from collections.abc import Iterator
from pathlib import Path

import pytest

from recipec.cli import commands, main
from recipec.cli.options import Command, Example

RECIPES = Path(__file__).parents[2] / "fixtures" / "examples"
COMMANDS = commands.every()
EXAMPLES = [example for command in COMMANDS for example in command.examples if not example.needs_engines]


@pytest.fixture(autouse=True)
def no_loop() -> Iterator[None]:
    """Let a server start: the browser that other tests keep open has a loop running in this thread."""
    running = events._get_running_loop()
    events._set_running_loop(None)
    yield
    events._set_running_loop(running)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.name)
def test_every_command_has_examples_of_itself(command: Command) -> None:
    examples = command.examples
    assert examples
    assert {tuple(shlex.split(one.line)[:2]) for one in examples} == {("recipec", command.name)}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.line)
def test_an_example_runs(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "recipes"
    shutil.copytree(RECIPES, folder)
    monkeypatch.chdir(folder)

    assert main(shlex.split(example.line)[1:]) == example.exit, capsys.readouterr().err
