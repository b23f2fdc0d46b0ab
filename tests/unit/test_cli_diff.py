"""``recipec diff`` on the command line: what it shows, and how it ends."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import recipec
from recipec.cli import main

DOCKERFILE = "FROM debian:12\nRUN make && make install\nCOPY a /opt/a\nEXPOSE 80\n"
DEFINITION = "Bootstrap: docker\nFrom: debian:12\n\n%post\n    make\n    make   install\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Dockerfile").write_text(DOCKERFILE)
    Path("a.def").write_text(DEFINITION)


def test_it_shows_places_and_ends_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "Dockerfile", "a.def"]) == 1

    shown = capsys.readouterr().out
    assert "files copied in\n  - Dockerfile:3:1: a -> /opt/a\n" in shown
    assert "note: Dockerfile:4:1: ports, `80`: `a.def` cannot say this\n" in shown
    assert shown.endswith("`Dockerfile` and `a.def` differ in 1 thing\n")


def test_what_may_differ_is_ignored(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "Dockerfile", "a.def", "--ignore", "files,ports"]) == 0
    assert capsys.readouterr().out == "`Dockerfile` and `a.def` mean the same\n"


def test_quiet_says_in_a_line_that_they_differ(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "-q", "Dockerfile", "a.def"]) == 1
    assert capsys.readouterr() == ("`Dockerfile` and `a.def` differ in 1 thing\n", "")
    assert main(["diff", "-q", "a.def", "a.def"]) == 0
    assert capsys.readouterr() == ("", "")


def test_quiet_leaves_a_program_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    main(["diff", "Dockerfile", "a.def", "--output-format", "json"])
    whole = capsys.readouterr()
    main(["diff", "Dockerfile", "a.def", "--output-format", "json", "-q"])

    assert capsys.readouterr() == whole


def test_json_has_the_places_of_both(capsys: pytest.CaptureFixture[str]) -> None:
    Path("b.def").write_text(DEFINITION.replace("make   install", "make test"))

    assert main(["diff", "a.def", "b.def", "--output-format", "json"]) == 1
    value = json.loads(capsys.readouterr().out)
    (row,) = value["differences"]
    assert (row["facet"], row["a"]["text"], row["b"]["text"]) == ("commands", "make install", "make test")
    assert {side["place"]["start"]["line"] for side in (row["a"], row["b"])} == {6}


def test_colours_are_shown_where_they_are_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    main(["diff", "Dockerfile", "a.def", "--color", "always"])
    assert "\x1b[31m" in capsys.readouterr().out


def test_one_recipe_may_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    converted = recipec.convert(DOCKERFILE).text
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(converted.encode())))

    assert main(["diff", "Dockerfile", "-"]) == 0
    assert "`<stdin>`" in capsys.readouterr().out


def test_a_file_in_the_context_says_where_a_copy_lands() -> None:
    Path("Dockerfile").write_text("FROM debian:12\nCOPY a.py /opt/\n")
    Path("a.def").write_text("Bootstrap: docker\nFrom: debian:12\n\n%files\n    a.py /opt/a.py\n")

    assert main(["diff", "-q", "Dockerfile", "a.def"]) == 1
    Path("a.py").touch()
    assert main(["diff", "-q", "Dockerfile", "a.def"]) == 0


def test_a_stage_is_compared_where_there_is_one() -> None:
    Path("Dockerfile").write_text("FROM debian:12 AS build\nRUN make\nRUN make install\nFROM scratch\nCOPY a /\n")

    assert main(["diff", "-q", "Dockerfile", "a.def", "--stage", "build"]) == 0
    assert main(["diff", "-q", "Dockerfile", "a.def"]) == 1


def test_build_arguments_have_their_values() -> None:
    Path("Dockerfile").write_text("FROM debian:12\nARG A=1\nRUN make $A\n")
    Path("b.Dockerfile").write_text("FROM debian:12\nARG A=2\nRUN make $A\n")

    assert main(["diff", "-q", "Dockerfile", "b.Dockerfile"]) == 1
    assert main(["diff", "-q", "Dockerfile", "b.Dockerfile", "--build-arg", "A=3"]) == 0


@pytest.mark.parametrize("command", ["mkdir", ""])
def test_a_command_without_its_words_is_compared_too(command: str) -> None:
    found = recipec.diff(f"FROM a\nRUN {command}\nCOPY a /opt/b\n", "FROM a\nCOPY a /opt/b\n")

    assert [one.facet.value for one in found.differences] == ["commands"]


def test_the_output_for_an_older_engine_is_the_same() -> None:
    Path("Dockerfile").write_text("FROM debian:12\nARG A=1\nRUN make $A\n")
    target = ("--target", "singularity-3.x")
    main(["convert", "Dockerfile", *target, "-o", "old.def", "-q"])

    assert main(["diff", "-q", "Dockerfile", "old.def", *target]) == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("a.def", "missing"), "cannot read `missing`"),
        (("a.def", "."), "`.` is a directory"),
        (("-", "-"), "both recipes cannot come from standard input"),
        (("a.def", "Dockerfile", "--ignore", "label"), "did you mean `labels`?"),
        (("a.def", "Dockerfile", "--stage", "build"), "neither recipe has a stage `build`"),
        (("a.def", "Dockerfile", "--context", "nowhere"), "the context `nowhere` is not a directory"),
        (("a.def", "Dockerfile", "--target", "docker"), "`docker` reads no definition file"),
        (("a.def", "broken.dockerfile"), "--> broken.dockerfile:2:1\n"),
        (("a.def", "empty"), "the recipe is empty\n--> empty\n"),
        (("a.def", "binary"), "binary:1: this is a binary file"),
        (("a.def", "Dockerfile", "--from-b", "definition"), "--> Dockerfile:1:1\n"),
    ],
)
def test_what_cannot_be_done_is_told(words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("broken.dockerfile").write_text("FROM debian\nRUNN make\n")
    Path("empty").touch()
    Path("binary").write_bytes(b"\x7fELF\0")

    assert main(["diff", *words]) == 2
    told = capsys.readouterr()
    assert message in told.err
    assert told.out == ""


def test_what_cannot_be_done_is_told_as_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "a.def", "missing", "--output-format", "json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["message"].startswith("cannot read `missing`")


def test_nobody_has_to_read_to_the_end() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "recipec", "diff", "Dockerfile", "a.def"],
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert (done.returncode, done.stderr) == (141, b"")
