"""`recipec build` makes every kind of image of either recipe, whole or not at all."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

from recipec.cli import commands, main, tasks
from recipec.cli.options import Example
from tests.engines.test_verify import ROOT, folder, left_behind

__all__ = ["folder"]

_BUILD = commands.find("build")
assert _BUILD is not None
PAGE = re.findall(r"^recipec build .*$", (ROOT / "docs" / "build.md").read_text(), re.MULTILINE)[1:]


@pytest.fixture(autouse=True)
def _isolation(monkeypatch: pytest.MonkeyPatch) -> None:
    # What a machine can that is itself a container.
    monkeypatch.setenv("BUILDAH_ISOLATION", "chroot")


def ran(*words: str) -> str:
    done = subprocess.run(
        words, capture_output=True, text=True, errors="replace", check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def drafts(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".recipec-")]


@pytest.mark.parametrize("line", PAGE)
def test_the_commands_of_the_page_run(line: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(shlex.split(line)[1:]) == 0, capsys.readouterr().err
    assert (left_behind(folder), drafts(folder)) == ([], [])


@pytest.mark.parametrize("example", _BUILD.examples, ids=lambda one: one.line)
def test_an_example_runs(example: Example, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert example.needs_engines
    assert main(shlex.split(example.line)[1:]) == example.exit, capsys.readouterr().err


def test_an_image_of_a_dockerfile_starts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "Dockerfile", "-o", "image.sif", "--build-arg", "WORD=given"]) == 0
    assert re.search(r"^built `image.sif`, [\d.]+ MB, in \d+ s$", capsys.readouterr().err, re.MULTILINE)
    assert ran("apptainer", "-q", "run", "--contain", "image.sif") == "given\n"


def test_an_existing_image_is_replaced_only_by_force(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("image.sif").write_text("old")

    assert main(["build", "tool.def", "-o", "image.sif"]) == 2
    assert "= help: replace it with `--force`" in capsys.readouterr().err
    assert Path("image.sif").read_text() == "old"
    assert main(["build", "tool.def", "-o", "image.sif", "--force"]) == 0
    assert ran("apptainer", "-q", "run", "--contain", "image.sif") == "done\n"


def test_a_sandbox_replaces_a_sandbox(folder: Path) -> None:
    assert main(["build", "tool.def", "--sandbox", "tool"]) == 0
    assert main(["build", "Dockerfile", "--sandbox", "tool/", "--force"]) == 0
    assert Path("tool/usr/bin/hello").exists()
    assert drafts(folder) == []


def test_an_archive_of_a_definition_file_has_a_name_and_starts(folder: Path) -> None:
    assert main(["build", "tool.def", "-o", "My.Tool.tar"]) == 0
    with tarfile.open("My.Tool.tar") as tar:
        manifest = tar.extractfile("manifest.json")
        assert manifest is not None
        assert json.load(manifest)[0]["RepoTags"] == ["localhost/my:latest"]
    ran("apptainer", "-q", "build", "again.sif", "docker-archive:My.Tool.tar")
    assert ran("apptainer", "-q", "run", "--contain", "again.sif") == "done\n"


def test_an_oci_archive_is_one(folder: Path) -> None:
    assert main(["build", "Dockerfile", "-o", "tool.oci.tar"]) == 0
    with tarfile.open("tool.oci.tar") as tar:
        assert {"oci-layout", "index.json"} <= set(tar.getnames())


def test_the_script_of_a_dry_run_builds_the_image(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for recipe, output in (("Dockerfile", "image.sif"), ("tool.def", "image.tar")):
        assert main(["build", recipe, "-o", output, "--dry-run"]) == 0
        script = capsys.readouterr().out
        assert "recipec-" not in script.replace("recipec-build-XXXXXXXX", "").replace(".recipec-", "")
        assert not Path(output).exists()
        Path("script").write_text(script)
        ran("sh", "script")
        assert Path(output).exists()
    assert left_behind(folder) == []


def test_the_script_of_a_dry_run_runs_nothing_of_a_recipe(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = Path("Dockerfile").read_text()
    Path("Dockerfile").write_text(f"{text}RUN <<X\ncat > /x <<'Y'\nEND-OF-RECIPE\ntouch made-by-the-recipe\nY\nX\n")

    assert main(["build", "Dockerfile", "-o", "image.sif", "--dry-run"]) == 0
    Path("script").write_text(capsys.readouterr().out)
    ran("sh", "script")
    assert Path("image.sif").exists()
    assert not Path("made-by-the-recipe").exists()


def test_options_for_the_engine_reach_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "tool.def", "-o", "image.sif", "--dry-run", "--", "--notest", "--", "-o"]) == 0
    assert " --notest -- -o " in capsys.readouterr().out
    assert main(["build", "tool.def", "-o", "image.sif", "--", "--no-such-option"]) == 2


def test_a_failed_build_leaves_its_log_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("tool.def").write_text(Path("tool.def").read_text().replace("mkdir /opt/tool", "echo here; exit 7"))

    assert main(["build", "tool.def", "-o", "image.sif"]) == 2
    told = capsys.readouterr().err
    assert "error: apptainer cannot build tool.def" in told
    log = re.search(r"is in `(.*)`", told)
    assert log is not None
    assert "here" in Path(log[1]).read_text()
    assert (left_behind(folder), drafts(folder), Path("image.sif").exists()) == ([Path(log[1]).name], [], False)


def test_what_fails_in_a_mode_alone_is_said_before(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = tasks.machine()
    monkeypatch.setattr(tasks, "machine", lambda: machine._replace(has_fakeroot=False))
    Path("apt.def").write_text("Bootstrap: docker\nFrom: debian:12\n\n%post\n    apt-get update\n")
    command = ["build", "apt.def", "-o", "image.sif", "--dry-run"]

    assert main(command) == 0
    assert main([*command, "--build-mode", "userns"]) == 1
    told = capsys.readouterr().err
    assert "error[RC108]" in told
    assert "not built, for that fails in mode userns" in told
    text = Path("apt.def").read_text().replace("    apt-get", "    # recipec: ignore[apt-sandbox]\n    apt-get")
    Path("apt.def").write_text(text)
    assert main([*command, "--build-mode", "userns"]) == 0


def test_an_image_for_a_site_has_what_it_mounts_on(folder: Path) -> None:
    Path("site.toml").write_text('engine = "apptainer"\nversion = "1.4"\nmount-points = ["/scratch"]\n')

    assert main(["build", "Dockerfile", "--sandbox", "box", "--site", "site.toml"]) == 0
    assert Path("box/scratch").is_dir()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_build_leaves_nothing_behind(number: signal.Signals, folder: Path) -> None:
    Path("slow.def").write_text(Path("tool.def").read_text().replace("mkdir /opt/tool", "sleep 8531"))
    command = (sys.executable, "-m", "recipec", "build", "slow.def", "-o", "image.sif")
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for _ in range(300):
        if subprocess.run(("pgrep", "-f", "^sleep 8531"), check=False, stdout=subprocess.DEVNULL).returncode == 0:
            break
        time.sleep(0.1)
    started.send_signal(number)
    out, told = started.communicate(timeout=60)

    assert (started.returncode, out, told) == (128 + number, "", "")
    assert subprocess.run(("pgrep", "-f", "^sleep 8531"), check=False).returncode == 1
    assert (left_behind(folder), drafts(folder), Path("image.sif").exists()) == ([], [], False)


def test_without_engines_the_roads_are_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(folder))

    assert main(["build", "Dockerfile", "-o", "image.sif"]) == 2
    told = capsys.readouterr().err
    assert "    sudo apptainer build image.sif image.def\n    rsync -av image.sif CLUSTER:\n" in told
    assert "error: neither apptainer nor singularity is installed, so that `image.sif` cannot be built here" in told
    assert main(["build", "Dockerfile", "-o", "image.tar"]) == 2
    assert "error: no engine that builds Dockerfiles works here" in capsys.readouterr().err
    assert sorted(os.listdir()) == ["Dockerfile", "hello", "tool.def"]


@pytest.mark.parametrize("output", ["image.sif", "image.tar"])
@pytest.mark.parametrize("ignored", ["", "# recipec: ignore[byte-order-mark]\n"])
def test_a_dry_run_stops_where_the_build_does(
    output: str, ignored: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("tool.def").write_text(f"\ufeff{ignored}{Path('tool.def').read_text()}")
    told = []
    for words in ([], ["--dry-run"]):
        assert main(["build", "tool.def", "-o", output, *words]) == 2
        told.append(capsys.readouterr())

    assert told[0] == told[1]
    assert told[0].out == ""
    assert "--> tool.def" in told[0].err
    assert "log" not in told[0].err


def test_a_dry_run_names_files_whose_names_are_not_utf_8(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    place = Path(os.fsdecode(b"caf\xe9 'n\n$(touch made-by-the-name)"))
    place.mkdir()
    recipe, image = place / os.fsdecode(b"t\xff.def"), place / os.fsdecode(b"\xfe.sif")
    recipe.write_text(Path("tool.def").read_text())

    assert main(["build", str(recipe), "-o", str(image), "--dry-run"]) == 0
    Path("script").write_bytes(capsysbinary.readouterr().out)
    ran("sh", "script")
    assert image.exists()
    assert sorted(os.listdir()) == sorted(["Dockerfile", "hello", "script", "tool.def", str(place)])


def test_what_checking_has_told_is_not_told_by_the_conversion(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("Dockerfile").write_text('FROM scratch\nCOPY hello /hello\nCMD ["/hello"]\n')

    assert main(["build", "Dockerfile", "-o", "image.sif"]) == 1
    told = capsys.readouterr().err
    assert told.count("error[RC710]") == 1
    assert "not built: convert the recipe" in told


def test_a_build_argument_reaches_its_template_and_one_without_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = Path("tool.def").read_text().replace("echo done", "echo {{WORD}}")
    Path("tool.def").write_text(f"{text}\n%arguments\n    WORD=one\n")

    assert main(["build", "tool.def", "-o", "image.sif", "--build-arg", "WORD=two", "--build-arg", "WROD=x"]) == 0
    assert "warning[RC025]: the recipe declares no argument `WROD`" in capsys.readouterr().err
    assert ran("apptainer", "-q", "run", "--contain", "image.sif") == "two\n"


@pytest.mark.parametrize("output", ["a:b,c.tar", "a:b,c.oci.tar", "a:b,c.sif"])
def test_names_may_have_what_engines_take_for_separators(output: str, folder: Path) -> None:
    place = Path("x:y,z")
    place.mkdir()
    for name in ("Dockerfile", "hello"):
        Path(name).rename(place / (f"{name}:1,2.dockerfile" if name == "Dockerfile" else name))

    assert main(["build", str(place / "Dockerfile:1,2.dockerfile"), "-o", str(place / output)]) == 0
    assert {*os.listdir(place)} == {"Dockerfile:1,2.dockerfile", "hello", output}
