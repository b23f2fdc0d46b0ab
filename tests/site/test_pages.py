"""What pages show is what happens: their commands and programs run, and their recipes are recipes."""

import ast
import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from recipec.cli.commands import find
from tests.support.pages import ROOT, Page, pages, run

PAGES = pages()
_INLINE = re.compile(r"`(recipec [a-z]+ [^`\n]+)`")
_PLACEHOLDER = re.compile(r"\b[A-Z]{2,}\b|\.\.\.|\[")


def programs(page: Page) -> list[str]:
    """Give the programs of a page that are no files of its recipes, which run in images."""
    return [block.body for block in page.blocks if block.language == "python" and not block.title]


def name(page: Page) -> str:
    return page.name


def is_whole(line: str) -> bool:
    """Tell whether a command has all that it needs: `recipec convert -q` is about an option."""
    _, name, *words = shlex.split(line)
    command = find(name)
    return command is None or sum(not word.startswith("-") for word in words) >= command.least


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_shows_what_its_commands_say_and_write(
    page: Page, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    page.furnish(tmp_path)
    played = page.played(tmp_path)
    if request.config.getoption("--update"):
        (ROOT / page.name).write_text(played)
    else:
        assert page.text == played, "pytest tests/site --update"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_between_the_words_of_a_page_are_taken(page: Page, tmp_path: Path) -> None:
    page.furnish(tmp_path)
    outside = re.sub(r"^```.*?^```$", "", page.text, flags=re.MULTILINE | re.DOTALL)
    for command in _INLINE.findall(outside):
        if not _PLACEHOLDER.search(re.sub(r"RC\d+", "", command)) and is_whole(command):
            assert run(command, tmp_path).code in (0, 1), command


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_command_that_is_only_shown_has_its_options(page: Page) -> None:
    scripts = "".join(block.body for block in page.blocks if block.language == "bash").replace("\\\n", " ")
    for line in re.findall(r"^recipec ([^#|<>\n]*)", scripts, re.MULTILINE):
        words = shlex.split(line)
        command = find(words[0])
        known = (
            {"--help", "--version"} | {name for option in command.options for name in option.names}
            if command
            else set()
        )
        asked = words[: words.index("--")] if "--" in words else words
        assert command or words[0].startswith("--"), line
        assert {word.partition("=")[0] for word in asked if re.match(r"--?[a-z]", word)} <= known, line


@pytest.mark.parametrize("page", [page for page in PAGES if programs(page)], ids=name)
def test_the_python_of_a_page_runs(page: Page, tmp_path: Path) -> None:
    page.furnish(tmp_path)
    for program in programs(page):
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout or "print(" not in program


def test_the_python_of_pages_has_the_right_types(tmp_path: Path) -> None:
    for page in PAGES:
        for number, program in enumerate(programs(page)):
            (tmp_path / f"{re.sub(r'[^a-z]', '_', page.name.lower())}_{number}.py").write_text(program)
    files = [str(path) for path in tmp_path.glob("*.py")]
    options = ("--strict", "--config-file", "", "--cache-dir", str(ROOT / ".mypy_cache" / "pages"))
    # From where `recipec` is what is installed, as it is to a user.
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, *files], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert files
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_data_and_scripts_of_a_page_are_well_formed(page: Page) -> None:
    for block in page.blocks:
        match block.language:
            case "json":
                json.loads(block.body)
            case "toml":
                tomllib.loads(block.body)
            case "yaml":
                yaml.safe_load(block.body)
            case "python":
                ast.parse(block.body)
            case "bash":
                command = [str(Path(sys.executable).with_name("shellcheck")), "--shell=bash", "--severity=warning", "-"]
                done = subprocess.run(command, input=block.body, capture_output=True, text=True, check=False)
                assert done.returncode == 0, done.stdout
