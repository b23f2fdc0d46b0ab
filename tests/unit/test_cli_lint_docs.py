"""What `docs/lint.md` shows of configuration and comments is what happens."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from recipec.cli.config import Configs
from recipec.diagnostics.finding import Severity
from recipec.target import APPTAINER_1_4

PAGE = (Path(__file__).parents[2] / "docs" / "lint.md").read_text()


@pytest.fixture(autouse=True)
def _empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["pyproject.toml", "recipec.toml", ".recipec.toml"])
def test_the_configuration_of_the_page_is_one(name: str) -> None:
    Path(name).write_text(block("toml"))
    config = Configs({}).of(".")

    assert config.settings.target == APPTAINER_1_4.name
    assert config.settings.mount_points == ("/dataset", "/scratch")
    assert config.settings.shellcheck
    assert config.level is Severity.WARNING
    assert config.per_file_ignores == (("legacy/*.def", ("RC301",)),)


def test_the_comments_of_the_page_leave_out_what_they_say() -> None:
    head = "Bootstrap: docker\nFrom: debian:12\n\n"
    Path("with.def").write_text(head + block("singularity"))
    Path("without.def").write_text(head + re.sub(r"# recipec:.*", "#", block("singularity")))

    done = run("-m", "recipec", "lint", "with.def", "--output-format", "concise")
    told = run("-m", "recipec", "lint", "without.def", "--output-format", "concise").stdout

    assert done.stdout == ""
    assert "RC301" in told
    assert "RC104" in told
