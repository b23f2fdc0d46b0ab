"""Whatever users write, the engine on the node is given exactly that."""

import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recipec.errors import RecipeError
from recipec.jobs import reading
from recipec.jobs.job import Build, Engine, Job, Resources, Run, Task
from recipec.jobs.script import script
from recipec.jobs.words import path
from recipec.sites.site import Scheduler

_HOSTILE = st.text(st.sampled_from("ab '\"\\$`(){}[]*?!#&|;<>~=%^-.é\u2003"), min_size=1, max_size=12)
_NAMES = _HOSTILE.filter(lambda text: text.isprintable() and text not in (".", ".."))
_LINES = st.lists(st.text("END-OF-RECIPE 2$`\\'\"", max_size=20), min_size=1, max_size=6).map("\n".join)

# An engine that tells how it was called, and makes an image of the recipe that it is given.
_ENGINE = """#!/bin/bash
printf '%s\\0' "$@" >"$TOLD.$1"
if [ "$1" = build ]; then cp "${@: -1}" "${@: -2:1}"; fi
"""


class Node:
    """A directory with what is on a node."""

    def __init__(self, root: Path) -> None:
        self.home = root / "home"
        self.disk = root / "disk"
        self.told = root / "told"
        for folder in (self.home, self.disk, root / "bin"):
            folder.mkdir()
        engine = root / "bin" / "apptainer"
        engine.write_text(_ENGINE)
        engine.chmod(0o755)
        self.environment = {
            "PATH": f"{root / 'bin'}:{os.environ['PATH']}",
            "TMPDIR": str(self.disk),
            "TOLD": str(self.told),
            "SLURM_SUBMIT_DIR": str(self.home),
            "PBS_O_WORKDIR": str(self.home),
            "SLURM_JOB_ID": "7",
            "PBS_JOBID": "7.server",
        }

    def do(self, job: Job) -> "subprocess.CompletedProcess[str]":
        file = self.home.parent / "job.sh"
        file.write_text(script(job))
        return subprocess.run(
            ["bash", file], env=self.environment, cwd="/", capture_output=True, text=True, timeout=60, check=False
        )

    def given(self, command: str) -> list[str]:
        return Path(f"{self.told}.{command}").read_text().split("\0")[:-1]


@settings(max_examples=40, deadline=None)
@given(_NAMES, _NAMES, _NAMES, _HOSTILE, st.sampled_from(Scheduler))
def test_a_program_runs_with_what_was_said(
    image: str, data: str, results: str, text: str, scheduler: Scheduler
) -> None:
    with tempfile.TemporaryDirectory() as root:
        node = Node(Path(root))
        (node.home / image).write_text("image")
        bind, kept = reading.bind(f"{data}:/{data}", "--bind"), reading.results(f"/out:{results}")
        task = Task(path(image, "an image"), None, (f"A={text}",))
        job = Job("job", scheduler, (task,), Engine(), Resources(), Run(text, (bind,), (kept,)))
        done = node.do(job)

        assert done.returncode == 0 or image == results, done.stderr
        words = node.given("exec")
        assert words[:3] == ["exec", "--bind", f"{bind.host}:/{data}"]
        assert words[-5:] == ["env", f"A={text}", "/bin/sh", "-c", text]
        assert image == results or (node.home / results / "1").is_dir()
        assert image == results or list(node.disk.iterdir()) == []


@settings(max_examples=40, deadline=None)
@given(_NAMES, _NAMES, _LINES, _HOSTILE)
def test_an_image_is_built_of_the_recipe_to_its_last_character(
    image: str, context: str, recipe: str, option: str
) -> None:
    with tempfile.TemporaryDirectory() as root:
        node = Node(Path(root))
        (node.home / context).mkdir()
        if image == context:
            return
        task = Task(path(image, "an image"), Build("recipe", recipe, path(context, "the context"), (option,)))
        done = node.do(Job("job", Scheduler.SLURM, (task,), Engine()))

        assert done.returncode == 0, done.stderr
        assert node.given("build")[1] == option
        assert (node.home / image).read_text() == (recipe if recipe.endswith("\n") or not recipe else f"{recipe}\n")
        assert sorted(one.name for one in node.home.iterdir()) == sorted([f".{image}.made", context, image])
        assert list(node.disk.iterdir()) == []


@pytest.mark.parametrize("name", ["a\nb", "a\0b", "a\x1b[31m", "", "a\r"])
def test_a_name_that_no_line_can_hold_is_refused(name: str) -> None:
    with pytest.raises(RecipeError):
        path(name, "an image")
    with pytest.raises(RecipeError):
        reading.bind(f"{name}:/data", "--bind")
    with pytest.raises(RecipeError):
        reading.results(f"/out:{name}")
    with pytest.raises(RecipeError):
        reading.name(name, "account")
