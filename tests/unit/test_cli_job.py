"""``recipec job``: what it writes into a script, and what it refuses."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from recipec.cli import main

FIXTURES = Path(__file__).parents[2] / "fixtures"
EXAMPLES = FIXTURES / "examples"
WITHOUT_A_SHELL = FIXTURES / "convert" / "to-definition" / "base-without-a-shell" / "Dockerfile"
SITE = 'scheduler = "slurm"\npartition = "long"\naccount = "ours"\nmargin = 300\n'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "recipes"
    shutil.copytree(EXAMPLES, folder)
    monkeypatch.chdir(folder)
    return folder


def script(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert main(["job", *words]) == 0, capsys.readouterr().err
    return capsys.readouterr().out.splitlines()


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    code = main(["job", *words])
    said = capsys.readouterr()
    assert code == 2
    assert said.out == ""
    assert said.err.startswith("error: ")
    return said.err


def test_what_is_given_wins_over_the_site(capsys: pytest.CaptureFixture[str]) -> None:
    Path("site.toml").write_text(SITE)
    run = ("tool.def", "--site", "site.toml", "--run", "tool", "--results", "/out:out", "--time", "2h")
    of_site = script(capsys, *run)
    given = script(capsys, *run, "--partition", "short", "--account", "theirs", "--margin", "60")

    assert {"#SBATCH --partition=long", "#SBATCH --account=ours", "#SBATCH --signal=B:USR1@300"} <= set(of_site)
    assert {"#SBATCH --partition=short", "#SBATCH --account=theirs", "#SBATCH --signal=B:USR1@60"} <= set(given)
    assert "#PBS -q long" in script(capsys, *run, "--scheduler", "pbs")


def test_without_results_nobody_is_told_before_the_limit(capsys: pytest.CaptureFixture[str]) -> None:
    run = ("a.sif", "--run", "tool", "--time", "2h")

    assert not [line for line in script(capsys, *run) if "USR1@" in line]
    assert "#SBATCH --signal=B:USR1@90" in script(capsys, *run, "--margin", "90s")


def test_the_usual_margin_is_shorter_than_a_short_limit(capsys: pytest.CaptureFixture[str]) -> None:
    run = ("a.sif", "--run", "tool", "--results", "/out:out")

    assert "#SBATCH --signal=B:USR1@120" in script(capsys, *run)
    assert "#SBATCH --signal=B:USR1@60" in script(capsys, *run, "--time", "4m")


def test_an_existing_script_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    Path("job.sh").write_text("mine")

    assert "the output `job.sh` exists" in refusal(capsys, "tool.def", "-o", "job.sh")
    assert Path("job.sh").read_text() == "mine"
    assert main(["job", "tool.def", "-o", "job.sh", "--force", "-q"]) == 0
    assert Path("job.sh").read_text().startswith("#!/bin/bash\n")


def test_the_script_is_none_of_the_sources(capsys: pytest.CaptureFixture[str]) -> None:
    before = Path("tool.def").read_text()

    assert "the output `tool.def` is the input" in refusal(capsys, "tool.def", "-o", "tool.def", "--force")
    assert Path("tool.def").read_text() == before


def test_a_recipe_that_cannot_be_converted_is_not_queued(capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(WITHOUT_A_SHELL, "Dockerfile")

    assert main(["job", "Dockerfile", "-o", "job.sh"]) == 1
    assert "no job is written" in capsys.readouterr().err
    assert not Path("job.sh").exists()


def test_a_site_without_builds_sends_them_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    said = refusal(capsys, "tool.def", "--site", "saga")

    assert "nothing can be built on `saga`" in said
    assert "recipec job IMAGE.sif" in said
    assert script(capsys, "tool.sif", "--run", "tool", "--site", "saga")


def test_a_build_that_needs_a_network_is_refused_where_nodes_have_none(capsys: pytest.CaptureFixture[str]) -> None:
    Path("site.toml").write_text('engine = "apptainer"\nnetwork-on-compute-nodes = false\n')
    said = refusal(capsys, "tool.def", "--site", "site.toml")

    assert "the nodes of `site` reach no network" in said
    assert "apptainer pull base.sif docker://" in said
    assert "Bootstrap: localimage" in said

    Path("here.def").write_text("Bootstrap: localimage\nFrom: base.sif\n\n%post\n    pip install --no-index ./a.whl\n")
    assert main(["job", "here.def", "--site", "site.toml"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("apt-get install -y bc", "apt-get install -y"),
        ("pip install numpy", "pip install numpy"),
        ("git clone https://example.org/a", "git clone https://example.org/a"),
    ],
)
def test_steps_that_ask_the_network_are_told_where_nodes_have_none(
    line: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("site.toml").write_text("network-on-compute-nodes = false\n")
    Path("here.def").write_text(f"Bootstrap: localimage\nFrom: base.sif\n\n%post\n    {line}\n")

    assert main(["job", "here.def", "--site", "site.toml"]) == 0
    assert f"`here.def` runs `{said}`, which may fail" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("a.sif",), "there is nothing to do with an image"),
        (("a.sif", "tool.def", "--run", "x"), "recipes or images, not both"),
        (("tool.def", "--run", "x", "--array", "runs"), "`--array` runs one image many times"),
        (("a.sif", "b.sif", "--run", "x", "--array", "runs"), "`--array` runs one image many times"),
        (("tool.def", "--nv"), "`--nv` is for a program that runs"),
        (("tool.def", "--results", "/a:b"), "`--results` is for a program that runs"),
        (("image.sif", "--run", "x", "--build-arg", "A=1"), "`--build-arg` is for a recipe"),
        (("a.sif", "--run", "x", "--", "--notest"), "options of the engine behind `--`"),
        (("tool.def", "--image", "a.sif", "--image", "b.sif"), "more `--image` than recipes"),
        (("tool.def", "Dockerfile", "--image", "a.sif", "--image", "./a.sif"), "two recipes would become"),
        (("tool.def", "tool.def"), "two recipes would become"),
        (("tool.def", "Dockerfile", "--context", "."), "`--context` is for one recipe"),
        (("a.sif", "--run", " "), "says nothing to run"),
        (("a.sif", "--run", "x\x07"), "control characters"),
        (("a.sif", "--run", "x", "--bind", "a:/d", "--scratch", "/d/"), "would be two directories"),
        (("a.sif", "--run", "x", "--scratch", "tmp"), "no directory of the container"),
        (("a.sif", "--run", "x", "--array", "nowhere"), "nowhere"),
        (("a.sif", "--run", "x", "--time", "30"), "`30` is no time limit"),
        (("a.sif", "--run", "x", "--gpus", "two"), "`two` is no number of GPUs"),
        (("a.sif", "--run", "x", "--time", "5m", "--margin", "300"), "as long as the time limit"),
        (("a.sif", "--run", "x", "--margin", "5m", "--scheduler", "pbs"), "PBS does not say"),
        (("a.sif", "--run", "x", "--account", "a b"), "`a b` is no account"),
        (("a\nb.sif", "--run", "x"), "control characters"),
        (("nowhere.def",), "nowhere.def"),
        (("a.sif", "--run", "x", "--site", "mil"), "there is no site `mil`"),
        (("a.sif", "--run", "x", "--submit"), "there is no image `a.sif`"),
    ],
)
def test_what_cannot_be_done_is_said(words: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("runs").write_text("A=1\n")

    assert why in refusal(capsys, *words)


def test_a_recipe_of_standard_input_needs_a_name_for_its_image() -> None:
    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "recipec", "job", "-", *words]
        return subprocess.run(command, input="FROM debian:12\n", capture_output=True, text=True, check=False)

    assert "add `--image FILE.sif`" in run().stderr
    assert "image=tool.sif" in run("--image", "tool.sif").stdout


def test_a_sandbox_is_no_image_of_a_job(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.sif").mkdir()

    assert "apptainer build image.sif DIR" in refusal(capsys, "a.sif", "--run", "x")


def test_where_there_is_no_scheduler_a_job_is_not_submitted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    assert "there is no `sbatch` here" in refusal(capsys, "tool.def", "--submit", "-o", "job.sh")
    assert not Path("job.sh").exists()


class Queue:
    """A scheduler that knows one job, and says of it what a file says."""

    def __init__(self, folder: Path) -> None:
        self.answer = folder / "answer"
        self.program("sbatch", "echo 12")
        self.program("scontrol", f"cat '{self.answer}'")
        self.program("sacct", "exit 1")

    def program(self, name: str, line: str) -> None:
        path = self.answer.parent / name
        path.write_text(f"#!/bin/sh\n{line}\n")
        path.chmod(0o755)

    def says(self, state: str, code: str = "0:0") -> None:
        draft = self.answer.with_name("draft")
        draft.write_text(f"JobId=12 JobName=a JobState={state} ExitCode={code} StdOut=/log Power=\n")
        draft.replace(self.answer)

    def start(self) -> "subprocess.Popen[str]":
        path = f"{self.answer.parent}:{os.environ['PATH']}"
        words = [sys.executable, "-m", "recipec", "job", "tool.def", "--submit", "-v"]
        return subprocess.Popen(words, env={**os.environ, "PATH": path}, stderr=subprocess.PIPE, text=True)


def said_until(text: str, process: "subprocess.Popen[str]") -> str:
    """Read what a command says until it says a text."""
    assert process.stderr is not None
    said = ""
    while text not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    return said


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    return Queue(tmp_path)


def test_a_job_is_followed_to_its_end(queue: Queue) -> None:
    queue.says("PENDING")
    with queue.start() as process:
        said = said_until("1 waiting", process)
        queue.says("RUNNING")
        said += said_until("1 running", process)
        queue.says("COMPLETED")
        said += process.communicate(timeout=60)[1]

    assert process.returncode == 0
    assert [line for line in said.splitlines() if "job 12" in line] == [
        "submitted as job 12",
        "recipec: job 12: 1 waiting",
        "recipec: job 12: 1 running",
        "job 12 is done",
    ]


def test_a_job_that_failed_is_told_with_its_log(queue: Queue) -> None:
    queue.says("OUT_OF_MEMORY", "0:125")
    with queue.start() as process:
        said = process.communicate(timeout=60)[1]

    assert process.returncode == 1
    assert "job 12 has failed (out_of_memory, exit code 253): its log is `/log`" in said


def test_a_job_that_the_scheduler_forgets_is_not_taken_for_one_that_is_done(queue: Queue) -> None:
    queue.says("RUNNING")
    with queue.start() as process:
        said = said_until("1 running", process)
        queue.program("scontrol", "exit 1")
        said += process.communicate(timeout=60)[1]

    assert process.returncode == 1
    assert "job 12 has left the queue, and the scheduler does not say how it ended: its log is `/log`" in said


def test_control_c_leaves_the_job_and_says_how_to_cancel_it(queue: Queue) -> None:
    queue.says("RUNNING")
    process = queue.start()
    said = said_until("1 running", process)
    process.send_signal(signal.SIGINT)
    said += process.communicate(timeout=60)[1]

    assert process.returncode in (130, -signal.SIGINT)
    assert "job 12 goes on; `scancel 12` ends it" in said
