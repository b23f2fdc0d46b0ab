"""The command, as a process: exit codes, streams, files."""

import json
import os
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest

DOCKERFILE = 'FROM alpine:3.20\nRUN apk add --no-cache make\nCMD ["make"]\n'
LOSSY = DOCKERFILE + "EXPOSE 80\nVOLUME /data\nSTOPSIGNAL SIGINT\nONBUILD RUN make\n"
DEFINITION = "Bootstrap: docker\nFrom: alpine:3.20\n\n%post\n    apk add --no-cache make\n"


def recipec(
    *arguments: str | Path, stdin: str | bytes | None = None, env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-m", "recipec", *map(str, arguments)],
        input=b"" if data is None else data,
        capture_output=True,
        env={**os.environ, "NO_COLOR": "", **(env or {})},
        cwd=cwd,
        check=False,
        timeout=60,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "Dockerfile"
    path.write_text(DOCKERFILE)
    return path


def test_the_output_goes_to_standard_output(recipe: Path) -> None:
    done = recipec("convert", recipe)

    assert done.returncode == 0
    assert done.stdout.startswith("Bootstrap: docker\nFrom: alpine:3.20\n")


def test_the_output_goes_to_a_file(recipe: Path) -> None:
    done = recipec("convert", recipe, "-o", recipe.parent / "Singularity")

    assert (done.returncode, done.stdout) == (0, "")
    assert (recipe.parent / "Singularity").read_text().startswith("Bootstrap: docker\n")


def test_standard_input_is_a_recipe() -> None:
    done = recipec("convert", "-", stdin=DEFINITION)

    assert done.returncode == 0
    assert done.stdout.startswith("FROM alpine:3.20\n")


def test_the_content_tells_the_format_when_the_name_does_not(tmp_path: Path) -> None:
    (tmp_path / "recipe.txt").write_text(DEFINITION)

    assert recipec("convert", tmp_path / "recipe.txt").stdout.startswith("FROM alpine:3.20\n")


def test_from_beats_name_and_content(tmp_path: Path) -> None:
    (tmp_path / "image.def").write_text(DOCKERFILE)

    assert recipec("convert", "--from", "dockerfile", tmp_path / "image.def").stdout.startswith("Bootstrap: docker\n")


def test_a_loss_is_told_and_the_output_written() -> None:
    done = recipec("convert", "-", stdin=LOSSY)

    assert done.returncode == 0
    assert done.stdout
    assert " --> <stdin>:4:" in done.stderr


def test_strict_writes_nothing_when_something_is_lost(tmp_path: Path) -> None:
    done = recipec("convert", "-", "--strict", "-o", tmp_path / "out.def", stdin=LOSSY)

    assert done.returncode == 1
    assert "[RC" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_strict_writes_what_loses_nothing(recipe: Path) -> None:
    done = recipec("convert", recipe, "--strict")

    assert done.returncode == 0
    assert done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["convert"], "`recipec convert` needs INPUT"),
        (["convert", "-", "x"], "`x` is one too many"),
        (["convert", "missing", "-o", __file__, "--force"], "cannot read `missing`: no such file or directory"),
        (["convert", "missing"], "cannot read `missing`: no such file or directory"),
        (["convert", "."], "`.` is a directory"),
        (["convert", "-", "--target", "aptainer-1.4"], "did you mean `apptainer-1.4`?"),
        (["convert", "-", "--from", "dockerfil"], "did you mean `dockerfile`?"),
        (["convert", "-", "--outptu", "x"], "did you mean `--output`?"),
        (["convert", "-", "--baseline", "x"], "`recipec lint` has it"),
        (["convert", "-", "-x"], "`recipec convert --help` shows what it takes"),
        (["convert", "-", "-o"], "write `--output FILE`"),
        (["convert", "-", "--run-as"], "write `--run-as user|root`"),
        (["convert", "-", "--strict=1"], "`--strict` takes no value"),
        (["convert", "-", "--run-as", "me"], "one of user, root"),
        (
            ["convert", "-", "--to", "dockerfile", "--target", "apptainer-1.4"],
            "`apptainer-1.4` reads no dock",
        ),
        (["convert", "-", "--to", "dockerfile"], "the recipe is a Dockerfile already"),
        (["explain", "-", "--html", "--output-format", "json"], "`--html` is a form of its own"),
        (["convert", "-", "--context", "/missing"], "the context `/missing` is not a directory"),
        (["convert", "-", "--build-arg", "=x"], "the build argument `=x` has no name"),
        (["convert", "-", "--stage", "missing"], "missing"),
        (["convert", "-", "-o", "/missing/out"], "cannot write `/missing/out`: no such file or directory"),
        (["convert", "-", "-o", "/"], "the output `/` is a directory"),
        (["conver"], "did you mean `convert`?"),
        (["transmogrify"], "`recipec --help` lists them"),
        (["help", "lnt"], "did you mean `lint`?"),
        (["--strict"], "options stand behind the command: `recipec convert --strict`"),
        (["--verison"], "did you mean `--version`?"),
        (["inspect", "dcoker://debian"], "did you mean `docker://`?"),
        (["--absent"], "there is no option `--absent` before a command"),
        ([__file__], f"did you mean `recipec convert {__file__}`?"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], says: str) -> None:
    done = recipec(*arguments, stdin=DOCKERFILE)

    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the recipe is empty"),
        (b"  \n\n", "the recipe is empty"),
        (b"FROM x\n\0", "<stdin>:2: this is a binary file, not a recipe"),
        ("FROM x\n".encode("utf-16"), "`<stdin>` is UTF-16, as PowerShell writes it, and not UTF-8"),
        (b"FROM x\nRUN \xff\n", "<stdin>:2: byte 0xff is not UTF-8"),
        (b"hello\n", "neither like a Dockerfile nor like a definition file"),
        (b"FROM x\nRUN <<EOF\nmake\n", "<stdin>:2:"),
        (b"FROM x\nRUNN make\n", "<stdin>:2:1"),
        (b"FROM x\nCOPY a\n", "<stdin>:2:1"),
    ],
)
def test_bad_input_is_refused_with_its_place(data: bytes, says: str) -> None:
    done = recipec("convert", "-", stdin=data)

    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr


