"""The forms of output of `recipec lint`."""

import json
import os
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from recipec.cli.commands.lint import FORMS
from tests.support.lint_command import BAD, GOOD, NO_RECIPE, lint
from tests.support.missing import give_up


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


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
        give_up("SARIF_MULTITOOL names no validator (npm: @microsoft/sarif-multitool-linux)")
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
