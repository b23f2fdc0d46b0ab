"""An error about the recipe has its place below it, in every command; an error about anything else has none."""

import json
from pathlib import Path

import pytest

import recipec
from recipec.cli import main

BROKEN = "FROM debian\nRUNN make\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Dockerfile").write_text("FROM debian\nRUN make\n")
    Path("broken.dockerfile").write_text(BROKEN)
    Path("there").touch()


@pytest.mark.parametrize(
    "words",
    [
        ("convert", "Dockerfile", "-o", "there"),
        ("convert", "Dockerfile", "-o", "Dockerfile"),
        ("convert", "Dockerfile", "-o", "missing/there"),
        ("convert", "Dockerfile", "--target", "aptainer"),
        ("convert", "Dockerfile", "--context", "missing"),
        ("convert", "Dockerfile", "--build-arg", "=x"),
        ("convert", "Dockerfile", "--site", "nowhere"),
        ("convert", "Dockerfile", "--mount-points", "scratch"),
        ("explain", "Dockerfile", "-o", "there"),
        ("explain", "Dockerfile", "--target", "aptainer"),
        ("sync", "Dockerfile", "there", "--target", "aptainer"),
        ("sync", "Dockerfile", "missing/there", "--write"),
        ("job", "Dockerfile", "--target", "aptainer"),
        ("job", "Dockerfile", "-o", "there"),
        ("diff", "Dockerfile", "Dockerfile", "--target", "aptainer"),
    ],
)
def test_what_is_not_about_the_recipe_has_no_place(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words]) == 2
    told = capsys.readouterr().err
    assert told.startswith("error: ")
    assert "-->" not in told


@pytest.mark.parametrize(
    "words",
    [
        ("convert", "broken.dockerfile"),
        ("explain", "broken.dockerfile"),
        ("sync", "broken.dockerfile", "there"),
        ("sync", "Dockerfile", "broken.dockerfile", "--meaning"),
        ("job", "broken.dockerfile"),
        ("diff", "Dockerfile", "broken.dockerfile"),
        ("diff", "Dockerfile", "broken.dockerfile", "--stage", "one"),
    ],
)
def test_what_is_wrong_in_the_recipe_has_its_place(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words]) == 2
    assert capsys.readouterr().err.startswith("error: unknown instruction: RUNN\n --> broken.dockerfile:2:1\n")


def test_a_stage_that_is_missing_is_about_the_recipe(capsys: pytest.CaptureFixture[str]) -> None:
    Path("tool.def").write_text("Bootstrap: docker\nFrom: debian\nStage: one\n")

    for command in ("convert", "explain", "job"):
        assert main([command, "tool.def", "--stage", "onee"]) == 2
        assert capsys.readouterr().err == (
            "error: there is no stage `onee`\n--> tool.def\n = help: did you mean `one`?\n"
        )


def test_a_program_is_told_which_recipe_is_wrong_and_where(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "Dockerfile", "broken.dockerfile", "--output-format", "json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["recipe"] == "broken.dockerfile"
    assert error["place"]["start"] == {"offset": 12, "line": 2, "column": 1}


def test_the_library_tells_which_recipe_an_error_is_about() -> None:
    source = recipec.Source(BROKEN, "mine")
    with pytest.raises(recipec.RecipeError) as wrong:
        recipec.convert(source)
    with pytest.raises(recipec.RecipeError) as unknown:
        recipec.convert(recipec.Source("FROM debian\n"), "aptainer")

    assert wrong.value.source is source
    assert unknown.value.source is None


@pytest.mark.parametrize(
    ("words", "way"),
    [
        (("convert", "there"), "say which one it is with `--from`"),
        (("explain", "there"), "say which one it is with `--from`"),
        (("sync", "there", "out"), "say which one it is with `--from`"),
        (("lint", "there"), "say which one it is with `--from`"),
        (("diff", "there", "Dockerfile"), "say which one it is with `--from-a`"),
        (("diff", "Dockerfile", "there"), "say which one it is with `--from-b`"),
        (("fmt", "there"), "give it a name that says which one it is, such as `Dockerfile` or `tool.def`"),
        (("job", "there"), "give it a name that says which one it is, such as `Dockerfile` or `tool.def`"),
    ],
)
def test_a_recipe_that_does_not_tell_its_format_can_be_told_of(
    words: tuple[str, ...], way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("there").write_text("hello\n")

    assert main([*words]) == 2
    shown = capsys.readouterr()
    told = shown.err + shown.out
    assert "error: this looks neither like a Dockerfile nor like a definition file\n--> there\n" in told
    assert f"; or {way}\n" in told
