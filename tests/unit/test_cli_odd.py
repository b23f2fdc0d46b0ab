"""Odd command lines, names and streams: each gets an answer, and none a traceback."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from recipec.cli import main
from recipec.cli.commands.lint import FORMS

BAD = "Bootstrap: docker\nFrom: debian:12\n\n%post\n    sudo make\n"
RECIPEC = (sys.executable, "-m", "recipec")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.def").write_text(BAD)
    return tmp_path


def lint(*arguments: str) -> int:
    return main(["lint", *arguments])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([""], "a path is empty"),
        (["--jobs", "0"], "is no number of processes"),
        (["--jobs", "9" * 5000], "is no number of processes"),
        (["--config", ""], "cannot read ``"),
        (["--ignore", "RC104", "--per-file-ignores", "*.def="], "`` is no rule"),
        (["--severity", "=info"], "has no name before the `=`"),
        (["--mount-points", "/a\nb"], "has control characters in it"),
    ],
)
def test_a_mistake_is_told(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint("a.def", *arguments) == 2
    assert told in capsys.readouterr().err


def test_a_file_that_looks_like_an_option_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("-b.def").touch()

    assert lint("a.def", "-b.def") == 2
    assert "`./-b.def` is the file" in capsys.readouterr().err


def test_a_recipe_is_no_image(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "a.def"]) == 2
    assert "error: `a.def` is a recipe, and no image\n" in capsys.readouterr().err


@pytest.mark.parametrize("severity", ["RC104=info", "RC1=info", "sudo=info", "ALL=info", "ALL=error,sudo=info"])
def test_a_severity_goes_by_what_is_said_most_exactly(severity: str) -> None:
    given = [argument for one in severity.split(",") for argument in ("--severity", one)]

    assert lint("a.def", *given, "--select", "sudo") == 0


@pytest.mark.parametrize("place", ["{}/a.def", "{}", "{}/*.def", "./a.def"])
def test_a_pattern_may_begin_at_the_top(place: str, tmp_path: Path) -> None:
    assert lint("a.def", "--per-file-ignores", f"{place.format(tmp_path)}=ALL") == 0
    assert lint(".", "--exclude", place.format(tmp_path)) == 0


def test_a_pattern_matches_a_name_with_a_line_end() -> None:
    Path("a.def").rename("b\nc.def")

    assert lint(".", "--exclude", "*.def") == 0


def test_a_pipe_in_a_folder_is_no_recipe() -> None:
    Path("a.def").unlink()
    os.mkfifo("b.def")

    assert lint(".") == 0


@pytest.mark.parametrize("option", ["-o", "--output", "--write-baseline"])
@pytest.mark.parametrize("paths", [["a.def"], []])
def test_what_is_written_is_no_recipe(option: str, paths: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(option, "./a.def", *paths) == 2
    assert "error: the output `./a.def` is one of the recipes\n" in capsys.readouterr().err
    assert Path("a.def").read_text() == BAD


def test_a_baseline_replaces_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    Path("notes").write_text("mine\n")

    assert lint("a.def", "--write-baseline", "notes") == 2
    assert "error: `notes` is no baseline\n" in capsys.readouterr().err
    assert Path("notes").read_text() == "mine\n"
    for _ in range(2):
        assert lint("a.def", "--write-baseline", "known") == 0


@pytest.mark.parametrize("option", ["--config", "--baseline", "--site"])
def test_what_does_not_end_is_not_read_to_its_end(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    limit = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, limit[1]))
    try:
        assert lint("a.def", option, "/dev/zero") == 2
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limit)
    assert "error: cannot read `/dev/zero`: it is longer than" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--config", "--baseline", "--site"])
def test_what_is_nested_too_deeply_is_told(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("deep.toml").write_text(("x = " if option != "--baseline" else "") + "[" * 100_000)

    assert lint("a.def", option, "deep.toml") == 2
    assert "error: `deep.toml` is no " in capsys.readouterr().err


def test_a_configuration_that_is_named_has_to_be_one(capsys: pytest.CaptureFixture[str]) -> None:
    Path("pyproject.toml").write_text("[tool.recipec\n")

    assert lint("a.def", "--select", "RC710") == 0
    assert lint("a.def", "--config", "pyproject.toml") == 2
    assert "error: `pyproject.toml` is no TOML: " in capsys.readouterr().err


@pytest.mark.parametrize("command", ["convert", "lint", "explain"])
def test_a_pipe_in_the_context_keeps_nobody_waiting(command: str) -> None:
    for name in (".dockerignore", "Dockerfile.dockerignore", "b"):
        os.mkfifo(name)
    Path("Dockerfile").write_text("FROM debian:12\nCOPY . /x\nCOPY b /y\n")

    done = subprocess.run((*RECIPEC, command, "Dockerfile"), capture_output=True, check=False, timeout=30)
    assert done.returncode in (0, 1)


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make folders that nobody may look into, for root too."""
    real = os.scandir

    def refused(path: str) -> object:
        if os.path.basename(path) in ("closed", "Dockerfiles"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    for name in ("s/closed", "s/Dockerfiles", "s/open"):
        Path(name).mkdir(parents=True)
    Path("s/open/b.def").write_text("Bootstrap: docker\nFrom: debian:12\n")
    monkeypatch.setattr(os, "scandir", refused)


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("command", ["lint", "fmt"])
def test_a_folder_that_cannot_be_read_is_told_and_the_rest_is_done(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "s"]) == 2
    told = "".join(capsys.readouterr())
    assert "cannot read `s/closed`: " in told
    assert "cannot read `s/Dockerfiles`: " in told
    assert "2 of 3 not checked\n" in told or "1 file left unchanged, 2 files could not be formatted\n" in told

    assert main([command, "s/closed"]) == 2
    assert "cannot read `s/closed`: " in "".join(capsys.readouterr())
    assert main([command, "s", "--exclude", "closed,s/Dockerfiles"]) == 0


