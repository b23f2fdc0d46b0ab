"""What schedulers say of jobs, and what users say about them, is read as it is meant."""

import subprocess
from pathlib import Path

import pytest

from recipec.errors import RecipeError
from recipec.jobs import reading
from recipec.jobs.network import fetched
from recipec.jobs.queue import Entry, State, entries, merged, number, told
from recipec.jobs.schedulers import clock
from recipec.jobs.words import document, expression
from recipec.sites.site import Bind

SLURM = """\
JobId=12 ArrayJobId=10 ArrayTaskId=2 JobName=a UserId=root(0) JobState=COMPLETED Reason=None ExitCode=0:0 \
StdErr=/home/a b/slurm-10_2.out StdIn=/dev/null StdOut=/home/a b/slurm-10_2.out Power=
JobId=11 ArrayJobId=10 ArrayTaskId=1 JobName=a JobState=FAILED Reason=NonZeroExitCode ExitCode=3:0 StdOut=/x.out
JobId=13 ArrayJobId=10 ArrayTaskId=3 JobName=a JobState=TIMEOUT Reason=TimeLimit ExitCode=0:15 StdOut=/y.out
JobId=14 ArrayJobId=10 ArrayTaskId=4 JobName=a JobState=COMPLETING Reason=None ExitCode=0:0 StdOut=/z.out
JobId=10 ArrayJobId=10 ArrayTaskId=5-9,12%2 JobName=a JobState=PENDING Reason=Resources ExitCode=0:0 StdOut=/w.out
"""
PBS = """\
Job Id: 7[].server
    job_state = B
Job Id: 7[1].server
    Job_Name = a
    job_state = F
    Exit_status = 0
    Output_Path = node:/home/a.o7.1
Job Id: 7[2].server
    job_state = F
    Exit_status = 3
Job Id: 7[3].server
    job_state = R
Job Id: 7[4].server
    job_state = F
    Exit_status = -29
"""


def test_slurm_tells_of_every_job_of_an_array() -> None:
    assert entries(SLURM) == (
        Entry("10_2", State.DONE, "COMPLETED", 0, "/home/a b/slurm-10_2.out"),
        Entry("10_1", State.FAILED, "FAILED", 3, "/x.out"),
        Entry("10_3", State.FAILED, "TIMEOUT", 143, "/y.out"),
        Entry("10_4", State.RUNNING, "COMPLETING", None, "/z.out"),
        Entry("10_5-9,12%2", State.WAITING, "PENDING", None, "/w.out"),
    )
    assert told(entries(SLURM)) == "6 waiting, 1 running, 1 done, 2 failed"


def test_accounting_tells_of_jobs_that_slurm_has_forgotten() -> None:
    assert entries("10_1|COMPLETED|0:0\n10_2|CANCELLED by 0|0:15\n10_3|RUNNING|0:0\n") == (
        Entry("10_1", State.DONE, "COMPLETED", 0),
        Entry("10_2", State.FAILED, "CANCELLED", 143),
        Entry("10_3", State.RUNNING, "RUNNING"),
    )


def test_pbs_tells_how_a_job_has_ended() -> None:
    assert entries(PBS) == (
        Entry("7[1].server", State.DONE, "F", 0, "/home/a.o7.1"),
        Entry("7[2].server", State.FAILED, "F", 3),
        Entry("7[3].server", State.RUNNING, "R"),
        Entry("7[4].server", State.FAILED, "F", -29),
    )


def test_a_scheduler_that_does_not_say_how_a_job_has_ended_is_not_taken_for_one_that_does() -> None:
    assert entries("Job Id:\t3\n\tJob_Name = one\n\tjob_state = C\n") == (Entry("3", State.ENDED, "C"),)


def test_what_a_scheduler_has_forgotten_of_an_array_is_kept() -> None:
    first = (Entry("1_1", State.FAILED, "FAILED", 3), Entry("1_2", State.RUNNING, "RUNNING"))
    waiting = Entry("1_3-4", State.WAITING, "PENDING")
    now = (Entry("1_2", State.DONE, "COMPLETED", 0), Entry("1_4", State.WAITING, "PENDING"))

    assert merged((*first, waiting), now) == (first[0], *now)


def test_an_answer_without_a_job_says_nothing() -> None:
    assert entries("") == entries("slurm_load_jobs error: Invalid job id specified\n") == ()
    assert told(()) == "in the queue"


@pytest.mark.parametrize(
    ("answer", "job"), [("12\n", "12"), ("12;cluster\n", "12"), ("7.server\n", "7.server"), ("", "")]
)
def test_the_number_of_a_job_is_read(answer: str, job: str) -> None:
    assert number(answer) == job


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("90m", 5400),
        ("2h", 7200),
        ("1d", 86400),
        ("10:00", 600),
        ("1:30:00", 5400),
        ("2-12", 216000),
        ("1-00:30", 88200),
        ("1-00:00:05", 86405),
    ],
)
def test_a_time_is_read(text: str, seconds: int) -> None:
    assert reading.seconds(text) == seconds


