"""What is known of engines and images without starting any."""

import io
import os
import stat
import sys
import tarfile
from pathlib import Path

import pytest

from recipec.cli import tasks
from recipec.cli.workplace import kept_log, workplace
from recipec.engines import machine, namespace
from recipec.engines.configuration import LOADER, flags, read_configuration
from recipec.engines.machine import survey
from recipec.engines.process import OVERDUE, run
from recipec.engines.spy import busybox
from recipec.engines.tree import read, read_archive
from recipec.errors import RecipeError


def test_a_program_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    script = "(setsid sleep 7531 &) ; echo before; sleep 7531"
    done = run(("sh", "-c", script), directory=tmp_path, seconds=1.0)

    assert (done.status, done.stdout) == (OVERDUE, b"before\n")
    assert run(("pgrep", "-f", "^sleep 7531"), directory=tmp_path).status == 1


def test_what_a_program_leaves_running_is_ended(tmp_path: Path) -> None:
    done = run(("sh", "-c", "setsid sleep 6420 > /dev/null 2>&1 & exit 3"), directory=tmp_path)

    assert done.status == 3
    assert run(("pgrep", "-f", "^sleep 6420"), directory=tmp_path).status == 1


def test_a_log_holds_what_all_runs_said_and_each_run_its_own(tmp_path: Path) -> None:
    log = tmp_path / "log"
    run(("sh", "-c", "echo one"), directory=tmp_path, log=log)
    done = run(("sh", "-c", "echo two; echo three >&2"), directory=tmp_path, log=log)

    assert log.read_text() == "one\ntwo\nthree\n"
    assert done.stderr == "two\nthree\n"


def test_a_program_that_is_not_there_has_the_status_of_a_shell(tmp_path: Path) -> None:
    done = run(("no-such-program",), directory=tmp_path)

    assert (done.status, done.stderr) == (127, "cannot start `no-such-program`: no such file or directory")


def test_an_archive_is_the_tree_that_was_put_into_it(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "opt" / "a").mkdir(parents=True)
    (root / "opt" / "file").write_text("text")
    (root / "opt" / "file").chmod(0o4755)
    os.link(root / "opt" / "file", root / "opt" / "same")
    (root / "opt" / "link").symlink_to("/nowhere")
    os.mkfifo(root / "opt" / "pipe")
    (root / "proc").mkdir()
    (root / "proc" / "x").write_text("x")
    archive = tmp_path / "archive.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(root, ".")

    assert read_archive(archive) == read((root,))
    assert set(read((root,))) == {"opt", "opt/a", "opt/file", "opt/same", "opt/link", "opt/pipe"}


def test_an_archive_may_hold_devices(tmp_path: Path) -> None:
    archive = tmp_path / "archive.tar"
    with tarfile.open(archive, "w") as tar:
        entry = tarfile.TarInfo("opt/null")
        entry.type, entry.mode = tarfile.CHRTYPE, 0o666
        tar.addfile(entry, io.BytesIO())

    assert str(read_archive(archive)["opt/null"]) == "device 0646 0:0"


def test_a_directory_that_nobody_may_enter_is_removed(tmp_path: Path) -> None:
    place = tmp_path / "place"
    (place / "shut" / "in").mkdir(parents=True)
    (place / "shut" / "in" / "file").write_text("")
    (place / "shut" / "in").chmod(0)
    (place / "shut").chmod(0)
    namespace.remove(place)

    assert not place.exists()


def test_a_configuration_may_leave_everything_out() -> None:
    config = read_configuration({"Env": ["A=1=2", "B"], "Labels": None, "Entrypoint": ["a"], "Cmd": None})

    assert config.environment == {"A": "1=2", "B": ""}
    assert (config.labels, config.words(()), config.words(("x",))) == ({}, ("a",), ("a", "x"))
    assert not config.is_loaded
    assert read_configuration({"Entrypoint": [LOADER, "x"]}).is_loaded
    assert flags({"A": "b c"}, "stage") == ("--build-arg", "A=b c", "--target", "stage")


def test_only_a_busybox_without_libraries_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "busybox"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert busybox() is None
    for data in (b"#!/bin/sh\n", Path(sys.executable).resolve().read_bytes()):
        program.write_bytes(data)
        program.chmod(0o755)
        assert busybox() is None


def test_a_survey_knows_who_asks() -> None:
    here = survey(None)

    assert here.is_root is (os.geteuid() == 0)
    assert here.user
    assert not here.has_setuid_starter