def test_an_existing_output_is_not_overwritten(recipe: Path) -> None:
    output = recipe.parent / "Singularity"
    output.write_text("precious")

    done = recipec("convert", recipe, "-o", output)

    assert done.returncode == 2
    assert "--force" in done.stderr
    assert output.read_text() == "precious"


def test_force_overwrites_and_keeps_the_mode(recipe: Path) -> None:
    output = recipe.parent / "Singularity"
    output.write_text("old")
    output.chmod(0o640)

    assert recipec("convert", recipe, "-o", output, "--force").returncode == 0

    assert output.read_text().startswith("Bootstrap")
    assert stat.S_IMODE(output.stat().st_mode) == 0o640


def test_a_new_output_has_the_mode_that_the_umask_leaves(recipe: Path) -> None:
    old = os.umask(0o027)
    try:
        recipec("convert", recipe, "-o", recipe.parent / "out.def")
    finally:
        os.umask(old)

    assert stat.S_IMODE((recipe.parent / "out.def").stat().st_mode) == 0o640


def test_a_linked_output_stays_a_link(recipe: Path) -> None:
    (recipe.parent / "real.def").write_text("old")
    (recipe.parent / "link.def").symlink_to("real.def")

    assert recipec("convert", recipe, "-o", recipe.parent / "link.def", "--force").returncode == 0

    assert (recipe.parent / "link.def").is_symlink()
    assert (recipe.parent / "real.def").read_text().startswith("Bootstrap")


def test_the_input_is_never_the_output(recipe: Path) -> None:
    done = recipec("convert", recipe, "-o", recipe, "--force")

    assert done.returncode == 2
    assert recipe.read_text() == DOCKERFILE


@pytest.mark.parametrize("text", ["FROM x\nNOT an instruction\n", ""])
def test_an_existing_output_survives_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "Dockerfile").write_text(text)
    (tmp_path / "out.def").write_text("precious")

    assert recipec("convert", tmp_path / "Dockerfile", "-o", tmp_path / "out.def", "--force").returncode == 2

    assert (tmp_path / "out.def").read_text() == "precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Dockerfile", "out.def"]


def test_an_output_may_be_a_device(recipe: Path) -> None:
    done = recipec("convert", recipe, "-o", "/dev/null")

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_told(recipe: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "recipec", "convert", recipe], stdout=full, stderr=subprocess.PIPE, check=False
        )

    assert done.returncode == 2
    assert b"no space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_closed_pipe_is_quiet(recipe: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "recipec", "convert", recipe], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)

    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("command", ["convert {} >&-", "lint {} >&-", "lint {} 2>&-", "rule >&-", "--version >&-"])
def test_a_closed_stream_is_quiet(recipe: Path, command: str) -> None:
    line = f"{shlex.quote(sys.executable)} -m recipec {command.format(shlex.quote(str(recipe)))}"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)

    assert done.returncode == 0
    assert done.stderr == ""


