"""Every Dockerfile of the fixtures builds the image configuration that its JSON says; and what steps it becomes."""

import json
import tarfile
from pathlib import Path
from typing import Literal

import pytest

from recipec.context import Directory
from recipec.dockerfile.lift import lift
from recipec.dockerfile.parse import parse
from recipec.errors import RecipeError
from recipec.ir.configuration import Configuration, configuration
from recipec.ir.outcome import Outcome
from recipec.ir.program import Program
from recipec.ir.steps import (
    Copy,
    Download,
    FromImageName,
    FromStageName,
    Run,
    ScriptFile,
    Shell,
    Step,
    Unpack,
    WriteFile,
)
from recipec.ir.text import Variable
from recipec.source import Source

CASES = sorted((Path(__file__).parents[2] / "fixtures/lift/dockerfile").glob("*.Dockerfile"))


def lifted(text: str, target: str | None = None) -> Outcome[Program]:
    return lift(parse(Source(text)), target=target)


def steps(text: str) -> tuple[Step, ...]:
    return lifted(text).value.stages[-1].steps


def described(image: Configuration) -> dict[str, object]:
    """Say what a fixture says of an image; what is empty is left out."""
    told: dict[str, object] = {
        "environment": [f"{name}={value}" for name, value in image.environment.items()],
        "labels": dict(image.labels),
        "entrypoint": list(image.entrypoint or ()),
        "command": list(image.command or ()),
        "workdir": image.workdir,
        "user": image.user,
        "ports": sorted(image.ports),
        "volumes": sorted(image.volumes),
        "stop_signal": image.stop_signal,
        "shell": list(image.shell or ()),
        "health": list(image.health.test) if image.health else [],
        "on_build": list(image.on_build),
        "author": image.author,
    }
    return {key: value for key, value in told.items() if value}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_dockerfile_builds_the_configuration_that_buildkit_builds(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    source = Source.decode(path.read_bytes())
    file = parse(source)

    if "error" in expected:
        with pytest.raises(RecipeError) as caught:
            configuration(lift(file).value)
        assert caught.value.message == expected["error"]
        assert caught.value.span is not None
        assert source.position(caught.value.span[0]).line == expected["line"]
        return
    outcome = lift(file)

    assert described(configuration(outcome.value)) == expected

    told = outcome.written | {finding.span for finding in outcome.findings}
    assert {instruction.span for instruction in file.instructions} <= told


def test_a_plain_heredoc_is_the_script() -> None:
    (step,) = steps("FROM a\nRUN <<-EOF\n\tone\n\ttwo\nEOF\n")

    assert step == Run(Shell("one\ntwo\n"))


def test_a_heredoc_with_its_own_interpreter_is_a_file() -> None:
    (step,) = steps("FROM a\nRUN <<PY\n#!/usr/bin/python3\nprint()\nPY\n")

    assert step == Run(ScriptFile("#!/usr/bin/python3\nprint()\n", "PY"))


def test_a_heredoc_within_a_command_stays_in_the_script() -> None:
    (step,) = steps("FROM a\nRUN cat <<A > /x && echo\n1\nA\n")

    assert step == Run(Shell("cat <<A > /x && echo\n1\nA"))


def test_a_script_remembers_its_line_breaks() -> None:
    (step,) = steps("FROM a\nRUN \\\n  # first\n  a && \\\n  b\n")
    assert isinstance(step, Run)
    assert isinstance(step.command, Shell)

    assert [(one.at, one.comments) for one in step.command.breaks] == [(0, (" first",)), (5, ())]


def test_heredocs_of_copy_come_after_its_files() -> None:
    copy, write = steps("FROM a\nCOPY <<F b /d/\n$A\\$B '\nF\n")

    assert copy == Copy((("b",),), ("/d/",))

    assert write == WriteFile("F", (Variable("A"), "$B '\n"), ("/d/",))


def test_add_is_three_things() -> None:
    found = steps("FROM a\nADD a.tar.gz https://x/y https://x/y.git b /d/\n")

    assert [type(step) for step in found] == [Unpack, Download, Download, Copy]

    assert [step.git for step in found if isinstance(step, Download)] == [False, True]


def test_add_without_unpacking_copies() -> None:
    (step,) = steps("FROM a\nADD --unpack=false a.tar /d/\n")

    assert isinstance(step, Copy)


def test_add_unpacks_what_a_flag_leaves_out() -> None:
    (step,) = steps("FROM a\nADD --exclude=*.tar a.tar /d/\n")

    assert isinstance(step, Unpack)


@pytest.mark.parametrize(("name", "kind"), [("a.tar.zst", Unpack), ("a.tzst", Unpack), ("table.csv.zst", Copy)])
def test_the_name_tells_what_is_in_zstd(name: str, kind: type, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\x28\xb5\x2f\xfd and more")
    outcome = lift(parse(Source(f"FROM a\nADD {name} /d/\n")), context=Directory(tmp_path))

    assert isinstance(outcome.value.stages[0].steps[0], kind)


def test_copy_finds_stages_by_name_and_number() -> None:
    text = "FROM a AS One\nFROM b\nCOPY --from=ONE /x /\nCOPY --from=1 /x /\nCOPY --from=alpine:3 /x /\n"
    with pytest.raises(RecipeError, match="circular"):
        lifted(text)
    found = steps(text.replace("--from=1", "--from=0"))

    assert [step.origin_of for step in found if isinstance(step, Copy)] == [
        FromStageName("one"),
        FromStageName("one"),
        FromImageName("alpine:3"),
    ]


def test_an_unknown_target_is_refused_with_a_hint() -> None:
    with pytest.raises(RecipeError) as caught:
        lifted("FROM a AS build\n", target="biuld")

    assert caught.value.help == "did you mean `build`?"


def test_a_target_may_be_a_number() -> None:
    assert lifted("FROM a AS one\nFROM b\n", target="0").value.target == "one"


def test_an_overridden_command_is_told() -> None:
    outcome = lifted("FROM a\nCMD x\nCMD y\n")

    assert [finding.name for finding in outcome.findings] == ["overridden-start"]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_what_is_in_a_file_tells_whether_it_is_unpacked(
    mode: Literal["w", "w:gz", "w:bz2", "w:xz"], tmp_path: Path
) -> None:
    with tarfile.open(tmp_path / "tool", mode) as archive:
        archive.add(__file__, "tool.py")
    (tmp_path / "tool.tar").write_bytes(b"no archive" * 100)
    outcome = lift(parse(Source("FROM a\nADD tool /d/\nADD tool.tar /d/\n")), context=Directory(tmp_path))

    assert [type(step) for step in outcome.value.stages[-1].steps] == [Unpack, Copy]
