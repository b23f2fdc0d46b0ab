"""What the README shows is what happens: its console blocks are run, and its Python."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README.read_text(), re.MULTILINE | re.DOTALL)


def say(command: str, folder: Path) -> str:
    """Run a line of a console block as its reader would, and give what is seen."""
    words = shlex.split(command)
    assert words[0] == "recipec"
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def test_the_readme_shows_what_the_command_does(tmp_path: Path) -> None:
    (tmp_path / "align.sh").touch()
    compared = 0
    for block in blocks("console"):
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            if command.startswith("cat "):
                path = tmp_path / command.removeprefix("cat ")
                if not path.exists():
                    path.write_text(shown)
                said = path.read_text()
            else:
                said = say(command, tmp_path)
                compared += 1
            assert said.rstrip("\n") == shown.rstrip("\n"), command

    assert compared >= 2


def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM alpine\nUSER app\n")
    programs = blocks("python")

    assert programs
    for program in programs:
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "Bootstrap: docker" in done.stdout
        assert "warning RC101" in done.stdout
