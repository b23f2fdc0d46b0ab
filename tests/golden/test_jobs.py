"""The scripts of jobs, as users get them, and what shellcheck and bash say of them."""

import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recipec.cli import main
from tests.golden.expected import hold

_CASES = Path(__file__).parents[2] / "fixtures" / "job"
_SHELLCHECK = Path(sys.executable).with_name("shellcheck")


@pytest.mark.parametrize("case", sorted(_CASES.iterdir()), ids=lambda case: case.name)
def test_this_is_the_script(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    shutil.copytree(case, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    words = shlex.split((case / "command").read_text())
    passed = words.index("--") if "--" in words else len(words)
    words[passed:passed] = ["-q", "-o", "job.sh"]

    assert main(["job", *words]) == 0
    hold(case, {"expected.sh": (tmp_path / "job.sh").read_text()}, request)


@pytest.mark.parametrize("case", sorted(_CASES.iterdir()), ids=lambda case: case.name)
def test_shellcheck_finds_nothing_in_a_script(case: Path) -> None:
    done = subprocess.run([_SHELLCHECK, case / "expected.sh"], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
