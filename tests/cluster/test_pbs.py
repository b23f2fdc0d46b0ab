"""Scripts for PBS do what they are for, as far as the qsub that Debian has for Slurm goes.

It knows the directives, and none of the variables that PBS gives to a job: the test does.
"""

from tests.cluster.conftest import Cluster


def submit(cluster: Cluster, script: str, *words: str, index: int = 0) -> str:
    told = {"PBS_O_WORKDIR": str(cluster.folder), "PBS_JOBID": "7[].server", "PBS_ARRAY_INDEX": str(index)}
    done = cluster.run("qsub", *words, script, environment=told)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_job_builds_and_runs(cluster: Cluster) -> None:
    recipe = cluster.dockerfile("tool", "RUN echo tool >/name")
    run = ("--run", "cat /name >/final_log/said", "--results", "/final_log:out", "--time", "5m", "--memory", "300M")
    told = {"PBS_O_WORKDIR": str(cluster.folder), "PBS_JOBID": "7.server"}
    done = cluster.recipec(
        "job", recipe, "--scheduler", "pbs", *run, "--submit", "-o", "job.pbs", "--", "--no-https", environment=told
    )

    # This qstat says that a job has ended, and not how.
    assert done.returncode == 1
    assert "has left the queue, and the scheduler does not say how it ended" in done.stderr
    assert (cluster.folder / "out" / "said").read_text() == "tool\n"
    assert (cluster.folder / "tool.sif").is_file()
    assert cluster.left() == []


def test_directives_are_understood(cluster: Cluster, image: str) -> None:
    words = ("--time", "90m", "--memory", "300M", "--cpus", "1", "--partition", "debug")
    written = cluster.recipec("job", image, "--run", "true", "--scheduler", "pbs", *words, "-o", "job.pbs")
    assert written.returncode == 0, written.stderr
    told = cluster.run("scontrol", "show", "job", submit(cluster, "job.pbs")).stdout

    for said in ("JobName=image\n", "TimeLimit=01:30:00", "MinMemoryNode=300M", "Partition=debug"):
        assert said in told


def test_a_job_counts_the_time_itself_and_brings_its_results(cluster: Cluster, image: str) -> None:
    program = "trap 'echo checkpoint >/final_log/state; exit 7' TERM; echo begun; while :; do sleep 0.1; done"
    limit = ("--time", "10m", "--margin", "590")
    words = ("--run", program, "--results", "/final_log:out", "--scheduler", "pbs", *limit, "-o", "job.pbs")
    written = cluster.recipec("job", image, *words)
    assert written.returncode == 0, written.stderr
    job = submit(cluster, "job.pbs")
    cluster.wait(job, "FAILED")

    assert (cluster.folder / "out" / "state").read_text() == "checkpoint\n"
    assert "ExitCode=7:0" in cluster.run("scontrol", "show", "job", job).stdout
    assert cluster.left() == []


def test_each_job_of_an_array_has_its_own_run(cluster: Cluster, image: str) -> None:
    (cluster.folder / "runs").write_text("LR=0.1\nLR=0.01\n")
    words = ("--array", "runs", "--run", 'echo "$LR" >/final_log/said', "--results", "/final_log:out")
    written = cluster.recipec("job", image, *words, "--scheduler", "pbs", "-o", "job.pbs")
    assert written.returncode == 0, written.stderr
    for index in (1, 2):
        job = submit(cluster, "job.pbs", index=index)
        cluster.wait(job, "COMPLETED", "FAILED")

    assert [(cluster.folder / "out" / number / "said").read_text() for number in "12"] == ["0.1\n", "0.01\n"]
    assert cluster.left() == []