def test_where_nobody_can_be_asked_the_engine_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "unshare").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "unshare").chmod(0o755)
    monkeypatch.setattr(machine, "_PROFILES", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not machine._may_make_namespaces("apptainer")
    (tmp_path / "apptainer").write_text("a profile of AppArmor")
    assert machine._may_make_namespaces("apptainer")
    monkeypatch.setenv("PATH", "")
    assert machine._may_make_namespaces(None)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [("me:100:65536", 65_536), ("1000:100:7", 7), ("me:1:2\nme:9:5", 5), ("you:1:9", 0), ("me:x:y", 0), ("me", 0)],
)
def test_a_range_of_ids_is_of_a_name_or_a_number(line: str, wanted: int, tmp_path: Path) -> None:
    (tmp_path / "subuid").write_text(line + "\n")

    assert machine._range(tmp_path / "subuid", "me", 1000) == wanted
    assert machine._range(tmp_path / "none", "me", 1000) == 0


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("FROM localhost:5000/a\n", True),
        ("FROM --platform=linux/amd64 127.0.0.1/a AS x\nFROM x\nFROM scratch\n", True),
        ("Bootstrap: docker\nFrom: localhost:5000/a\n", True),
        ("FROM localhost/a AS x\nFROM debian\n", False),
        ("FROM localhost.example.org/a\n", False),
        ("FROM scratch\n", False),
    ],
)
def test_registries_of_the_machine_itself_need_no_tls(text: str, wanted: bool, tmp_path: Path) -> None:
    path = tmp_path / ("x.def" if "Bootstrap" in text else "Dockerfile")
    path.write_text(text)
    (tmp_path / "work").mkdir()
    piece = tasks.lay(tasks.read(str(path), {}, None, None), tmp_path / "work")

    assert tasks.is_local(piece) is wanted


def test_a_recipe_of_standard_input_copies_from_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"FROM a\nRUN b\n")))
    task = tasks.read("-", {}, None, None)
    piece = tasks.lay(task, tmp_path)

    assert (task.title, task.context) == ("standard input", None)
    assert piece.recipe.read_text() == "FROM a\nRUN b\n"
    assert list(piece.context.iterdir()) == []


def test_a_file_may_have_another_name_where_nobody_looks(tmp_path: Path) -> None:
    archive = tmp_path / "tree.tar"
    with tarfile.open(archive, "w") as tar:
        tar.addfile(tarfile.TarInfo("tmp/a"))
        link = tarfile.TarInfo("opt/a")
        link.type, link.linkname = tarfile.LNKTYPE, "tmp/a"
        tar.addfile(link)

    assert [*read_archive(archive)] == ["opt/a"]


def test_a_recipe_of_a_pipe_is_read_once(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"FROM a\nRUN b\n")
    os.close(writing)
    task = tasks.read(f"/dev/fd/{reading}", {}, None, None)
    piece = tasks.lay(task, tmp_path)
    os.close(reading)

    assert (task.path, task.context) == (None, None)
    assert piece.recipe.read_text() == "FROM a\nRUN b\n"


def test_a_log_is_kept_for_its_user_alone_and_under_no_name_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLURM_TMPDIR", str(tmp_path))
    with workplace("test", None, lambda: None) as place:
        (tmp_path / f"{place.name}.log").symlink_to(tmp_path / "other")
        (place / "log").write_text("said")
        saved = kept_log(place / "log")

    assert (saved.read_text(), stat.S_IMODE(saved.stat().st_mode)) == ("said", 0o600)
    assert not (tmp_path / "other").exists()


def test_a_workplace_goes_and_a_kept_one_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLURM_TMPDIR", str(tmp_path))
    cleared: list[bool] = []
    with workplace("test", None, lambda: cleared.append(True)) as place:
        assert place.parent == tmp_path
        (place / "file").write_text("")
    assert (place.exists(), cleared) == (False, [True])

    kept = tmp_path / "a" / "kept"
    with workplace("test", str(kept), lambda: None) as place:
        (place / "file").write_text("")
    assert (kept / "file").exists()
    with pytest.raises(RecipeError, match="is not empty"), workplace("test", str(kept), lambda: None):
        pass
    with pytest.raises(RecipeError, match="not a directory"), workplace("test", str(kept / "file" / "x"), lambda: None):
        pass
