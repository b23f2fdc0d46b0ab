"""What is shown on a terminal, and only there: colours, links, progress, as many columns as there are."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from recipec.cli import terminal
from tests.support.lint_command import BAD, GOOD
from tests.support.terminal import CTRL_C, recipec

LINK = "\x1b]8;;"
WIDE = BAD.replace("make install", "make install " + "--with-a-long-option " * 20)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.def").write_text(WIDE)


def shown(*arguments: str, columns: int = 80, environment: dict[str, str] | None = None) -> str:
    with recipec(*arguments, columns=columns, environment=environment) as session:
        session.end()
        return session.shown


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"CLICOLOR": "0"}, False),
        ({"CLICOLOR": "1"}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR": "0", "CLICOLOR_FORCE": "0"}, False),
        ({"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, False),
    ],
)
@pytest.mark.parametrize("command", ["lint a.def", "lint --help", "rule RC301", "convert absent"])
def test_a_terminal_has_colours_unless_somebody_minds(
    command: str, environment: dict[str, str], coloured: bool
) -> None:
    assert ("\x1b[" in shown(*command.split(), environment=environment)) is coloured


@pytest.mark.parametrize(
    ("environment", "linked"),
    [
        ({}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM_PROGRAM": "vscode"}, True),
        ({"VTE_VERSION": "7006"}, True),
        ({"VTE_VERSION": "4999"}, False),
        ({"KONSOLE_VERSION": "220400"}, True),
        ({"VTE_VERSION": "7006", "TERM": "screen"}, False),
        ({"VTE_VERSION": "7006", "NO_COLOR": "1"}, False),
        ({"VTE_VERSION": "7006", "FORCE_HYPERLINK": "0"}, False),
        ({"FORCE_HYPERLINK": "1"}, True),
    ],
)
@pytest.mark.parametrize("command", ["lint b.def", "convert b.def"])
def test_codes_are_links_where_a_terminal_has_them(command: str, environment: dict[str, str], linked: bool) -> None:
    Path("b.def").write_text(BAD.replace("Bootstrap: docker", "Bootstrap: shub"))
    plain = {"TERM_PROGRAM": "", "VTE_VERSION": "", "KONSOLE_VERSION": ""}
    text = shown(*command.split(), environment={**plain, **environment})

    assert (f"[{LINK}https://" in text) is linked
    assert text.count(LINK) % 2 == 0


def test_a_pipe_has_neither_colours_nor_links() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "recipec", "lint", "a.def"],
        env={**os.environ, "VTE_VERSION": "7006", "TERM": "xterm", "FORCE_COLOR": "", "CLICOLOR_FORCE": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "error[RC104]" in done.stdout
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize("columns", [40, 80, 120, 200])
def test_an_excerpt_is_as_wide_as_the_terminal(columns: int) -> None:
    lines = shown("lint", "a.def", "--color", "never", columns=columns).splitlines()
    excerpts = [line for line in lines if line.startswith("5 | ")]

    assert excerpts
    assert all(len(line) <= columns and line.endswith("…") for line in excerpts)
    assert max(map(len, excerpts)) > columns - 30


@pytest.mark.parametrize(("said", "columns"), [("60", 60), ("0", 100), ("x", 100), ("", 100), ("9" * 9, 100)])
def test_columns_say_how_wide_a_pipe_is(said: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", said)

    assert terminal.width(io.StringIO()) == columns


def slow() -> None:
    """Make enough recipes to be waited for, with nothing to tell."""
    Path("a.def").unlink()
    for number in range(600):
        steps = "".join(f"    if make sudo {n}; then ./configure --{n}; fi\n" for n in range(1000))
        Path(f"{number:03}.def").write_text(GOOD + steps)


def test_progress_is_shown_and_taken_away() -> None:
    slow()
    text = shown("lint", "--jobs", "1", "--select", "RC104")

    assert re.search(r"\r\x1b\[K\[=+ *\] \d+/600, \d+ s left", text)
    assert text.endswith("\r\x1b[Knothing found\n")


@pytest.mark.parametrize("why", ["-q", "dumb", "pipe"])
def test_progress_is_not_shown_to_who_cannot_see_it(why: str) -> None:
    slow()
    if why == "pipe":
        command = [sys.executable, "-m", "recipec", "lint", "--jobs", "1", "--select", "RC104"]
        assert subprocess.run(command, capture_output=True, check=True).stderr == b""
    else:
        environment = {"TERM": "dumb"} if why == "dumb" else {}
        text = shown(
            "lint", "--jobs", "1", "--select", "RC104", *(["-q"] if why == "-q" else []), environment=environment
        )
        assert text == ("" if why == "-q" else "nothing found\n")


def test_ctrl_c_takes_the_progress_away_and_says_no_more() -> None:
    slow()
    with recipec("lint", "--jobs", "2", "--select", "RC104") as session:
        session.until(" left")
        session.type(CTRL_C)

        assert session.end() == 130
        assert session.shown.endswith("\r\x1b[K")
        assert "Traceback" not in session.shown