@pytest.mark.git
def test_a_folder_that_git_cannot_read_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    git = shutil.which("git")
    assert git is not None
    subprocess.run((git, "init", "-q", "."), check=True)
    Path("s/clo\nsed").mkdir(parents=True)
    Path("s/b.def").write_text("Bootstrap: docker\nFrom: debian:12\n")
    Path("bin").mkdir()
    Path("bin/git").write_text(
        "#!/bin/sh\n"
        "warning=\"warning: could not open directory 's/clo\\nsed/': Permission denied\\n\"\n"
        'case "$*" in *ls-files*) printf "$warning" >&2 ;; esac\n'
        f'exec {git} "$@"\n'
    )
    Path("bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{Path('bin').absolute()}:{os.environ['PATH']}")
    for folder in ("s", "."):
        assert lint(folder, "--ignore", "RC104") == 2
        told = capsys.readouterr().out
        assert "cannot read `s/clo\u240ased`" in told
        assert f"1 of {2 if folder == 's' else 3} not checked" in told


@pytest.mark.git
@pytest.mark.parametrize("what", ["folder", "loop"])
def test_what_only_has_the_name_of_a_recipe_is_none(what: str) -> None:
    subprocess.run(("git", "init", "-q", "."), check=True)
    Path("a.def").unlink()
    Path("elsewhere").mkdir()
    os.symlink("elsewhere" if what == "folder" else "b.def", "b.def")

    assert lint(".") == 0


def test_a_recipe_in_a_folder_that_cannot_be_read_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = open

    def refused(path: str, mode: str = "r") -> object:
        if path == "a.def":
            raise PermissionError(13, "Permission denied")
        return real(path, mode)

    monkeypatch.setattr("builtins.open", refused)

    assert lint(".") == 2
    assert "cannot read `a.def`: permission denied" in capsys.readouterr().out


