"""Help: what it shows, and that it fits."""

import re

import pytest

from recipec.cli import commands, main
from recipec.cli.help import render
from recipec.cli.options import Command, Example, Option
from recipec.cli.page import of, overview

COMMANDS = commands.every()
COMMAND = Command(
    "tell",
    "[NAMES]...",
    0,
    None,
    (Option(("-n", "--number"), "How often.", "N", default="1"), Option(("--loud",), "Louder.", is_flag=True)),
    "Tell something.\n\nNAMES are who is told,\nif anybody.\n\n\b\nas it\n  stands\n",
    "Mind the noise.\n\n\b\nExit codes:\n  0  told\n  1  told, but\n     nobody listens\n",
    (Example("Tell twice.", "recipec tell -n 2"),),
)
HELP = """\
Tell something.

Usage: recipec tell [OPTIONS] [NAMES]...

NAMES are who is told, if anybody.

as it
  stands

Examples:
  # Tell twice.
  recipec tell -n 2

Options:
  -n, --number N  How often. [default: 1]
  --loud          Louder.
  -h, --help      Show this help.

Exit codes:
  0  told
  1  told, but nobody listens

Mind the noise.
"""


def test_a_page_has_its_parts_in_the_order_in_which_they_are_needed() -> None:
    assert render(of(COMMAND), 100, colour=False) == HELP


def test_colours_change_no_letter() -> None:
    painted = render(of(COMMAND), 100, colour=True)

    assert painted != HELP
    assert re.sub(r"\x1b\[\d*m", "", painted) == HELP


@pytest.mark.parametrize("width", [1, 20, 40, 60, 80, 100, 1000])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.name)
def test_help_fits_the_terminal(command: Command, width: int) -> None:
    text = render(of(command), width, colour=False)
    examples = {f"  {example.line}" for example in command.examples}

    for line in text.splitlines():
        # What is to be typed stays in one piece, and so does a word.
        is_whole = line in examples or line.startswith(("Usage: ", "  -")) or " " not in line.strip().lstrip("# ")
        assert is_whole or len(line) <= min(max(width, 20), 100)
    assert all(name in text for option in command.options for name in option.names)
    assert set(re.sub(r"\s", "", of(command).title)) <= set(text)


def test_the_overview_begins_with_what_people_do_first() -> None:
    text = render(overview(COMMANDS), 80, colour=False)

    assert text.index("recipec convert ") < text.index("recipec lint") < text.index("\nCommands:")
    assert [name for name in commands.names() if f"\n  {name} " not in text] == []


@pytest.mark.parametrize(
    ("arguments", "code", "begins"),
    [
        ([], 2, "A compiler between"),
        (["--help"], 0, "A compiler between"),
        (["help"], 0, "A compiler between"),
        (["help", "--help"], 0, "A compiler between"),
        (["help", "lint"], 0, "Say what will break"),
        (["lint", "-h"], 0, "Say what will break"),
        (["lint", "a", "--select", "x", "--help"], 0, "Say what will break"),
    ],
)
def test_help_is_there_for_who_asks(
    arguments: list[str], code: int, begins: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == code

    out, err = capsys.readouterr()
    assert out.startswith(begins)
    assert err == ""


def test_help_is_as_wide_as_the_terminal_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    main(["lint", "--help"])

    assert 40 < max(len(line) for line in capsys.readouterr().out.splitlines() if not line.startswith("  -")) <= 70
