"""Completion, in the shells themselves."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from recipec.cli import commands, main
from recipec.cli.options import Command
from recipec.cli.shells.words import SHELLS
from tests.support.missing import give_up
from tests.support.terminal import Terminal

CASES = [
    ("recipec conv", ["convert"], ["lint"]),
    ("recipec --ver", ["--version"], []),
    ("recipec help li", ["lint"], ["convert"]),
    ("recipec convert --tar", ["--target"], ["--to"]),
    ("recipec convert --target apptainer-1", ["apptainer-1.4", "apptainer-1.x"], ["docker"]),
    ("recipec convert --target=apptainer-1", ["apptainer-1.4", "apptainer-1.x"], ["docker"]),
    ("recipec lint --build-mode ", ["root", "fakeroot", "userns"], ["tool.def"]),
    ("recipec lint -o out --level w", ["warning"], ["error"]),
    ("recipec lint --select RC30", ["RC301", "RC302"], ["RC104"]),
    ("recipec lint --ignore RC104,masked", ["RC104,masked-failure"], []),
    ("recipec rule masked", ["masked-failure"], []),
    ("recipec site mi", ["mila"], []),
    ("recipec lint ", ["Dockerfile", "tool.def", "folder"], ["notes.txt"]),
    ("recipec lint folder/", ["folder/Dockerfile.gpu"], ["folder/notes.txt"]),
    ("recipec lint notes", ["notes.txt"], []),
    ("recipec lint --context ", ["folder"], ["tool.def"]),
    ("recipec lint --config ", ["recipec.toml"], []),
    ("recipec lint --baseline not", ["notes.txt"], []),
    ("recipec completion ", ["bash", "zsh", "fish"], ["tool.def"]),
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    for name in ("Dockerfile", "tool.def", "notes.txt", "recipec.toml", "folder/Dockerfile.gpu", "folder/notes.txt"):
        Path(name).touch()


@pytest.fixture
def completed(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    found = {}
    for shell in SHELLS:
        if shutil.which(shell) is None and not os.environ.get("CI"):
            continue
        assert main(["completion", shell]) == 0
        found[shell] = capsys.readouterr().out
        Path(f".{shell}").write_text(found[shell])
    return found


def offered(shell: str, line: str) -> list[str]:
    match shell:
        case "bash":
            return by_bash(line)
        case "zsh":
            return by_zsh(line)
        case _:
            program = f"source .fish; complete -C {shlex.quote(line)}"
            done = subprocess.run(["fish", "-N", "-c", program], capture_output=True, text=True, check=True)
            assert done.stderr == ""
            return [row.partition("\t")[0] for row in done.stdout.splitlines()]


def by_bash(line: str) -> list[str]:
    words = [word for part in line.split(" ") for word in (re.split("(=)", part) if "=" in part else [part])]
    program = (
        f"source .bash; COMP_WORDS=({' '.join(map(shlex.quote, words))}); COMP_CWORD={len(words) - 1}\n"
        'complete -p recipec >/dev/null && { _recipec; printf "%s\\n" "${COMPREPLY[@]}"; }'
    )
    done = subprocess.run(["bash", "--norc", "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split()


# What a completion adds is written down; what it asks for itself (-O, -A, -D) is not.
RECORD = r"""
PROMPT="ready> "
autoload -U compinit
compinit -D -u
source ./.zsh
compadd() {
    if [[ " ${@[1,(i)(-|--)]} " == *" -"(O|A|D)" "* ]]; then builtin compadd "$@"; return; fi
    local -a added
    builtin compadd -A added "$@"
    print -rl -- $added >>.added
    builtin compadd "$@"
}
"""


def by_zsh(line: str) -> list[str]:
    """Press the tab key in an interactive zsh."""
    Path(".record").write_text(RECORD)
    with Terminal("zsh", "-f", "-i", columns=200) as session:
        session.type(b"source ./.record\n")
        session.until("ready> ")
        # The line is given up (Ctrl-U) once it has been completed, and the shell left.
        session.type(line.encode() + b"\t\x15exit\n")
        session.end()
    return Path(".added").read_text().splitlines() if Path(".added").exists() else []


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(("line", "wanted", "unwanted"), CASES, ids=[case[0] for case in CASES])
def test_a_line_is_completed(
    shell: str, line: str, wanted: list[str], unwanted: list[str], completed: dict[str, str]
) -> None:
    if shell not in completed:
        give_up(f"there is no {shell} here (scripts/install-shells)")
    words = {word.rstrip("/").removeprefix("--target=") for word in offered(shell, line)}

    if shell == "zsh":
        # It shows the names in a folder without the folder, and a word after a comma without those before.
        wanted = [word.rpartition("/")[2].rpartition(",")[2] for word in wanted]
        unwanted = [word.rpartition("/")[2] for word in unwanted]
    assert [word for word in wanted if word not in words] == []
    if shell != "fish" or "txt" not in "".join(unwanted):
        # Fish offers all files.
        assert [word for word in unwanted if word in words] == []


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("command", commands.every(), ids=lambda one: one.name)
def test_every_option_of_every_command_is_offered(shell: str, command: Command, completed: dict[str, str]) -> None:
    if shell not in completed:
        give_up(f"there is no {shell} here (scripts/install-shells)")
    words = set(offered(shell, f"recipec {command.name} --"))

    assert {name for option in command.options for name in option.names if name.startswith("--")} <= words


def test_a_shell_that_nobody_knows_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "fihs"]) == 2
    assert "did you mean `fish`?" in capsys.readouterr().err
