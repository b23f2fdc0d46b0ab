"""A real scheduler, an engine on its node, and images that are there without a network."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

import pytest

from tests.support.engines_registry import registry
from tests.support.missing import give_up

_NEEDED = ("sbatch", "scontrol", "qsub", "apptainer")
# A job on a machine that is busy with other tests.
_PATIENCE = 180


class Cluster(NamedTuple):
    """A scheduler with one node. ``folder`` is where users are, ``disk`` the disk of the node."""

    folder: Path
    disk: Path
    registry: str

    def recipec(self, *words: str, environment: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
        return self.run(sys.executable, "-m", "recipec", *words, environment=environment)

    def run(self, *words: str, environment: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
        surroundings = {**os.environ, "TMPDIR": str(self.disk), **(environment or {})}
        return subprocess.run(
            words, cwd=self.folder, env=surroundings, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )

    def submit(self, *words: str) -> str:
        """Write the script of a job and submit it; give its number."""
        written = self.recipec("job", "-o", "job.sbatch", *words)
        assert written.returncode == 0, written.stderr
        done = self.run("sbatch", "--parsable", "job.sbatch")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def state(self, job: str) -> str:
        told = self.run("scontrol", "--oneliner", "show", "job", job).stdout
        return " ".join(sorted(set(re.findall(r"JobState=(\S+)", told))))

    def log(self) -> str:
        return "".join(path.read_text() for path in sorted(self.folder.glob("*.out")))

    def wait(self, job: str, *states: str) -> None:
        end = monotonic() + _PATIENCE
        while self.state(job) not in states:
            assert monotonic() < end, f"{self.state(job)}\n{self.log()}"
            sleep(0.3)

    def wait_for_log(self, text: str) -> None:
        end = monotonic() + _PATIENCE
        while text not in self.log():
            assert monotonic() < end, self.log()
            sleep(0.1)

    def left(self) -> list[str]:
        """Name what is hidden beside images, and what is on the disk of the node."""
        hidden = [path.name for path in self.folder.glob(".*") if not path.name.endswith(".made")]
        return hidden + [path.name for path in self.disk.iterdir() if path.name.startswith("recipec-")]

    def dockerfile(self, name: str, *lines: str) -> str:
        path = self.folder / f"{name}.Dockerfile"
        path.write_text("\n".join((f"FROM {self.registry}/busybox", *lines)) + "\n")
        return path.name


@pytest.fixture(scope="session")
def _scheduler() -> None:
    missing = [program for program in _NEEDED if shutil.which(program) is None]
    if not missing:
        answer = subprocess.run(("sinfo", "--noheader"), capture_output=True, text=True, check=False)
        missing = [] if answer.returncode == 0 else ["a scheduler that runs"]
    if missing:
        reason = f"not there: {', '.join(missing)} (scripts/install-slurm, scripts/install-engines)"
        give_up(reason)


@pytest.fixture(scope="session")
def _images() -> Iterator[str]:
    with registry({}) as address:
        yield address


@pytest.fixture
def cluster(_scheduler: None, _images: str, tmp_path: Path) -> Cluster:
    folder, disk = tmp_path / "home", tmp_path / "disk of the node"
    folder.mkdir()
    disk.mkdir()
    return Cluster(folder, disk, _images)


@pytest.fixture(scope="session")
def _image(_scheduler: None, _images: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("image")
    (folder / "base.def").write_text(f"Bootstrap: docker\nFrom: {_images}/busybox\n")
    build = ("apptainer", "build", "--no-https", "image.sif", "base.def")
    subprocess.run(build, cwd=folder, capture_output=True, timeout=_PATIENCE, check=True)
    return folder / "image.sif"


@pytest.fixture
def image(cluster: Cluster, _image: Path) -> str:
    """An image that is there."""
    shutil.copy(_image, cluster.folder)
    return _image.name
