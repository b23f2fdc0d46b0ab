"""What an ordinary user can verify and build, with a range of ids and without."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.engines.test_verify import ROOT, furnish, left_behind
from tests.support.engines_prove import Engines
from tests.support.missing import give_up

ENGINES = Path(os.environ.get("ENGINES_ROOT", "/opt/engines"))
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def folder(real_engines: Engines) -> Iterator[Path]:
    """A folder of recipes that is everybody's, where pytest's own directory is shut to others."""
    with TemporaryDirectory(prefix="recipec-user-", dir="/tmp", ignore_cleanup_errors=True) as parent:
        place = furnish(Path(parent), real_engines.address)
        for each in (Path(parent), place, place.parent / "scratch"):
            each.chmod(0o777)
        yield place


@pytest.fixture
def recipec(folder: Path) -> Run:
    """Give what runs the command as a user with so many ids, in a folder that is the user's."""
    if os.geteuid() != 0 or not ENGINES.is_dir():
        give_up("only root becomes an ordinary user, with the engines of scripts/install-engines")

    def run(ids: int, *words: str) -> "subprocess.CompletedProcess[str]":
        home = folder.parent / f"home-{len(list(folder.parent.iterdir()))}"
        home.mkdir()
        needed = f"{sys.base_prefix}:{sys.prefix}:{ROOT}"
        command = (ROOT / "tests" / "support" / "as-user", ENGINES, str(ids), home, needed)
        return subprocess.run(
            (*command, sys.executable, "-m", "recipec", *words),
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            env={
                **os.environ,
                "BUILDAH_ISOLATION": "chroot",
                "PYTHONDONTWRITEBYTECODE": "1",
                "TMPDIR": str(folder.parent / "scratch"),
            },
        )

    return run


def test_a_user_with_ids_verifies_what_root_does(recipec: Run, folder: Path) -> None:
    done = recipec(65_536, "verify", "Dockerfile")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-2:] == [
        "owners are compared as far as a build by this user can give files to others than root",
        "no difference",
    ]
    assert left_behind(folder) == []


def test_owners_that_a_recipe_sets_are_compared(recipec: Run, folder: Path) -> None:
    (folder / "other.def").write_text(
        (folder / "tool.def").read_text().replace("> /opt/tool/state", "> /opt/tool/state && chown 7:8 /opt/tool/state")
    )
    third = (folder / "other.def").read_text().replace("7:8", "7:9")
    (folder / "third.def").write_text(third)
    done = recipec(65_536, "verify", "other.def", "third.def")

    assert done.returncode == 1
    assert "  /opt/tool/state: owner 7:8 | 7:9" in done.stdout


def test_a_user_without_ids_verifies_definition_files_alone(recipec: Run, folder: Path) -> None:
    done = recipec(0, "verify", "tool.def", "tool.def", "--probe", "exit 3")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "no difference")

    done = recipec(0, "verify", "Dockerfile")
    assert done.returncode == 2
    assert "buildah cannot build Dockerfiles for this user, who has no ids to give files to" in done.stderr
    assert left_behind(folder) == []


@pytest.mark.parametrize(("ids", "mode"), [(65_536, "fakeroot"), (0, "userns")])
def test_a_user_builds_in_the_mode_that_is_open(ids: int, mode: str, recipec: Run, folder: Path) -> None:
    done = recipec(ids, "build", "tool.def", "-o", "image.sif", "-v")

    assert done.returncode == 0, done.stderr
    assert f"apptainer makes the image file, in mode {mode}" in done.stderr
    for force in ((), ("--force",)):
        done = recipec(ids, "build", "Dockerfile", "--sandbox", "box", *force, "--build-arg", "WORD=x")
        if ids:
            assert done.returncode == 0, done.stderr
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []
    assert left_behind(folder) == []


def test_a_mode_that_is_not_open_is_refused(recipec: Run) -> None:
    done = recipec(0, "build", "tool.def", "-o", "image.sif", "--build-mode", "fakeroot")

    assert done.returncode == 2
    assert "not open here: `tester` has no ids in /etc/subuid and /etc/subgid" in done.stderr
