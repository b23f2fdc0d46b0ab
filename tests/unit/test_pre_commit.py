"""The hooks, under the real framework, in a repository of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from recipec import convert

ROOT = Path(__file__).parents[2]
GOOD = "Bootstrap: docker\nFrom: debian:12\n\n%post\n    make\n"
BAD = GOOD.replace("make", "sudo make")


def git(*arguments: str, cwd: Path) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    subprocess.run(("git", *identity, *arguments), cwd=cwd, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with recipes, and beside it one that offers what this tree has."""
    offered = tmp_path / "offered"
    subprocess.run(("git", "clone", "-q", "--no-local", ROOT, offered), check=True)
    for name in (".pre-commit-hooks.yaml", "pyproject.toml"):
        (offered / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run(("rm", "-rf", offered / "src"), check=True)
    subprocess.run(("cp", "-rL", ROOT / "src", offered / "src"), check=True)
    git("add", "-A", cwd=offered)
    git("commit", "-q", "--allow-empty", "-m", "as it is", cwd=offered)
    here = tmp_path / "repository"
    here.mkdir()
    git("init", "-q", ".", cwd=here)
    for name, text in {
        "Singularity": BAD,
        "good/tool.def": GOOD,
        "windows.def": "LIBRARY x\nEXPORTS\n",
        "Dockerfile": "FROM debian:12\nRUN make\n",
        "Dockerfile.md": "FROM here\n",
    }.items():
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text(text)
    git("add", "-A", cwd=here)
    git("commit", "-q", "-m", "recipes", cwd=here)
    return here


CONFIGURATION = """\
[[sync.pairs]]
source = "Dockerfile"
output = "converted.def"
"""


def hook(name: str, repository: Path, tmp_path: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        (sys.executable, "-m", "pre_commit", "try-repo", tmp_path / "offered", name, "--all-files"),
        cwd=repository,
        env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_hook_keeps_pairs_in_step(repository: Path, tmp_path: Path) -> None:
    (repository / "recipec.toml").write_text(CONFIGURATION)
    (repository / "converted.def").write_text(convert((repository / "Dockerfile").read_text()).text)
    git("add", "-A", cwd=repository)

    done = hook("recipec-sync", repository, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr

    with (repository / "converted.def").open("a") as file:
        file.write("    echo by hand\n")
    git("add", "-A", cwd=repository)

    done = hook("recipec-sync", repository, tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "-    echo by hand" in done.stdout


def test_the_hook_checks_the_recipes_of_a_repository(repository: Path, tmp_path: Path) -> None:
    done = hook("recipec-lint", repository, tmp_path)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "Singularity:5:5" in done.stdout
    assert "Dockerfile.md" not in done.stdout
    assert "windows.def" not in done.stdout
    assert "1 error" in done.stdout


def test_the_hook_formats_the_definition_files_of_a_repository(repository: Path, tmp_path: Path) -> None:
    (repository / "good" / "tool.def").write_text(GOOD.replace("    make", "make"))
    git("add", "-A", cwd=repository)

    # The framework fails where a hook has changed files.
    done = hook("recipec-fmt", repository, tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 file reformatted, 1 file left unchanged" in done.stdout
    assert (repository / "good" / "tool.def").read_text() == GOOD

    git("add", "-A", cwd=repository)
    assert hook("recipec-fmt", repository, tmp_path).returncode == 0
