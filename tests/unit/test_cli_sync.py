"""``recipec sync``: pairs of recipes that have to stay in step."""

import os
import stat
from pathlib import Path

import pytest

from recipec.cli import main

DOCKERFILE = 'FROM debian:12\nWORKDIR /data\nRUN make && make install\nCMD ["tool"]\n'
BY_HAND = "Bootstrap: docker\nFrom: debian:12\n\n%post\n    make\n    make install\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Dockerfile").write_text(DOCKERFILE)
    Path("simple.dockerfile").write_text("FROM debian:12\nRUN make && make install\n")
    Path("hand.def").write_text(BY_HAND)


def configure(text: str) -> None:
    Path("recipec.toml").write_text(text)


def test_what_convert_writes_is_in_step(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--start-in", "caller", "--target", "singularity-3.x")
    assert main(["convert", "Dockerfile", "-o", "a.def", *options, "-q"]) == 0

    assert main(["sync", "Dockerfile", "a.def", *options]) == 0
    assert capsys.readouterr() == ("", "the pair is in step\n")

    assert main(["sync", "Dockerfile", "a.def"]) == 1
    assert "+    cd /data || exit\n" in capsys.readouterr().out


def test_an_edit_by_hand_is_found_shown_and_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    main(["sync", "Dockerfile", "a.def", "--write"])
    good = Path("a.def").read_bytes()
    Path("a.def").write_bytes(good.replace(b"make install", b"make check"))
    os.chmod("a.def", 0o640)
    capsys.readouterr()

    assert main(["sync", "Dockerfile", "a.def"]) == 1
    told = capsys.readouterr()
    assert "--- a.def\n+++ a.def (from Dockerfile)\n" in told.out
    assert "-    make check\n+    make install\n" in told.out
    assert told.err.startswith("the pair is not in step\n  = help: with `--write`")

    assert main(["sync", "-q", "Dockerfile", "a.def"]) == 1
    assert capsys.readouterr() == ("`a.def` is not what `Dockerfile` is converted to\n", "")
    assert main(["sync", "-q", "--meaning", "Dockerfile", "a.def"]) == 1
    assert capsys.readouterr() == ("`Dockerfile` and `a.def` differ in 1 thing\n", "")

    assert main(["sync", "Dockerfile", "a.def", "--write"]) == 0
    assert Path("a.def").read_bytes() == good
    assert stat.S_IMODE(os.stat("a.def").st_mode) == 0o640
    assert main(["sync", "-q", "Dockerfile", "a.def"]) == 0


def test_one_byte_more_is_a_difference(capsys: pytest.CaptureFixture[str]) -> None:
    main(["sync", "Dockerfile", "a.def", "--write"])
    for more in (b"\n", b"\xff", b"\r"):
        good = Path("a.def").read_bytes()
        Path("b.def").write_bytes(good + more)
        assert main(["sync", "Dockerfile", "b.def"]) == 1
    Path("b.def").write_bytes(good.rstrip(b"\n"))
    capsys.readouterr()
    assert main(["sync", "Dockerfile", "b.def"]) == 1
    assert "\\ No newline at end of file" in capsys.readouterr().out


@pytest.mark.parametrize("colour", ["always", "never"])
def test_what_an_output_holds_does_not_move_the_cursor(colour: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text("\x1b]0;title\x07\x0bFrom: a\n")

    assert main(["sync", "Dockerfile", "a.def", "--color", colour]) == 1
    assert "-␛]0;title␇␋From: a" in capsys.readouterr().out


def test_an_output_that_is_not_there_would_change(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", "Dockerfile", "a.def"]) == 1
    assert "--- a.def (not there yet)\n" in capsys.readouterr().out
    assert not Path("a.def").exists()


def test_what_cannot_be_compared_is_not_said_to_differ(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", "absent", "a.def"]) == 2
    assert "in step" not in capsys.readouterr().err

    configure('sync.pairs = [{ source = "absent", output = "a" }, { source = "Dockerfile", output = "a.def" }]')
    assert main(["sync"]) == 2
    assert "1 of 2 pairs is not in step, 1 of 2 could not be compared\n" in capsys.readouterr().err


def test_definition_files_are_sources_too() -> None:
    assert main(["sync", "hand.def", "b.dockerfile", "--write"]) == 0
    assert Path("b.dockerfile").read_text().startswith("FROM debian:12\n")


def test_a_pair_by_hand_is_compared_by_its_meaning(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", "simple.dockerfile", "hand.def", "--meaning"]) == 0
    assert main(["sync", "simple.dockerfile", "hand.def"]) == 1
    capsys.readouterr()

    assert main(["sync", "Dockerfile", "hand.def", "--meaning"]) == 1
    told = capsys.readouterr()
    assert "`Dockerfile` and `hand.def` differ in" in told.out
    assert "--write" not in told.err
    assert main(["sync", "Dockerfile", "hand.def", "--meaning", "--ignore", "start,directory,commands"]) == 0


def test_the_configuration_lists_pairs_beside_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(
        """
select = ["RC301"]

[[sync.pairs]]
source = "Dockerfile"
output = "out/a.def"
start-in = "caller"
build-arg = ["A=1"]
files-first = true

[[sync.pairs]]
source = "simple.dockerfile"
output = "hand.def"
mode = "meaning"
ignore = ["labels"]
"""
    )
    Path("out").mkdir()
    Path("deep").mkdir()
    monkeypatch.chdir("deep")

    assert main(["sync"]) == 1
    assert capsys.readouterr().err.startswith("1 of 2 pairs is not in step\n")
    assert main(["sync", "--write"]) == 0
    assert capsys.readouterr().err == f"wrote `{Path('../out/a.def')}`\n2 pairs are in step\n"
    assert "cd /data || exit" not in Path("../out/a.def").read_text()
    assert main(["sync", "--config", "../recipec.toml"]) == 0
    assert main(["lint", "../hand.def", "-q"]) == 0


def test_pyproject_lists_pairs_too() -> None:
    Path("pyproject.toml").write_text('[tool.recipec.sync]\npairs = [{ source = "Dockerfile", output = "a.def" }]\n')

    assert main(["sync", "--write"]) == 0
    assert Path("a.def").exists()


def test_a_pair_that_cannot_be_read_does_not_hide_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    configure(
        """sync.pairs = [
    { source = "missing", output = "x.def" },
    { source = "Dockerfile", output = "a.def" },
]
"""
    )

    assert main(["sync"]) == 2
    told = capsys.readouterr()
    assert "cannot read `missing`" in told.err
    assert "+++ a.def (from Dockerfile)" in told.out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no pairs are listed"),
        ("sync = 3", "`sync` is a table"),
        ("[sync]\npair = []", "did you mean `pairs`?"),
        ("[sync]\npairs = {}", "`sync.pairs` is a list of tables"),
        ('[[sync.pairs]]\nsource = "a"', "pair 1: `output` is missing"),
        ('[[sync.pairs]]\nsource = "a"\noutput = 1', "pair 1: `output` is a text"),
        ('[[sync.pairs]]\nsource = "a"\noutput = "b"\ntargt = "x"', "did you mean `target`?"),
        ('[[sync.pairs]]\nsource = "a"\noutput = "b"\nmode = "meanin"', "did you mean `meaning`?"),
        ('[[sync.pairs]]\nsource = "a"\noutput = "b"\nignore = ["labels"]', 'mode = "meaning"'),
        ('[[sync.pairs]]\nsource = "a"\noutput = "b"\nmode = "meaning"\nrun-as = "root"', 'mode = "text"'),
        ('[[sync.pairs]]\nsource = "a"\noutput = "b"\nmode = "meaning"\nignore = ["label"]', "did you mean `labels`?"),
        ('[[sync.pairs]]\nsource = "a"\noutput = "b"\nstart-in = "imag"', "did you mean `image`?"),
        ('[[sync.pairs]]\nsource = "a"\noutput = "b"\nfiles-first = "yes"', "`files-first` is true or false"),
        ('[[sync.pairs]]\nsource = "a"\noutput = "b"\nbuild-arg = "A=1"', "`build-arg` is a list of texts"),
        ('[[sync.pairs]]\nsource = "Dockerfile"\noutput = "./Dockerfile"', "is the source"),
    ],
)
def test_what_is_wrong_in_the_configuration_is_told(
    text: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(text)

    assert main(["sync"]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("Dockerfile",), "an output is missing"),
        (("--stage", "x"), "`--stage` is for a pair that is named"),
        (("Dockerfile", "."), "`.` is a directory"),
        (("Dockerfile", "-"), "a pair is two files"),
        (("Dockerfile", "/dev/null"), "the output `/dev/null` is no file"),
        (("Dockerfile", "a.def", "--ignore", "labels"), "`--ignore` is for `--meaning`"),
        (("Dockerfile", "a.def", "--meaning", "--write"), "`--meaning` converts nothing"),
        (("Dockerfile", "a.def", "--meaning", "--run-as", "root"), "`--run-as` says how to convert"),
        (("Dockerfile", "a.def", "--target", "docker"), "is a Dockerfile already"),
        (("Dockerfile", "nowhere/a.def", "--write"), "cannot write `nowhere/a.def`"),
    ],
)
def test_what_is_wrong_on_the_command_line_is_told(
    words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sync", *words]) == 2
    assert message in capsys.readouterr().err
