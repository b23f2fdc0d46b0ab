"""Scripts of jobs do on a real Slurm what they are for, however a job ends."""

from pathlib import Path

from tests.cluster.conftest import Cluster

INSECURE = ("--", "--no-https")


def test_an_array_converts_builds_and_runs_to_completion(cluster: Cluster) -> None:
    recipes = [cluster.dockerfile(name, f"RUN echo {name} >/name") for name in ("one", "two", "three")]
    run = ("--run", "cat /name >/final_log/said; touch /tmp_log/draft", "--results", "/final_log:out", "--scratch")
    done = cluster.recipec("job", *recipes, *run, "/tmp_log", "--time", "5m", "--submit", *INSECURE)

    assert done.returncode == 0, done.stderr + cluster.log()
    assert "is done, all 3 of it" in done.stderr
    said = [(cluster.folder / "out" / str(number) / "said").read_text() for number in (1, 2, 3)]
    assert said == ["one\n", "two\n", "three\n"]
    assert all((cluster.folder / f"{name}.sif").is_file() for name in ("one", "two", "three"))
    assert cluster.left() == []


def test_an_image_that_is_made_of_the_recipe_is_not_made_again(cluster: Cluster) -> None:
    words = (cluster.dockerfile("tool", "RUN echo 1 >/one"), "--submit", *INSECURE)
    image = cluster.folder / "tool.sif"
    assert cluster.recipec("job", *words).returncode == 0
    made = image.stat().st_mtime_ns

    assert cluster.recipec("job", *words).returncode == 0
    assert image.stat().st_mtime_ns == made
    assert "tool.sif is there, made of this recipe" in cluster.log()


def test_an_image_of_another_recipe_is_replaced_with_force_alone(cluster: Cluster) -> None:
    image = cluster.folder / "tool.sif"
    image.write_text("mine")
    words = (cluster.dockerfile("tool", "RUN echo 1 >/one"), "--submit")
    refused = cluster.recipec("job", *words, *INSECURE)

    assert refused.returncode == 1
    assert "has failed (failed, exit code 1): its log is" in refused.stderr
    assert image.read_text() == "mine"

    assert cluster.recipec("job", *words, "--force", *INSECURE).returncode == 0
    assert image.stat().st_size > 1000


def test_a_build_that_is_cancelled_leaves_nothing(cluster: Cluster) -> None:
    recipe = cluster.dockerfile("slow", "RUN echo step begins; sleep 100")
    job = cluster.submit(recipe, *INSECURE)
    cluster.wait_for_log("step begins")
    cluster.run("scancel", job)
    cluster.wait(job, "CANCELLED")

    assert not (cluster.folder / "slow.sif").exists()
    assert cluster.left() == []


def test_a_build_that_is_requeued_starts_anew_and_completes(cluster: Cluster) -> None:
    recipe = cluster.dockerfile("slow", "RUN echo step begins; sleep 6")
    job = cluster.submit(recipe, *INSECURE)
    cluster.wait_for_log("step begins")
    requeued = cluster.run("scontrol", "requeue", job)
    assert requeued.returncode == 0, requeued.stderr
    cluster.wait(job, "PENDING")

    assert not (cluster.folder / "slow.sif").exists()
    assert cluster.left() == []

    # Slurm lets a job that is requeued wait for two minutes.
    cluster.run("scontrol", "update", f"JobId={job}", "StartTime=now")
    cluster.wait(job, "COMPLETED")
    assert (cluster.folder / "slow.sif").is_file()
    assert cluster.log().count("building slow.sif") == 2
    assert cluster.left() == []


def test_a_job_near_its_time_limit_brings_its_results(cluster: Cluster, image: str) -> None:
    program = "trap 'echo checkpoint >/final_log/state; exit 7' TERM; echo begun; while :; do sleep 0.1; done"
    limit = ("--time", "2m", "--margin", "70")
    job = cluster.submit(image, "--run", program, "--results", "/final_log:out", *limit)
    cluster.wait_for_log("begun")
    cluster.wait(job, "FAILED")

    assert (cluster.folder / "out" / "state").read_text() == "checkpoint\n"
    assert "ExitCode=7:0" in cluster.run("scontrol", "show", "job", job).stdout
    assert cluster.left() == []


