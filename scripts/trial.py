"""Install recipec from wheelhouses and use it, as the Python that runs this: `pythonX.Y scripts/trial.py FOLDER...`.

`--tests` runs tests too, for which one of the folders has the tools. It asks nothing of any other package, and
nothing of a network: run it under `unshare -n` to know.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCKERFILE = 'FROM debian:stable\nRUN echo hello > /hello\nCMD ["cat", "/hello"]\n'
TOOLS = ("hypothesis", "pytest", "pytest-xdist")
# What the compiler and the checker do, and how the command starts and ends. It is quick, and needs no other tool.
TESTS = ("tests/golden/test_to_*.py", "tests/rules", *(f"tests/unit/test_{name}.py" for name in (
    "api", "checks_*", "cli", "cli_lint", "cli_odd", "cli_quick", "conservation", "definition_*", "dockerfile_*",
    "images", "ir_*", "lower_*", "record", "regex", "render", "shell_*", "starting", "suppression",
)))  # fmt: skip


class TrialError(Exception):
    """A command went otherwise than it has to."""


def main() -> int:
    """Say what works; 1 when something does not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheelhouses", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--tests", action="store_true", help="run tests on what is installed")
    given = parser.parse_args()
    name = f"Python {sys.version.split()[0]}"
    with tempfile.TemporaryDirectory(prefix="recipec-trial-") as place:
        try:
            python = _install(given.wheelhouses, Path(place), TOOLS if given.tests else ())
            _use(python.parent / "recipec", Path(place))
            told = _test(python) if given.tests else "convert, lint and rule work"
        except TrialError as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 1
    print(f"{name}: {told}", flush=True)
    return 0


def _install(wheelhouses: list[Path], place: Path, tools: tuple[str, ...]) -> Path:
    """Make an environment with recipec; give its Python."""
    venv.create(place / "venv", symlinks=True, with_pip=True)
    python = place / "venv" / "bin" / "python"
    links = [word for folder in wheelhouses for word in ("--find-links", folder.resolve())]
    # The machine's own configuration of pip may name other places.
    run(place, python, "-m", "pip", "--isolated", "install", "-q", "--no-index", *links, "recipec", *tools)
    return python


def _use(recipec: Path, place: Path) -> None:
    """Do with recipec what a user does."""
    work = place / "work"
    work.mkdir()
    (work / "Dockerfile").write_text(DOCKERFILE)
    run(work, recipec, "convert", "Dockerfile", "-o", "Singularity")
    _expect((work / "Singularity").read_text(), "Bootstrap: docker\nFrom: debian:stable\n")
    run(work, recipec, "convert", "Singularity", "-o", "Dockerfile.back")
    _expect((work / "Dockerfile.back").read_text(), "FROM debian:stable\n")
    run(work, recipec, "lint", "Dockerfile", "Singularity")
    _expect(run(work, recipec, "rule", "masked-failure"), "Use instead")
    _expect(run(work, recipec, "convert", "--help"), "Usage: recipec convert")


def _test(python: Path) -> str:
    """Run tests against the wheel, for this clone's `src` is not on the path; give their last line."""
    names = [str(path.relative_to(ROOT)) for pattern in TESTS for path in sorted(ROOT.glob(pattern))]
    without = () if shutil.which("git") else ("-m", "not git")
    words = ("-m", "pytest", "-n", str(min(2, os.cpu_count() or 1)), "-p", "no:cacheprovider", *without, *names)
    told = re.findall(r"^\d+ passed.*", run(ROOT, python, *words), re.MULTILINE)
    if not told:
        raise TrialError("no test ran")
    return f"convert, lint and rule work, {told[-1]}"


def run(place: Path, *words: str | Path, variables: Mapping[str, str] | None = None) -> str:
    """Run a command in a folder and give what it says; it may ask nothing, and has to end with 0."""
    done = subprocess.run(
        words,
        cwd=place,
        env={**os.environ, **(variables or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise TrialError(f"`{' '.join(map(str, words))}` ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def _expect(text: str, wanted: str) -> None:
    if wanted not in text:
        raise TrialError(f"{wanted!r} is not in:\n{text}")


if __name__ == "__main__":
    sys.exit(main())
