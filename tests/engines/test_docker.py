"""Docker and Podman build and show the same as buildah, where they run at all."""

import os
import shutil
from pathlib import Path

import pytest

from recipec.engines.buildah import Buildah
from recipec.engines.compare import compare
from recipec.engines.docker import Docker
from recipec.engines.engine import Looking, Surroundings
from recipec.engines.process import run
from recipec.engines.spy import busybox
from recipec.format import Format
from recipec.workshop.proof import Piece, built, made
from tests.support.engines_prove import Engines

DOCKERFILE = """FROM {base} AS first
ARG WORD=one
RUN mkdir /opt/tool && echo $WORD > /opt/tool/state && chown app /opt/tool/state && chmod u+s /opt/tool/state
RUN ln /opt/tool/state /opt/tool/same && ln -s state /opt/tool/link && rm /bin/vi
ENV GREETING=$WORD
USER app
WORKDIR /opt/tool
LABEL a=b
CMD ["sh", "-c", "echo $GREETING; pwd; exit 4"]
FROM first
RUN exit 1
"""
# What a container machine that is itself a container lacks: limits that it may raise, and control groups.
CONTAINERS = """[containers]
cgroups = "disabled"
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
"""
PODMAN = """#!/bin/sh
# Podman as on a machine without control groups of the second version, which crun does not take beside the first one.
exec unshare --mount sh -c 'umount /sys/fs/cgroup/unified 2> /dev/null; exec {program} "$@"' podman "$@"
"""
LOOKING = Looking(
    {"": (), "pwd": ("pwd",), "nothing-of-this-name": ("nothing-of-this-name",)}, ("id -u; exit 3", "pwd")
)


@pytest.fixture
def piece(tmp_path: Path, real_engines: Engines) -> Piece:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE.format(base=f"{real_engines.address}/base:1"))
    return Piece(tmp_path / "Dockerfile", Format.DOCKERFILE, tmp_path, {"WORD": "two"}, "first")


def prove(piece: Piece, engine: Docker, work: Path) -> None:
    """Hold what an engine builds and shows against buildah's."""
    buildahs = made(piece, Buildah(Surroundings(work / "buildah", busybox(), is_insecure=True)), LOOKING)
    image = made(piece, engine, LOOKING)

    assert compare(buildahs, image) == ()
    assert image.runs[""] == ("two\n/opt/tool\n", 4)
    assert image.probes == {"id -u; exit 3": ("1000\n", 3), "pwd": ("/\n", 0)}
    assert image.tree["opt/tool/same"] == image.tree["opt/tool/state"]
    assert "bin/vi" not in image.tree


@pytest.fixture
def podman(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = shutil.which("podman")
    if program is None:
        pytest.skip("podman is not installed")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "podman").write_text(PODMAN.format(program=program))
    (bin_ / "podman").chmod(0o755)
    (tmp_path / "containers.conf").write_text(CONTAINERS)
    monkeypatch.setenv("CONTAINERS_CONF", str(tmp_path / "containers.conf"))
    monkeypatch.setenv("PATH", f"{bin_}:{os.environ['PATH']}")


def test_podman_builds_what_buildah_builds(piece: Piece, podman: None, tmp_path: Path) -> None:
    engine = Docker(Surroundings(tmp_path / "podman", is_insecure=True), "podman")
    prove(piece, engine, tmp_path)
    engine.clear()

    assert engine._running is not None
    assert not Path(engine._running).exists()
    assert str(tmp_path) not in Path("/proc/self/mountinfo").read_text()


def test_podman_ends_what_does_not_end(
    piece: Piece, podman: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recipec.engines.docker.START_SECONDS", 3.0)
    engine = Docker(Surroundings(tmp_path / "podman", is_insecure=True), "podman")
    image = engine.look(built(piece, engine), Looking({"sleep": ("sleep", "5310")}))
    engine.clear()

    assert image.runs["sleep"].status is None
    assert run(("pgrep", "-f", "^sleep 5310"), directory=tmp_path).status == 1


def test_docker_builds_what_buildah_builds_and_keeps_nothing(piece: Piece, tmp_path: Path) -> None:
    if shutil.which("docker") is None or run(("docker", "info"), directory=tmp_path).status != 0:
        pytest.skip("no daemon of Docker answers")
    engine = Docker(Surroundings(tmp_path / "docker"), "docker")
    before = run(("docker", "ps", "--all", "--quiet", "--no-trunc"), directory=tmp_path).stdout
    image = built(piece, engine)
    prove(piece, engine, tmp_path)
    engine.clear()

    assert run(("docker", "ps", "--all", "--quiet", "--no-trunc"), directory=tmp_path).stdout == before
    assert run(("docker", "image", "inspect", image), directory=tmp_path).status != 0
