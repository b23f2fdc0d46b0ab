"""However a command is ended, from in front of it or behind it, it ends quietly and leaves nothing half done."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from recipec.cli import commands, output
from recipec.cli.options import Example
from tests.support.lint_command import BAD

RECIPES = Path(__file__).parents[2] / "fixtures" / "examples"
EXAMPLES = [example for command in commands.every() for example in command.examples if not example.needs_engines]
# What happens before the command runs is Python's.
READY = """
import sys
from recipec.cli import main
top = sys.modules["recipec.cli.main"]
run = top._guarded
top._guarded = lambda arguments: (print(flush=True), run(arguments))[1]
main()
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "recipes"
    shutil.copytree(RECIPES, folder)
    monkeypatch.chdir(folder)
    return folder


def files() -> list[Path]:
    return [path for path in Path().iterdir() if path.is_file()]


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.line)
def test_a_closed_pipe_is_quiet(example: Example, stream: str) -> None:
    read, write = os.pipe()
    os.close(read)
    words = [sys.executable, "-m", "recipec", *shlex.split(example.line)[1:]]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: write}
    done = subprocess.run(words, **streams, text=True, check=False, timeout=120)  # type: ignore[call-overload]
    os.close(write)

    # Some write nothing there.
    assert done.returncode in (141, example.exit)
    assert "Traceback" not in (done.stderr or "") + (done.stdout or "")
    assert "failed" not in (done.stderr or "")


@pytest.mark.parametrize("arguments", ["lint --help", "rule", "lint many --output-format jsonl", "lint many --jobs 2"])
def test_a_pipe_that_closes_while_it_is_written_to_is_quiet(arguments: str) -> None:
    Path("many").mkdir()
    for number in range(200):
        Path(f"many/{number}.def").write_text(BAD)
    line = f'"$0" -m recipec {arguments} | head -c 1; exit ${{PIPESTATUS[0]}}'
    done = subprocess.run(["bash", "-c", line, sys.executable], capture_output=True, check=False, timeout=60)

    # What fits into the pipe may have been written before anybody closed it.
    assert done.returncode in (0, 1, 141)
    assert done.stderr == b""
    assert len(done.stdout) == 1


@pytest.mark.parametrize("arguments", ["convert tool.def -o out -q", "lint --jobs 2 -q", "lint --fix -q", "rule"])
def test_an_interrupt_at_any_moment_is_quiet(arguments: str) -> None:
    before = {path.name: path.read_bytes() for path in files()}
    for moment in range(0, 240, 20):
        child = subprocess.Popen(
            [sys.executable, "-c", READY, *arguments.split()],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(moment / 1000)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGINT)
        _, stderr = child.communicate(timeout=60)

        assert child.returncode in (0, 1, 2, 130)
        assert child.returncode != 2 or b"`out` exists" in stderr
        assert child.returncode == 2 or stderr == b""
        for path in files():
            assert path.name in before or path.read_text().startswith("# syntax=")
            assert path.name not in before or path.read_bytes() == before[path.name] or "--fix" in arguments


def test_an_interrupt_while_a_draft_is_made_leaves_none(monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def interrupted(path: str, *rest: int) -> int:
        os.close(real(path, *rest))
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "open", interrupted)
    with pytest.raises(KeyboardInterrupt):
        output.write("text", "out", force=False)
    assert "out" not in os.listdir()
    assert not [name for name in os.listdir() if name.startswith(".recipec-")]


def test_an_interrupt_is_quiet_while_nobody_has_said_anything() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", READY, "convert", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.readline()
    child.send_signal(signal.SIGINT)
    _, stderr = child.communicate(timeout=60)

    assert (child.returncode, stderr) == (130, b"")


def test_an_interrupt_is_quiet_while_click_reads() -> None:
    program = (
        "import os, signal, sys\n"
        "import click\n"
        "def parse(*_): raise KeyboardInterrupt\n"
        "click.Command.parse_args = parse\n"
        "from recipec.cli import main\n"
        "sys.exit(main(['lint', '--help']))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "")
