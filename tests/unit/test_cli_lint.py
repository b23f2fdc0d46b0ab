"""`recipec lint`: what it reads, what it shows, what it exits with."""

import stat
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.support.lint_command import BAD, GOOD, lint


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_good_recipe_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text(GOOD)

    assert lint("a.def") == 0
    assert capsys.readouterr().out == "nothing found\n"


def test_what_is_found_is_shown_where_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text(BAD)

    assert lint("a.def", "--output-format", "concise") == 1

    places = [line.split(" ")[0] for line in capsys.readouterr().out.splitlines()]

    assert places == ["a.def:5:5:", "a.def:5:5:"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--exit-zero"], 0),
        (["--select", "RC008"], 0),
        (["--select", "masked-failure"], 1),
        (["--ignore", "RC104,masked-failure"], 0),
        (["--ignore", "RC", "--extend-select", "RC301"], 1),
        (["--ignore", "ALL"], 0),
        (["--severity", "RC104=info", "--severity", "masked-failure=warning", "--fail-level", "error"], 0),
        (["--severity", "RC104=info", "--severity", "RC301=info", "--fail-level", "info"], 1),
        (["--target", "docker"], 1),
        (["--per-file-ignores", "*.def=ALL"], 0),
        (["--per-file-ignores", "other/**=ALL"], 1),
    ],
)
def test_the_command_line_says_which_rules_speak_and_which_count(arguments: list[str], code: int) -> None:
    Path("a.def").write_text(BAD)

    assert lint("a.def", *arguments) == code


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--select", "maskd-failure"], "did you mean `masked-failure`?"),
        (["--ignore", "RC77x"], "`RC77x` is no rule"),
        (["--select", "SC2086"], "`SC2086` is what ShellCheck finds"),
        (["--select", "DL,hadolint", "--shellcheck"], "ask it with `--hadolint`"),
        (["--select", "RC399"], "`recipec rule RC3` lists those that begin so"),
        (["--ignore", "E501"], "codes begin with `RC`, or with `SC` and `DL`"),
        (["--select", "empty-value"], "`recipec rule empty-value` explains it"),
        (["--target", "aptainer-1.4"], "did you mean `apptainer-1.4`?"),
        (["--severity", "RC104=eror"], "did you mean `error`?"),
        (["--severity", "RC104"], "has no `=`"),
        (["--mount-points", "data"], "write `/data`"),
        (["--jobs", "many"], "is no number of processes"),
        (["--config", "absent.toml"], "cannot read `absent.toml`"),
        (["--baseline", "absent.json"], "cannot read `absent.json`"),
        (["--context", "absent"], "is not a directory"),
    ],
)
def test_a_mistake_on_the_command_line_is_told(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.def").write_text(BAD)

    assert lint("a.def", *arguments) == 2
    assert told in capsys.readouterr().err


def test_one_bad_file_does_not_stop_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_bytes(b"\0\1")
    Path("b.def").write_text(BAD)
    Path("empty.def").write_text("")

    assert lint("absent.def", "a.def", "b.def", "empty.def") == 2

    out = capsys.readouterr().out

    assert "this is a binary file" in out
    assert "cannot read `absent.def`" in out
    assert "the recipe is empty" in out
    assert "RC301" in out
    assert "3 of 4 not checked" in out


def test_folders_are_searched_for_recipes_by_name_and_by_text(capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in {
        "Dockerfile": "FROM debian:12\n",
        "gpu/Dockerfile.cuda": "FROM debian:12\n",
        "gpu/Containerfile": "FROM debian:12\n",
        "x.dockerfile": "FROM debian:12\n",
        "deep/er/Singularity.v1": BAD,
        "tool.def": BAD,
        "tool.apptainer": BAD,
        "windows.def": "LIBRARY x\nEXPORTS\n  run\n",
        "Dockerfile.md": "FROM here to there\n",
        "node_modules/x/Dockerfile": "FROM debian:12\n",
        ".hidden/Dockerfile": "FROM debian:12\n",
        "Singularity.md": BAD,
    }.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)

    assert lint("--output-format", "junit") == 1

    suites = [suite.get("name") for suite in ET.fromstring(capsys.readouterr().out)]

    assert suites == [
        "Dockerfile",
        "deep/er/Singularity.v1",
        "gpu/Containerfile",
        "gpu/Dockerfile.cuda",
        "tool.apptainer",
        "tool.def",
        "x.dockerfile",
    ]


@pytest.mark.git
def test_what_git_ignores_is_not_searched(capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run(("git", "init", "-q", "."), check=True)
    Path(".gitignore").write_text("build/\n")
    for name in ("build/a.def", "kept/a.def"):
        Path(name).parent.mkdir()
        Path(name).write_text(BAD)

    assert lint("--output-format", "concise") == 1
    assert {line.split(":")[0] for line in capsys.readouterr().out.splitlines()} == {"kept/a.def"}


def test_excluded_files_are_left_out_of_folders_and_not_of_the_command_line() -> None:
    Path("vendor").mkdir()
    Path("vendor/a.def").write_text(BAD)

    assert lint(".", "--exclude", "vendor") == 0
    assert lint(".", "--exclude", "vendor/**") == 0
    assert lint(".", "--exclude", "*.def") == 0
    assert lint("vendor/a.def", "--exclude", "vendor") == 1
    assert lint("vendor/a.def", "--exclude", "vendor", "--force-exclude") == 0
    assert lint("vendor/a.def", "--force-exclude") == 1


def test_the_nearest_configuration_counts(capsys: pytest.CaptureFixture[str]) -> None:
    Path("pyproject.toml").write_text('[tool.recipec]\nignore = ["RC104"]\n')
    Path("sub/own").mkdir(parents=True)
    Path("sub/own/recipec.toml").write_text('select = ["sudo"]\n[severity]\nsudo = "warning"\n')
    for name in ("a.def", "sub/a.def", "sub/own/a.def"):
        Path(name).write_text(BAD)

    assert lint("a.def", "sub/a.def", "sub/own/a.def", "--output-format", "concise") == 1

    found = [line.split(" ")[:2] for line in capsys.readouterr().out.splitlines()]

    assert found == [
        ["a.def:5:5:", "warning[RC301]"],
        ["sub/a.def:5:5:", "warning[RC301]"],
        ["sub/own/a.def:5:5:", "warning[RC104]"],
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('selct = ["RC1"]', "did you mean `select`?"),
        ('select = "RC1"', "`select` is a list of texts"),
        ('ignore = ["RC77x"]', "recipec.toml`: `RC77x` is no rule"),
        ('target = "dokcer"', "recipec.toml`: `dokcer` is no target"),
        ('[tool.recipec]\nignore = "RC7"', "`ignore` is a list of texts"),
        ('build-mode = "rot"', "did you mean `root`?"),
        ("target = 3", "`target` is a text"),
        ("severity = 3", "`severity` is a table"),
        ("select = [", "is no TOML"),
    ],
)
def test_a_mistake_in_a_configuration_is_told(text: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("recipec.toml").write_text(text + "\n")
    Path("a.def").write_text(GOOD)

    assert lint("a.def") == 2
    assert told in capsys.readouterr().err


def test_patterns_of_a_configuration_are_relative_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("recipec.toml").write_text('exclude = ["old/**"]\n[per-file-ignores]\n"new/*.def" = ["ALL"]\n')
    for name in ("old/a.def", "new/a.def"):
        Path(name).parent.mkdir()
        Path(name).write_text(BAD)
    monkeypatch.chdir("new")

    assert lint("..") == 0
    assert lint("a.def") == 0


def test_fixes_are_put_in_and_the_mode_of_the_file_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path("a.def")
    path.write_text(BAD)
    path.chmod(0o640)

    assert lint("a.def", "--fix") == 0
    assert path.read_text() == BAD.replace("sudo make && make install", "make\n    make install")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert "fixed 2 findings" in capsys.readouterr().err


def test_only_what_is_shown_is_fixed() -> None:
    text = "Bootstrap: docker\nFrom: debian:12\n\n%post\n    apt update\n"
    Path("a.def").write_text(text)
    lint("a.def", "--fix")

    assert Path("a.def").read_text() == text

    lint("a.def", "--fix", "--level", "info")

    assert Path("a.def").read_text() == text.replace("apt ", "apt-get ")


def test_line_ends_of_the_rest_are_left_as_they_are() -> None:
    path = Path("a.def")
    path.write_bytes(BAD.replace("\n", "\r\n").encode())
    lint("a.def", "--fix")

    assert path.read_bytes().count(b"\r\n") >= 5


def test_a_difference_is_shown_and_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text(BAD)

    assert lint("a.def", "--diff") == 1

    out = capsys.readouterr().out

    assert "-    sudo make && make install\n+    make\n+    make install\n" in out
    assert Path("a.def").read_text() == BAD


def test_standard_input_is_read_and_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-m", "recipec", "lint", "-", "--stdin-filename", "sub/Singularity"]
    found = subprocess.run(command, input=BAD, capture_output=True, text=True, check=False)
    fixed = subprocess.run([*command, "--fix"], input=BAD, capture_output=True, text=True, check=False)

    assert found.returncode == 1
    assert "sub/Singularity:5:5" in found.stdout
    assert fixed.stdout == BAD.replace("sudo make && make install", "make\n    make install")
    assert fixed.stderr == "nothing found\nfixed 2 findings\n"
    assert fixed.returncode == 0


def test_what_cannot_be_fixed_on_standard_input_is_told_and_given_back() -> None:
    command = [sys.executable, "-m", "recipec", "lint", "-", "--fix"]
    closed = BAD.replace("Bootstrap: docker", "Bootstrap: shub")
    fixed = subprocess.run(command, input=closed, capture_output=True, text=True, check=False)
    refused = subprocess.run(command, input="%post\n", capture_output=True, text=True, check=False)

    assert fixed.stdout == closed.replace("sudo make && make install", "make\n    make install")
    assert fixed.returncode == 1
    assert "error[RC704]" in fixed.stderr
    assert refused.stdout == "%post\n"
    assert refused.returncode == 2
    assert "1 of 1 not checked" in refused.stderr


def test_a_baseline_leaves_out_what_is_known() -> None:
    Path("a.def").write_text(BAD)

    assert lint("a.def", "--write-baseline", "known.json") == 0
    assert lint("a.def", "--baseline", "known.json") == 0

    Path("a.def").write_text("# a line above\n" + BAD + "    chmod -R 777 /opt\n")

    assert lint("a.def", "--baseline", "known.json") == 1


def test_no_baseline_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text(BAD)
    Path("known.json").write_text("[]")

    assert lint("a.def", "--baseline", "known.json") == 2
    assert "is no baseline" in capsys.readouterr().err


def test_statistics_count_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text(BAD)
    lint("a.def", "--statistics", "-q")

    assert capsys.readouterr().out.endswith("1 error[RC104] sudo\n1 warning[RC301] masked-failure\n")


def test_the_source_can_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text(BAD)
    lint("a.def", "--no-source")

    assert "^^^^" not in capsys.readouterr().out


def test_many_files_in_several_processes_come_out_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(40):
        Path(f"{number:02}.def").write_text(BAD)
    lint("--jobs", "1", "--output-format", "jsonl")
    one = capsys.readouterr().out
    lint("--jobs", "3", "--output-format", "jsonl")

    assert capsys.readouterr().out == one
    assert one.count("\n") == 80


def test_a_selection_of_nothing_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text(BAD)

    assert lint("a.def", "--select", "") == 2
    assert "`--select` names no rule" in capsys.readouterr().err
