"""What commands say beside what they were asked for: less with `-q`, more with `-v`."""

from pathlib import Path

import pytest

from recipec.cli import commands, main
from recipec.cli.options import COLOR, QUIET, VERBOSE, Command
from tests.support.lint_command import BAD, GOOD

LOSSY = "FROM alpine:3.20\nEXPOSE 80\nVOLUME /data\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", commands.every(), ids=lambda one: one.name)
def test_every_command_can_say_less_and_more(command: Command) -> None:
    assert {QUIET.names, VERBOSE, COLOR} <= {*command.options, *(option.names for option in command.options)}


@pytest.mark.parametrize("command", ["convert Dockerfile", "explain Dockerfile", "sync absent other", "diff a b"])
def test_who_is_talking_is_said_once(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("Dockerfile").write_text(LOSSY)
    main([*command.split(), "-v"])

    assert capsys.readouterr().err.count("recipec: version ") == 1


def test_quiet_lint_shows_findings_alone(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text(BAD)
    Path("b.def").write_text(GOOD)

    assert main(["lint", "a.def", "b.def"]) == 1
    assert capsys.readouterr().out.endswith("1 error, 1 warning in 2 recipes\n")

    assert main(["lint", "a.def", "b.def", "-q"]) == 1
    assert "in 2 recipes" not in capsys.readouterr().out

    assert main(["lint", "b.def", "-q"]) == 0
    assert capsys.readouterr() == ("", "")

    assert main(["lint", "a.def", "-q", "--fix"]) == 0
    assert capsys.readouterr() == ("", "")


def test_quiet_convert_shows_errors_alone(capsys: pytest.CaptureFixture[str]) -> None:
    Path("Dockerfile").write_text(LOSSY)
    Path("a.def").write_text("Bootstrap: shub\nFrom: a/b\n\n%files\n    absent /\n")

    assert main(["convert", "Dockerfile", "-q"]) == 0
    assert capsys.readouterr().err == ""

    assert main(["convert", "a.def", "-q"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("error[RC704]")
    assert "warning" not in told

    assert main(["convert", "absent", "-q"]) == 2
    assert capsys.readouterr().err.startswith("error: cannot read `absent`")


def test_json_is_complete_however_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    Path("Dockerfile").write_text(LOSSY)
    main(["convert", "Dockerfile", "--output-format", "json"])
    told = capsys.readouterr().err
    main(["convert", "Dockerfile", "--output-format", "json", "-q"])

    assert capsys.readouterr().err == told


def test_convert_tells_what_it_decides(capsys: pytest.CaptureFixture[str]) -> None:
    Path("Dockerfile").write_text(GOOD)

    assert main(["convert", "Dockerfile", "-v", "--from", "definition"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("recipec: version ")
    assert "recipec: `Dockerfile` is a definition file: `--from` says so" in told
    assert "recipec: it is written for docker, as nothing else is said" in told
    assert "recipec: files are looked for in `.`" in told
    assert told[-1].startswith("recipec: exit code 0, after ")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_lint_tells_what_it_decides(jobs: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("recipec.toml").write_text('exclude = ["vendor"]\n')
    Path("vendor").mkdir()
    for name in ("a.def", "Singularity", "vendor/a.def"):
        Path(name).write_text(GOOD)
    Path("windows.def").write_text("LIBRARY x\n")
    Path("recipe").write_text(GOOD)

    assert main(["lint", ".", "recipe", "-v", "--jobs", jobs]) == 0
    out, told = capsys.readouterr()
    assert out == "nothing found\n"
    for line in (
        "recipec: `.` has 6 files (all), 4 with the name of a recipe",
        "recipec: `vendor/a.def` is left out: it is excluded",
        "recipec: `windows.def` is left out: its text is no recipe's",
        f"recipec: the configuration is `{Path.cwd()}/recipec.toml`",
        f"recipec: 3 files to check, {jobs} at a time",
        "recipec: `Singularity` is a definition file: its name says so; checked for apptainer-1.4 in ",
        "recipec: `recipe` is a definition file: its text says so; checked for apptainer-1.4 in ",
    ):
        assert line in told
    assert told.count("the configuration is") == 1


def test_a_name_cannot_write_lines_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a\n::error::.def").write_text(GOOD)

    assert main(["lint", ".", "-v"]) == 0
    assert "\n::error::" not in capsys.readouterr().err


@pytest.mark.parametrize("command", ["convert absent", "lint absent", "rule RC104"])
def test_quiet_and_verbose_contradict_each_other(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command.split(), "-q", "-v"]) == 2
    assert "contradict each other" in capsys.readouterr().err