@pytest.mark.parametrize("mark", ["utf-16", "utf-8-sig"])
def test_a_recipe_in_a_folder_may_begin_with_a_byte_order_mark(mark: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text("Bootstrap: docker\nFrom: debian:12\n", encoding=mark)

    assert lint(".") == (2 if mark == "utf-16" else 1)
    assert ("is UTF-16" if mark == "utf-16" else "RC008") in capsys.readouterr().out


def test_a_total_tells_what_was_checked_and_what_was_not(capsys: pytest.CaptureFixture[str]) -> None:
    Path("b.def").write_bytes(b"Bootstrap: docker\n\0")

    assert lint(".", "--no-source") == 2
    assert capsys.readouterr().out.endswith("\n1 error in 2 recipes, 1 of 2 not checked\n")

    Path("a.def").unlink()

    assert lint(".", "--no-source") == 2
    assert capsys.readouterr().out.endswith("\n1 of 1 not checked\n")


@pytest.mark.parametrize("form", FORMS)
def test_names_need_be_neither_utf_8_nor_on_a_line(form: str) -> None:
    os.rename(b"a.def", b"\xff\n::error::.def")
    done = subprocess.run([*RECIPEC, "lint", ".", "--output-format", form], capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (1, b"")
    assert not any(line.startswith(b"::error::") for line in done.stdout.splitlines()) or form == "junit"


@pytest.mark.parametrize("form", ["json", "jsonl", "sarif", "gitlab"])
def test_json_is_json_whatever_the_terminal_has_letters_for(form: str) -> None:
    Path("a.def").rename("\u00e4\U0001f600.def")
    done = subprocess.run(
        [*RECIPEC, "lint", ".", "--output-format", form],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )

    rows = [json.loads(text) for text in (done.stdout.splitlines() if form == "jsonl" else [done.stdout])]

    assert "\U0001f600.def" in str(rows) or "%F0%9F%98%80.def" in str(rows)


def test_a_baseline_knows_names_that_are_not_utf_8_and_a_mark_before_it() -> None:
    os.rename(b"a.def", b"\xff.def")

    assert lint(".", "--write-baseline", "known.json") == 0
    assert lint(".", "--baseline", "known.json") == 0

    Path("known.json").write_bytes(b"\xef\xbb\xbf" + Path("known.json").read_bytes().replace(b"\n", b"\r\n"))

    assert lint(".", "--baseline", "known.json") == 0


@pytest.mark.parametrize("text", ['{"version": 2, "files": {}}', '{"version": 1, "files": {"a.def": "abc"}}', "{}"])
def test_a_baseline_of_another_shape_is_refused(text: str) -> None:
    Path("known.json").write_text(text)

    assert lint("a.def", "--baseline", "known.json") == 2


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        ("lint - <&-", 2, "cannot read standard input: bad file descriptor"),
        ("convert - <&-", 2, "cannot read standard input: bad file descriptor"),
        ("lint a.def -o out >&-", 1, ""),
        ("lint absent >&- 2>&-", 2, ""),
        ("lint absent 2>&-", 2, ""),
        ("lint a.def --fix >/dev/null 2>&-", 0, ""),
    ],
)
def test_a_closed_stream_is_told(command: str, code: int, told: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m recipec {command}', sys.executable], capture_output=True, text=True, check=False
    )

    assert done.returncode == code
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["lint", "convert"])
@pytest.mark.parametrize("path", ["/dev/zero", "/dev/urandom", "-"])
def test_what_does_not_end_is_no_recipe(command: str, path: str) -> None:
    with open("/dev/zero", "rb") as endless:
        done = subprocess.run([*RECIPEC, command, path], stdin=endless, capture_output=True, timeout=30, check=False)

    assert done.returncode == 2
    assert b"is longer than 16 MiB" in done.stdout + done.stderr