def test_findings_as_json_say_everything() -> None:
    done = recipec("convert", "-", "--output-format", "json", stdin=LOSSY)

    report = json.loads(done.stderr)
    assert report.keys() == {"version", "recipe", "findings", "error"}
    assert (report["version"], report["recipe"], report["error"]) == (1, "<stdin>", None)
    assert report["findings"]
    for finding in report["findings"]:
        assert finding.keys() == {"code", "name", "severity", "loss", "message", "help", "place", "related"}
        assert finding["severity"] in ("error", "warning", "info")


def test_errors_as_json_have_their_place() -> None:
    done = recipec("convert", "-", "--output-format", "json", stdin="FROM x\nRUNN make\n")

    assert done.returncode == 2
    assert json.loads(done.stderr)["error"]["place"]["start"] == {"offset": 7, "line": 2, "column": 1}


def test_concise_findings_are_a_line_each() -> None:
    done = recipec("convert", "-", "--output-format", "concise", stdin=LOSSY)

    assert done.stderr
    assert all(line.startswith("<stdin>:") for line in done.stderr.splitlines())


@pytest.mark.parametrize(
    ("arguments", "environment", "coloured"),
    [
        ([], {}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colours_are_asked_for(arguments: list[str], environment: dict[str, str], coloured: bool) -> None:
    done = recipec("convert", "-", *arguments, stdin=LOSSY, env={"FORCE_COLOR": "", **environment})

    assert ("\x1b[" in done.stderr) is coloured


def test_a_name_in_the_recipe_cannot_write_to_the_terminal() -> None:
    done = recipec("convert", "-", stdin=LOSSY.replace("/data", "/\x1b]0;gotcha\x07"))

    assert "\x1b" not in done.stderr


def test_a_build_argument_replaces_the_default() -> None:
    done = recipec("convert", "-", "--build-arg", "TAG=3.19", stdin="ARG TAG=3.20\nFROM alpine:$TAG\n")

    assert done.returncode == 0
    assert "3.19" in done.stdout
    assert "3.20" not in done.stdout


def test_a_build_argument_without_a_value_is_taken_from_the_environment() -> None:
    done = recipec("convert", "-", "--build-arg", "TAG", stdin="ARG TAG=3.20\nFROM alpine:$TAG\n", env={"TAG": "3.18"})

    assert "3.18" in done.stdout


def test_the_version_is_told() -> None:
    import recipec as package

    first, python, targets = recipec("--version").stdout.splitlines()

    assert first == f"recipec {package.__version__}"
    assert python == "Python {}.{}.{}".format(*sys.version_info)
    assert targets.startswith("targets: apptainer-1.4, ")
    assert targets.endswith(", docker")


def test_help_names_every_option() -> None:
    from recipec.cli.commands.convert import COMMAND

    text = recipec("convert", "--help").stdout

    assert all(name in text for option in COMMAND.options for name in option.names)


def test_a_bug_asks_for_the_recipe(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from recipec.cli import main

    def fail(given: object) -> int:
        raise KeyError("gone")

    monkeypatch.setattr("recipec.cli.convert.run", fail)

    assert main(["convert", "-"]) == 2

    stderr = capsys.readouterr().err
    assert "recipec itself failed: KeyError: 'gone'" in stderr
    assert "please report it with the recipe" in stderr


@pytest.mark.parametrize(
    "text",
    [
        "FROM x\nRUN " + "a" * 10_000_000 + "\n",
        "FROM x\n" + "RUN make\n" * 10_000,
        "FROM x\nRUN a \\\n" + " && b \\\n" * 100_000 + " && c\n",
        "FROM x\nRUN " + "(" * 100_000 + "\n",
        "FROM x\nENV A=" + "${A:-" * 50_000 + "\n",
        "Bootstrap: docker\nFrom: x\n%post\n" + "make\n" * 200_000,
        "Bootstrap: docker\nFrom: x\n%files\n" + "a b\n" * 20_000,
        "Bootstrap: docker\nFrom: x\n%environment\nexport A=" + "$(" * 100_000 + "\n",
    ],
    ids=[
        "long-line",
        "many-steps",
        "deep-continuation",
        "parentheses",
        "modifiers",
        "long-post",
        "many-files",
        "deep-env",
    ],
)
def test_no_input_takes_long_or_crashes(text: str) -> None:
    before = os.times().children_user
    done = recipec("convert", "-", stdin=text)

    assert "itself failed" not in done.stderr
    assert done.returncode in (0, 1, 2)
    # Processor time, so that whatever else runs does not count; a machine may be several times slower than another.
    assert os.times().children_user - before < 10 + 2 * len(text) / 1_000_000
