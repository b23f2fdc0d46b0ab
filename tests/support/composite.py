"""A composite action of GitHub, and its shell steps run as a runner does."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import yaml

_VALUE = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")
_NOT_EMPTY = re.compile(r"([\w.-]+) != ''")


class Step(NamedTuple):
    """A step: a script, or the ``uses`` of another action. ``given``: the variables of one, the inputs of the other."""

    name: str
    id: str
    condition: str
    uses: str
    script: str
    given: Mapping[str, str]


class Input(NamedTuple):
    """What an action can be told. An empty default is none."""

    name: str
    meaning: str
    default: str


class Action(NamedTuple):
    """``outputs`` are the values that it gives back, as it computes them."""

    folder: Path
    inputs: tuple[Input, ...]
    outputs: Mapping[str, str]
    steps: tuple[Step, ...]


class Ended(NamedTuple):
    """How a run ended. ``used`` are the steps that use other actions, with the inputs that these would get."""

    status: int
    log: str
    outputs: Mapping[str, str]
    used: Mapping[str, Mapping[str, str]]


def read(path: Path) -> Action:
    """Read ``action.yml``."""
    text = yaml.safe_load(path.read_text())
    return Action(
        path.parent,
        tuple(Input(name, one["description"], one["default"]) for name, one in text["inputs"].items()),
        {name: str(said["value"]) for name, said in text["outputs"].items()},
        tuple(
            Step(
                one["name"],
                one.get("id", ""),
                one.get("if", ""),
                one.get("uses", ""),
                one.get("run", ""),
                {name: str(value) for name, value in one.get("with" if "uses" in one else "env", {}).items()},
            )
            for one in text["runs"]["steps"]
        ),
    )


class Runner(NamedTuple):
    """A runner with its workspace and its temporary directory."""

    workspace: Path
    temporary: Path

    def run(self, action: Action, **inputs: str) -> Ended:
        """Run the steps until one fails."""
        defaults = {one.name: one.default for one in action.inputs}
        assert inputs.keys() <= defaults.keys()
        values = {f"inputs.{name}": value for name, value in {**defaults, **inputs}.items()}
        values |= {"github.action_path": str(action.folder), "runner.temp": str(self.temporary)}
        used: dict[str, Mapping[str, str]] = {}
        status, log = 0, ""
        for step in action.steps:
            if not _is_true(step.condition, values):
                continue
            given = {name: _filled(value, values) for name, value in step.given.items()}
            if step.uses:
                used[step.uses.partition("@")[0]] = given
                continue
            done, outputs = self._script(step, given)
            log += done.stdout
            values |= {f"steps.{step.id}.outputs.{name}": value for name, value in outputs.items()}
            status = done.returncode
            if status:
                break
        return Ended(status, log, {name: _filled(value, values) for name, value in action.outputs.items()}, used)

    def _script(
        self, step: Step, given: Mapping[str, str]
    ) -> "tuple[subprocess.CompletedProcess[str], dict[str, str]]":
        output = self.temporary / "output"
        output.write_text("")
        script = self.temporary / "script.sh"
        script.write_text(step.script)
        done = subprocess.run(
            # What `shell: bash` stands for.
            ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", script),
            cwd=self.workspace,
            env={**os.environ, **given, "GITHUB_OUTPUT": str(output)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        lines = (line.partition("=") for line in output.read_text().splitlines())
        return done, {name: value for name, _, value in lines}


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Put values in; what a step has not said is empty, and any other name is a mistake."""
    return _VALUE.sub(lambda found: _value(found[1], values), text)


def _value(name: str, values: Mapping[str, str]) -> str:
    return values.get(name, "") if name.startswith("steps.") else values[name]


def _is_true(condition: str, values: Mapping[str, str]) -> bool:
    if not condition:
        return True
    found = _NOT_EMPTY.fullmatch(condition)
    assert found is not None, f"this runner does not know the condition: {condition}"
    return _value(found[1], values) != ""