def test_a_job_that_is_cancelled_brings_what_there_is(cluster: Cluster, image: str) -> None:
    program = "trap 'sleep 1; echo late >/final_log/state; exit 7' TERM; echo begun; while :; do sleep 0.1; done"
    job = cluster.submit(image, "--run", program, "--results", "/final_log:out")
    cluster.wait_for_log("begun")
    cluster.run("scancel", job)
    cluster.wait(job, "CANCELLED")

    assert (cluster.folder / "out" / "state").read_text() == "late\n"
    assert cluster.left() == []


def test_a_program_that_does_not_listen_is_ended_and_its_results_are_kept(cluster: Cluster, image: str) -> None:
    program = "trap '' TERM; echo kept >/final_log/state; echo begun; while :; do sleep 0.1; done"
    limit = ("--time", "5m", "--margin", "4")
    job = cluster.submit(image, "--run", program, "--results", "/final_log:out", *limit)
    cluster.wait_for_log("begun")
    cluster.run("scancel", "--batch", "--signal=USR1", job)
    cluster.wait(job, "FAILED")

    assert (cluster.folder / "out" / "state").read_text() == "kept\n"
    assert cluster.left() == []


def test_runs_of_an_array_share_one_copy_of_the_image(cluster: Cluster, image: str) -> None:
    cluster.folder.joinpath("runs").write_text("# rates\nLR=0.1 NAME='a b'\nLR=1 NAME=\"it's $HOME\"\n")
    program = 'echo "$LR $NAME" >/final_log/said; ls -d /disk/*/image.sif >/final_log/images; test "$LR" = 0.1'
    places = ("--bind", f"{cluster.disk}:/disk", "--results", "/final_log:out dir")
    done = cluster.recipec("job", image, "--run", program, "--array", "runs", *places, "--submit")

    assert done.returncode == 1, done.stderr
    assert "_2 has failed (failed, exit code 1): its log is" in done.stderr
    folders = [cluster.folder / "out dir" / number for number in "12"]
    assert [(folder / "said").read_text() for folder in folders] == ["0.1 a b\n", "1 it's $HOME\n"]
    assert len({(folder / "images").read_text() for folder in folders}) == 1
    assert len((folders[0] / "images").read_text().split()) == 1
    assert cluster.left() == []


def test_data_and_code_are_bound_and_read_only_when_asked(cluster: Cluster, image: str) -> None:
    for name in ("my data", "code"):
        (cluster.folder / name).mkdir()
    (cluster.folder / "my data" / "points").write_text("4\n")
    (cluster.folder / "code" / "count").write_text("cat /dataset/points; touch /dataset/no || touch /code/yes\n")
    binds = ("--bind", "my data:/dataset:ro", "--bind", "code:/code")
    done = cluster.recipec("job", image, "--run", "sh /code/count", *binds, "--submit")

    assert done.returncode == 0, done.stderr + cluster.log()
    assert not (cluster.folder / "my data" / "no").exists()
    assert (cluster.folder / "code" / "yes").exists()


def test_what_the_scheduler_refuses_is_told(cluster: Cluster, image: str) -> None:
    done = cluster.recipec("job", image, "--run", "true", "--partition", "nowhere", "--submit")

    assert done.returncode == 2
    assert "`sbatch` refuses the job" in done.stderr
    assert "nowhere" in done.stderr


def test_the_script_is_kept_when_it_has_a_name(cluster: Cluster, image: str) -> None:
    done = cluster.recipec("job", image, "--run", "true", "--submit", "-o", "kept.sbatch")

    assert done.returncode == 0, done.stderr
    assert Path(cluster.folder, "kept.sbatch").read_text().startswith("#!/bin/bash\n#SBATCH ")
