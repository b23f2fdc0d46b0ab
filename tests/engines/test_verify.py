"""`recipec verify` builds both sides for real, tells what differs, and leaves nothing behind."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from recipec.cli import commands, main
from recipec.cli.options import Example
from recipec.engines.apptainer import Apptainer
from recipec.engines.buildah import Buildah
from recipec.engines.compare import compare
from recipec.engines.engine import Looking, Surroundings
from recipec.format import Format
from recipec.workshop.proof import Piece, made
from tests.support.engines_prove import Engines

ROOT = Path(__file__).parents[2]
_VERIFY = commands.find("verify")
assert _VERIFY is not None
PAGE = re.findall(r"^recipec verify .*$", (ROOT / "docs" / "verify.md").read_text(), re.MULTILINE)[1:]
DOCKERFILE = """FROM {base}
ARG WORD=one
COPY hello /usr/bin/hello
RUN mkdir /opt/tool && echo done > /opt/tool/state && chown app /opt/tool/state
ENV GREETING=$WORD
ENTRYPOINT ["hello"]
"""
DEFINITION = """Bootstrap: docker
From: {base}

%post
    mkdir /opt/tool && echo done > /opt/tool/state

%environment
    export GREETING=one

%runscript
    exec cat /opt/tool/state
"""


def furnish(parent: Path, address: str) -> Path:
    """Make a folder with a recipe of each format, and one beside it for what is temporary."""
    place = parent / "recipes"
    place.mkdir()
    base = f"{address}/base:1"
    (place / "Dockerfile").write_text(DOCKERFILE.format(base=base))
    (place / "tool.def").write_text(DEFINITION.format(base=base))
    (place / "hello").write_text("#!/bin/sh\necho $GREETING\n")
    (place / "hello").chmod(0o755)
    (parent / "scratch").mkdir()
    return place


@pytest.fixture
def folder(tmp_path: Path, real_engines: Engines, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = furnish(tmp_path, real_engines.address)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(place)
    return place


def left_behind(folder: Path) -> list[str]:
    # The last one is buildah's at every start, even for its version, where a user has no XDG_RUNTIME_DIR.
    names = (path.name for path in (folder.parent / "scratch").iterdir())
    return [name for name in names if not name.startswith("storage-run-")]


@pytest.mark.parametrize("line", PAGE)
def test_the_commands_of_the_page_run(line: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(shlex.split(line)[1:]) in (0, 1), capsys.readouterr().err
    assert left_behind(folder) == []


@pytest.mark.parametrize("example", _VERIFY.examples, ids=lambda one: one.line)
def test_an_example_runs(example: Example, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert example.needs_engines
    assert main(shlex.split(example.line)[1:]) == example.exit, capsys.readouterr().err


def test_a_build_argument_goes_to_both_sides(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["verify", "Dockerfile", "--build-arg", 'WORD=a "b", c', "--probe", "echo $GREETING; exit 3"])

    assert (code, capsys.readouterr().out.splitlines()[-1]) == (0, "no difference")


def test_a_stage_of_a_definition_file_is_built(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (folder / "tool.def").read_text().replace("From:", "Stage: first\nFrom:")
    later = "Bootstrap: docker\nFrom: nowhere.invalid/none\nStage: second\n"
    (folder / "two.def").write_text(text + "\n" + later)

    assert main(["verify", "two.def", "tool.def", "--stage", "first"]) == 2
    assert "`second`" not in capsys.readouterr().err
    assert main(["verify", "two.def", "--stage", "first"]) == 0


def test_what_differs_is_told_by_kind(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (folder / "Dockerfile").read_text()
    (folder / "other.Dockerfile").write_text(
        text.replace("chown app", "mkdir -p /more/a/b && chmod 600")
        .replace("GREETING=$WORD", "GREETING=two")
        .replace("RUN", "LABEL a=b\nRUN")
    )

    assert main(["verify", "Dockerfile", "other.Dockerfile", "--probe", "exit 2", "--probe", "test -d /more"]) == 1
    shown = capsys.readouterr().out
    assert "  /more: only on the right: directory 0755 0:0, and 2 below it" in shown
    assert "  /opt/tool/state: mode 0644 | 0600, owner 1000:0 | 0:0" in shown
    assert "  GREETING: 'one' | 'two'" in shown
    assert "  a: only on the right: 'b'" in shown
    assert "  without arguments\n    output, line 1: 'one' | 'two'" in shown
    assert "  test -d /more\n    exit code: 1 | 0" in shown
    assert "exit 2" not in shown
    assert left_behind(folder) == []


def test_an_announced_difference_names_its_finding(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / "Dockerfile").open("a") as file:
        file.write("USER app\n")

    assert main(["verify", "Dockerfile", "--output-format", "json", "--probe", "id -u"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["differences"] == [
        {
            "kind": "probe",
            "name": "id -u",
            "left": "'1000\\n', exit 0",
            "right": "'0\\n', exit 0",
            "explained_by": ["RC101"],
        }
    ]


def test_a_failed_build_names_its_log(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "Dockerfile").write_text((folder / "Dockerfile").read_text() + "RUN echo here it ends; false\n")

    assert main(["verify", "Dockerfile"]) == 2
    told = capsys.readouterr().err
    assert "error: buildah cannot build Dockerfile" in told
    log = re.search(r"is in `(.*)`", told)
    assert log is not None
    assert "here it ends" in Path(log[1]).read_text()
    assert left_behind(folder) == [Path(log[1]).name]


def test_what_is_kept_can_be_looked_at(folder: Path) -> None:
    assert main(["verify", "Dockerfile", "--keep", "kept"]) == 0
    kept = folder / "kept"
    assert {path.relative_to(kept).as_posix() for path in (*kept.glob("*"), *kept.glob("*/*"))} == {
        "report.json",
        "left",
        "left/Dockerfile",
        "left/image.tar",
        "left/log",
        "right",
        "right/Singularity",
        "right/log",
        "right/sandbox",
    }
    assert (kept / "right" / "sandbox" / "opt" / "tool" / "state").read_text() == "done\n"
    assert main(["verify", "Dockerfile", "--keep", "kept"]) == 2


def test_what_serves_forever_is_ended_with_all_that_it_started(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recipec.engines.apptainer.START_SECONDS", 2.0)
    (folder / "tool.def").write_text(
        (folder / "tool.def").read_text().replace("exec cat /opt/tool/state", "sleep 9753 & exec sleep 9753")
    )

    assert main(["verify", "tool.def", "tool.def"]) == 0
    assert subprocess.run(("pgrep", "-f", "sleep 9753"), check=False).returncode == 1


def test_an_output_that_an_image_does_not_repeat_is_left_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        (folder / "tool.def").read_text().replace("exec cat /opt/tool/state", "exec cat /proc/sys/kernel/random/uuid")
    )
    (folder / "tool.def").write_text(text)
    unsteady = "cat /proc/sys/kernel/random/uuid"

    assert main(["verify", "tool.def", "tool.def", "--probe", unsteady, "--probe", f"{unsteady}; exit $GREETING"]) == 0
    shown = capsys.readouterr().out
    assert "left out: 3 outputs that the left image itself does not repeat\nno difference" in shown
    (folder / "other.def").write_text(text.replace("GREETING=one", "GREETING=two"))
    assert main(["verify", "tool.def", "other.def", "--probe", "echo $GREETING", "--keep", "kept"]) == 1
    shown = capsys.readouterr().out
    assert "  echo $GREETING\n    output, line 1: 'one' | 'two'" in shown
    assert "left out: 1 output that" in shown
    assert (folder / "kept" / "left" / "sandbox").is_dir()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_build_leaves_nothing_behind(number: signal.Signals, folder: Path) -> None:
    (folder / "slow.Dockerfile").write_text((folder / "Dockerfile").read_text() + "RUN sleep 8642\n")
    command = (sys.executable, "-m", "recipec", "verify", "slow.Dockerfile", "-v")
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for _ in range(300):
        if subprocess.run(("pgrep", "-f", "^sleep 8642"), check=False, stdout=subprocess.DEVNULL).returncode == 0:
            break
        time.sleep(0.1)
    started.send_signal(number)
    out, told = started.communicate(timeout=60)

    assert started.returncode == 128 + number
    assert out == ""
    assert "Traceback" not in told
    assert subprocess.run(("pgrep", "-f", "^sleep 8642"), check=False).returncode == 1
    assert left_behind(folder) == []
    assert str(folder.parent) not in Path("/proc/self/mountinfo").read_text()


def test_engines_do_without_a_busybox_of_the_host(folder: Path, tmp_path: Path) -> None:
    looking = Looking({"": (), "x": ("x",)}, ("exit 5",))
    docker = Piece(folder / "Dockerfile", Format.DOCKERFILE, folder)
    definition = Piece(folder / "tool.def", Format.DEFINITION, folder)
    surroundings = Surroundings(tmp_path / "work", is_insecure=True)

    dockers = made(docker, Buildah(surroundings._replace(work=tmp_path / "buildah")), looking)
    assert dockers.runs[""] == ("one\n", 0)
    assert dockers.probes["exit 5"] == ("", 5)
    apptainers = made(definition, Apptainer(surroundings._replace(work=tmp_path / "apptainer")), looking)
    assert apptainers.runs["x"] == ("done\n", 0)
    assert {one.name for one in compare(dockers, apptainers) if one.kind == "env"} == set()


def test_singularity_builds_what_apptainer_builds(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Apptainer comes with this name too; where it is started by a script, that goes by the name that it is called.
    program = shutil.which("singularity") or shutil.which("apptainer")
    assert program is not None
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "singularity").symlink_to(program)
    for needed in ("bash", "mkdir", "mount", "newgidmap", "newuidmap", "pivot_root", "sed", "sh", "umount", "unshare"):
        (bin_ / needed).symlink_to(shutil.which(needed) or "/nothing")
    monkeypatch.setenv("PATH", str(bin_))

    assert main(["verify", "tool.def", "tool.def", "--probe", "echo $GREETING"]) == 0
    assert re.match(r"tool.def, built by singularity \d", capsys.readouterr().out)
    assert main(["build", "tool.def", "-o", "tool.sif"]) == 0


def test_recipes_that_no_engine_here_builds_are_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(folder))

    assert main(["verify", "Dockerfile"]) == 2
    assert "error: no engine that builds Dockerfiles works here" in capsys.readouterr().err
    assert os.listdir(folder.parent / "scratch") == []