# Slurm takes a bare number for minutes, PBS for seconds.
@pytest.mark.parametrize("text", ["", "30", "0m", "0:00", "1.5h", "-5m", "1:2:3:4", "an hour", "5m\n", "٣m"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(RecipeError, match="no time limit"):
        reading.seconds(text)


def test_a_time_is_written_as_each_scheduler_reads_it() -> None:
    assert clock(216005) == "2-12:00:05"
    assert clock(216005, days=False) == "60:00:05"


@pytest.mark.parametrize(("text", "size"), [("16G", "16G"), ("16gb", "16G"), ("500MiB", "500M"), ("1t", "1T")])
def test_memory_is_read(text: str, size: str) -> None:
    assert reading.memory(text) == size


@pytest.mark.parametrize("text", ["16", "0G", "1.5G", "G", "16 G", ""])
def test_what_is_no_memory_is_refused(text: str) -> None:
    with pytest.raises(RecipeError):
        reading.memory(text)


@pytest.mark.parametrize("text", ["gpu --exclusive", "a\n#SBATCH --x", "", "-A", "a;b", "$USER", "'a'"])
def test_a_name_that_would_say_more_to_a_scheduler_is_refused(text: str) -> None:
    with pytest.raises(RecipeError):
        reading.name(text, "account")


def test_directories_are_read_as_engines_do() -> None:
    assert reading.bind("/scratch", "--bind") == Bind("/scratch", "/scratch")
    assert reading.bind("my data:/dataset:ro", "--bind") == Bind("my data", "/dataset:ro")
    assert reading.bind("-x:/d", "--bind") == Bind("./-x", "/d")
    assert reading.results("/final_log:out:1") == Bind("out:1", "/final_log")


@pytest.mark.parametrize("text", ["data", "data:dataset", "a,b:/c", "a:/b:wo", ":/a", "a:/b:ro:x"])
def test_what_is_no_bind_is_refused(text: str) -> None:
    with pytest.raises(RecipeError):
        reading.bind(text, "--bind")


def test_runs_are_lines_of_words() -> None:
    text = "# rates\n\nLR=0.1 NAME='a b'\nA= B=$x=1\n"

    assert reading.parameters(text, "runs") == (("LR=0.1", "NAME=a b"), ("A=", "B=$x=1"))


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "no runs"), ("# none\n", "no runs"), ("LR 0.1", "`LR` is no"), ("A='x", "line 1"), ("A=1\n1A=2", "line 2")],
)
def test_lines_that_are_no_runs_are_refused(text: str, why: str) -> None:
    with pytest.raises(RecipeError, match=why):
        reading.parameters(text, "runs")


@pytest.mark.parametrize(
    ("recipe", "image"),
    [
        ("tool.def", "tool.sif"),
        ("a/tool.v2.def", "a/tool.v2.sif"),
        ("Dockerfile", "folder.sif"),
        ("a/Dockerfile", "a/folder.sif"),
        ("Dockerfile.gpu", "gpu.sif"),
        ("gpu.Dockerfile", "gpu.sif"),
        ("Singularity.1.0", "1.0.sif"),
        ("recipe", "recipe.sif"),
    ],
)
def test_an_image_is_called_as_its_recipe(recipe: str, image: str) -> None:
    assert reading.image_of(recipe, "folder") == image


def test_no_line_of_a_recipe_ends_it() -> None:
    mark, text = document("a\nEND-OF-RECIPE\nEND-OF-RECIPE-2")

    assert mark == "END-OF-RECIPE-3"
    assert text.endswith("-2\n")


def bash_writes(script: str) -> str:
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False).stdout


def test_an_expression_of_a_site_has_variables_and_runs_nothing(tmp_path: Path) -> None:
    assert expression('$A/"b" $(c) `d`') == '"$A/\\"b\\" \\$(c) \\`d\\`"'
    assert expression("${A:-${B:-/tmp}}/x") == '"${A:-${B:-/tmp}}/x"'
    for text in (
        "${x:=$(touch ran)}${x@P}",
        "$x[$(touch ran)]",
        "${x:-$(touch ran)}",
        "\\$(touch ran)",
        "$((x[$(touch ran)]))",
    ):
        assert "ran" not in bash_writes(f"x=1; cd {tmp_path}; : {expression(text)}; ls")


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("Bootstrap: docker\nFrom: debian:12\n", "docker://debian:12"),
        ("bootstrap: library\nfrom: debian\n", "library://debian"),
        ("Bootstrap: debootstrap\nMirrorURL: http://deb.debian.org\n", "debootstrap"),
        ("Bootstrap: localimage\nFrom: base.sif\n\n%post\n    echo 'Bootstrap: docker'\n", None),
        ("Bootstrap: scratch\n", None),
    ],
)
def test_what_a_build_starts_from_is_on_the_network_or_not(header: str, what: str | None) -> None:
    assert fetched(header) == what
