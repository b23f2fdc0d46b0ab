"""`recipec lint`: what it reads, what it shows, what it exits with."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from recipec.cli import main
from recipec.cli.options import FORMS

BAD = """\
Bootstrap: docker
From: debian:12

%post
    sudo make && make install
    make clean
"""
GOOD = BAD.replace("sudo make && make install", "make")
NO_RECIPE = "Bootstrap: docker\nFrom: debian:12\n%post\n    cat <<EOF\n%nothing\nEOF\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lint(*arguments: str) -> int:
    return main(["lint", *arguments])


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
    assert fixed.returncode == 0


def test_what_cannot_be_fixed_on_standard_input_is_told_by_the_exit_code() -> None:
    command = [sys.executable, "-m", "recipec", "lint", "-", "--fix"]
    closed = BAD.replace("Bootstrap: docker", "Bootstrap: shub")
    fixed = subprocess.run(command, input=closed, capture_output=True, text=True, check=False)
    refused = subprocess.run(command, input="%post\n", capture_output=True, text=True, check=False)

    assert fixed.stdout == closed.replace("sudo make && make install", "make\n    make install")
    assert fixed.returncode == 1
    assert refused.returncode == 2


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


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_written_to_a_file(form: str) -> None:
    Path("a.def").write_text(BAD)
    Path("b.def").write_text(NO_RECIPE)
    Path("c.def").write_text(GOOD)
    assert lint("a.def", "b.def", "c.def", "absent", "--output-format", form, "-o", "out") == 2

    text = Path("out").read_text()

    assert "a.def" in text
    match form:
        case "json":
            rows = json.loads(text)
            fields = {"code", "name", "severity", "message", "help", "file", "start", "end", "related", "fix", "url"}

            assert all(set(row) == fields for row in rows)
            assert [row["file"] for row in rows] == ["a.def", "a.def", "b.def", "absent"]
        case "jsonl":
            assert len([json.loads(line) for line in text.splitlines()]) == 4
        case "gitlab":
            rows = json.loads(text)

            assert len({row["fingerprint"] for row in rows}) == len(rows) == 4
        case "sarif":
            (run,) = json.loads(text)["runs"]
            ids = {rule["id"] for rule in run["tool"]["driver"]["rules"]}

            assert {result["ruleId"] for result in run["results"]} == ids
            assert not run["invocations"][0]["executionSuccessful"]
        case "checkstyle" | "junit":
            assert len(ET.fromstring(text)) >= 3
        case "github":
            assert text.count("::error ") == 3
            assert text.count("::warning ") == 1
        case _:
            assert "absent" in text


def test_a_file_without_findings_is_a_passed_suite(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text(GOOD)
    lint("a.def", "--output-format", "junit")
    (suite,) = ET.fromstring(capsys.readouterr().out)

    assert (suite.get("tests"), suite.get("failures")) == ("1", "0")


def test_xml_holds_any_text(capsys: pytest.CaptureFixture[str]) -> None:
    Path('<&">\u0001.def').write_text(BAD.replace("make install", "make \u0002 <x>"))
    lint(".", "--output-format", "checkstyle")

    assert len(ET.fromstring(capsys.readouterr().out)) == 1


def test_annotations_of_github_are_one_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a,b:c.def").write_text(BAD)
    lint(".", "--output-format", "github")

    assert capsys.readouterr().out.startswith("::error file=a%2Cb%3Ac.def,title=RC104 sudo,line=5,col=5,endColumn=9::")


def test_github_would_take_the_sarif() -> None:
    """Microsoft's validator, with the rules of GitHub: `.ci/run` installs it from the npm registry."""
    tool = os.environ.get("SARIF_MULTITOOL")
    if not tool:
        if os.environ.get("CI"):
            pytest.fail("SARIF_MULTITOOL names no validator")
        pytest.skip("SARIF_MULTITOOL names no validator (npm: @microsoft/sarif-multitool-linux)")
    Path("a.def").write_text(BAD)
    Path("b.def").write_text(NO_RECIPE)
    lint("a.def", "b.def", "absent", "--output-format", "sarif", "-o", "out.sarif")
    done = subprocess.run(
        (tool, "validate", "--rule-kind", "Sarif;Ghas", "out.sarif"),
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Analysis completed successfully" in done.stdout
    assert "error" not in done.stdout.lower()
    assert "warning" not in done.stdout.lower()
