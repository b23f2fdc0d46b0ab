"""The command that formats definition files."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from recipec.cli import main

MESSY = "bootstrap: docker\nFrom: debian:12\n%post\nmake\n"
NEAT = "Bootstrap: docker\nFrom: debian:12\n\n%post\n    make\n"
REFUSED = "Bootstrap: docker\nFrom: debian:12\n\n%pots\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")


def test_a_file_is_formatted_in_place_with_its_mode(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text(MESSY)
    Path("a.def").chmod(0o640)

    assert main(["fmt", "a.def"]) == 0
    assert Path("a.def").read_text() == NEAT
    assert stat.S_IMODE(Path("a.def").stat().st_mode) == 0o640
    assert capsys.readouterr() == ("", "1 file reformatted\n")


def test_a_formatted_file_is_not_written() -> None:
    Path("a.def").write_text(NEAT)
    os.utime("a.def", (1, 1))
    before = Path("a.def").stat().st_ino

    assert main(["fmt", "a.def", "-q"]) == 0
    assert (Path("a.def").stat().st_ino, Path("a.def").stat().st_mtime) == (before, 1)


def test_a_link_stays_a_link() -> None:
    Path("a.def").write_text(MESSY)
    Path("Singularity").symlink_to("a.def")

    assert main(["fmt", "Singularity", "-q"]) == 0
    assert Path("Singularity").is_symlink()
    assert Path("a.def").read_text() == NEAT


def test_a_folder_is_searched_for_definition_files_alone(capsys: pytest.CaptureFixture[str]) -> None:
    Path("deep").mkdir()
    Path("deep/Singularity").write_text(MESSY)
    Path("deep/Dockerfile").write_text("FROM   debian:12\n")
    Path("b.def").write_text(NEAT)
    Path("windows.def").write_text("LIBRARY x\nEXPORTS\n")

    assert main(["fmt"]) == 0
    assert capsys.readouterr().err == "1 file reformatted, 1 file left unchanged\n"
    assert Path("deep/Dockerfile").read_text() == "FROM   debian:12\n"


def test_check_names_what_would_be_changed_and_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text(MESSY)
    Path("b.def").write_text(NEAT)

    assert main(["fmt", "--check", "."]) == 1
    assert capsys.readouterr() == (
        "would reformat a.def\n",
        "1 file would be reformatted, 1 file already formatted\n",
    )
    assert Path("a.def").read_text() == MESSY
    assert main(["fmt", "--check", "b.def", "-q"]) == 0
    assert capsys.readouterr() == ("", "")


def test_diff_shows_what_patch_takes(capsys: pytest.CaptureFixture[str]) -> None:
    text = MESSY.replace("make", "echo \u2028 'a\x0cb'").rstrip("\n")
    Path("a.def").write_text(text)

    assert main(["fmt", "--diff", "a.def"]) == 1
    assert Path("a.def").read_text() == text

    shown = capsys.readouterr().out
    subprocess.run(["patch", "-s", "a.def"], input=shown, text=True, check=True)

    assert main(["fmt", "--check", "a.def"]) == 0


def test_diff_has_colours_where_they_are_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text(MESSY)

    assert main(["fmt", "--diff", "--color", "always", "a.def"]) == 1

    lines = capsys.readouterr().out.splitlines()

    assert lines[0] == "\x1b[1m--- a.def\x1b[0m"
    assert lines[2].startswith("\x1b[36m@@")
    assert "\x1b[31m-make\x1b[0m" in lines
    assert "\x1b[32m+    make\x1b[0m" in lines
    assert " From: debian:12" in lines


def test_a_diff_in_colours_does_not_move_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text("Bootstrap: docker\nfrom: debian:12\n%post\necho \x1b]0;title\x07\n")

    assert main(["fmt", "--diff", "--color", "always", "a.def"]) == 1
    assert "echo ␛]0;title␇" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "code", "shown"),
    [((), 0, NEAT), (("--check", "--stdin-filename", "x.def"), 1, "would reformat x.def\n")],
)
def test_standard_input_goes_to_standard_output(options: tuple[str, ...], code: int, shown: str) -> None:
    command = [sys.executable, "-m", "recipec", "fmt", "-", *options]
    done = subprocess.run(command, input=MESSY, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (code, shown, "")


def test_a_refused_file_is_told_with_its_place_and_the_rest_is_formatted(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text(REFUSED)
    Path("b.def").write_text(MESSY)

    assert main(["fmt", "a.def", "b.def", "missing.def"]) == 2

    told = capsys.readouterr().err

    assert "--> a.def:4:" in told
    assert "cannot read `missing.def`" in told
    assert told.endswith("1 file reformatted, 2 files could not be formatted\n")
    assert Path("a.def").read_text() == REFUSED
    assert Path("b.def").read_text() == NEAT


@pytest.mark.parametrize("data", [b"", b"\0\1", b"Bootstrap: docker\n\xff\n", b"hello\n", b"%post\n  make\n"])
def test_what_is_no_definition_file_is_left_alone(data: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_bytes(data)

    assert main(["fmt", "a.def"]) == 2
    assert capsys.readouterr().err.startswith("error: ")
    assert Path("a.def").read_bytes() == data


def test_a_dockerfile_is_refused_by_name_and_passed_over_by_a_hook(capsys: pytest.CaptureFixture[str]) -> None:
    Path("Dockerfile").write_text("FROM debian:12\n")
    Path("a.def").write_text(MESSY)

    assert main(["fmt", "Dockerfile"]) == 2
    assert "this is a Dockerfile" in capsys.readouterr().err
    assert main(["fmt", "--force-exclude", "Dockerfile", "a.def"]) == 0
    assert capsys.readouterr().err == "1 file reformatted\n"


def test_the_configuration_excludes(capsys: pytest.CaptureFixture[str]) -> None:
    Path("recipec.toml").write_text('exclude = ["vendor"]\ntarget = "docker"\n')
    Path("vendor").mkdir()
    Path("vendor/a.def").write_text(MESSY)
    Path("b.def").write_text(MESSY)

    assert main(["fmt", "."]) == 0
    assert capsys.readouterr().err == "1 file reformatted\n"
    assert Path("vendor/a.def").read_text() == MESSY


def test_a_folder_without_definition_files_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fmt"]) == 0
    assert capsys.readouterr().err == "there is no definition file here\n"


def test_a_target_that_reads_no_definition_files_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text(MESSY)

    assert main(["fmt", "--target", "docker", "a.def"]) == 2
    assert "reads no definition files" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("a.def").write_text(MESSY)
    monkeypatch.setattr(os, "access", lambda *_: False)

    assert main(["fmt", "a.def"]) == 2
    assert "cannot write `a.def`" in capsys.readouterr().err
    assert Path("a.def").read_text() == MESSY


def test_what_is_no_file_is_not_written() -> None:
    os.mkfifo("a.def")
    command = [sys.executable, "-m", "recipec", "fmt", "a.def"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as program:
        Path("a.def").write_text(MESSY)
        told = program.communicate(timeout=60)[1]

    assert program.returncode == 2
    assert "error: `a.def` cannot be formatted: it is no file" in told


def test_a_name_is_shown_on_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a\n\x1b[31m.def").write_text(MESSY)

    assert main(["fmt", "--check", "."]) == 1
    assert capsys.readouterr().out == "would reformat a␊␛[31m.def\n"


def test_a_wrong_configuration_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    Path("recipec.toml").write_text('exlude = ["vendor"]\n')
    Path("a.def").write_text(MESSY)
    Path("b.def").write_text(MESSY)

    assert main(["fmt", "a.def", "b.def"]) == 2
    assert capsys.readouterr().err.count("error: ") == 1
    assert Path("a.def").read_text() == MESSY