@pytest.mark.parametrize("path", ["pipe", "/dev/stdin", "/dev/fd/0"])
def test_a_pipe_is_a_recipe(path: str) -> None:
    os.mkfifo("pipe")
    with open("a.def", "rb") as recipe:
        child = subprocess.Popen([*RECIPEC, "lint", path], stdin=recipe, stdout=subprocess.PIPE)
        if path == "pipe":
            Path("pipe").write_text(BAD)
        out, _ = child.communicate(timeout=30)

    assert child.returncode == 1
    assert b"error[RC104]" in out


def test_what_the_shell_makes_a_pipe_of_is_in_no_folder_and_cannot_be_fixed() -> None:
    for arguments, code, told in (
        ("convert <(printf 'FROM debian:12\nCOPY a.txt /\n')", 0, "the build context is not at hand"),
        ("lint --fix <(cat a.def)", 2, "cannot be fixed: it is no file"),
    ):
        line = f'"$0" -m recipec {arguments}'
        done = subprocess.run(["bash", "-c", line, sys.executable], capture_output=True, text=True, check=False)
        assert done.returncode == code
        assert told in done.stdout + done.stderr


@pytest.mark.parametrize(("path", "told"), [("x/", "there is no directory `x/`"), ("", "the output has no name")])
@pytest.mark.parametrize("option", ["convert a.def -o", "lint a.def -o", "lint a.def --write-baseline"])
def test_an_output_has_the_name_of_a_file(
    option: str, path: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*option.split(), path]) == 2
    assert told in capsys.readouterr().err
    assert not Path("x").exists()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_no_worker_outlives_the_run(number: signal.Signals, code: int) -> None:
    # The second recipe keeps a worker waiting.
    os.mkfifo("b.def")
    child = subprocess.Popen(
        [*RECIPEC, "lint", "a.def", "b.def", "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stdout is not None
    child.stdout.readline()
    if number == signal.SIGINT:
        os.killpg(child.pid, number)
    else:
        child.send_signal(number)
    _, stderr = child.communicate(timeout=20)
    time.sleep(0.2)

    assert (child.returncode, stderr) == (code, b"")
    with pytest.raises(ProcessLookupError):
        os.killpg(child.pid, 0)


def test_lines_that_a_fix_adds_end_as_the_others_do() -> None:
    text = "FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends make\n"
    Path("Dockerfile").write_bytes(text.replace("\n", "\r\n").encode())
    lint("Dockerfile", "--build-mode", "userns", "--fix")
    fixed = Path("Dockerfile").read_bytes()

    assert fixed.count(b"\n") > 2
    assert fixed.count(b"\r\n") == fixed.count(b"\n")


def test_a_second_fix_of_many_lines_changes_nothing() -> None:
    Path("a.def").write_text("Bootstrap: docker\nFrom: alpine:3.20\n\n%post\n" + "    apk add make\n" * 30)
    fix = ("--fix", "--unsafe-fixes", "--level", "info")
    lint("a.def", *fix)
    fixed = Path("a.def").read_text()
    lint("a.def", *fix)

    assert Path("a.def").read_text() == fixed
    assert fixed.count("--no-cache") == 30


def test_files_of_a_recipe_need_not_have_names_of_utf_8(tmp_path: Path) -> None:
    os.close(os.open(os.fsencode(tmp_path) + b"/\xff", os.O_CREAT))
    for number in range(1500):
        Path(f"number-{number}").touch()
    Path(".dockerignore").write_text("number-7\n")
    Path("Dockerfile").write_text("FROM debian:12\nCOPY . /opt/\n")
    Path("b.def").write_text("Bootstrap: docker\nFrom: debian:12\n\n%files\n    * /opt/\n")
    written = subprocess.run([*RECIPEC, "convert", "Dockerfile"], capture_output=True, check=True).stdout

    assert b"\n    \xff /opt/\n" in written
    assert main(["diff", "b.def", "Dockerfile", "--quiet"]) == 1
