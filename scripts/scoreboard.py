"""Let spython and recipec convert the engine cases, build what they write, and print who was right.

`python -m scripts.scoreboard [FOLDER...]`, by default every case of `fixtures/engines`. A conversion is *same* when the
containers are equal (or when a recipe that must not build is refused or does not build), *told* when they are not but a
finding or a warning said so, *wrong* when nothing was said, and *crash* when the tool broke down.
"""

import argparse
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from recipec.engines.compare import compare
from recipec.engines.process import BuildError
from recipec.format import Format
from tests.support.engines_case import Case, find, read
from tests.support.engines_prove import Engines, engines

ROOT = Path(__file__).resolve().parent.parent
RANKS = ("same", "told", "wrong", "crash")


class Attempt(NamedTuple):
    """What a tool wrote, and whether it said that something will differ."""

    text: str | None
    told: bool = False
    crashed: bool = False


class Score(NamedTuple):
    """How the tools did on a case."""

    direction: str
    name: str
    ranks: dict[str, str]


def ours(recipe: Path, case: Case) -> Attempt:
    words = [word for line in case.all("options") for word in shlex.split(line)]
    given = [word for name, value in case.arguments.items() for word in ("--build-arg", f"{name}={value}")]
    command: list[str | Path] = [sys.executable, "-m", "recipec", "convert", recipe, "--context", recipe.parent]
    done = _run([*command, "--output-format", "concise", *words, *given])
    if "recipec itself failed" in done.stderr:
        return Attempt(None, crashed=True)
    told = any(f": {severity}[" in done.stderr for severity in ("warning", "error"))
    return Attempt(done.stdout if done.returncode < 2 else None, told or done.returncode > 0)


def spython(recipe: Path, _: Case) -> Attempt:
    # Its command takes no build arguments and no options that matter here.
    entry = "import sys; from spython.client import main; main()"
    done = _run([sys.executable, "-c", entry, "recipe", recipe])
    if "Traceback" in done.stderr:
        return Attempt(None, crashed=True)
    return Attempt(done.stdout if done.returncode == 0 else None, "WARNING" in done.stderr or done.returncode > 0)


TOOLS: dict[str, Callable[[Path, Case], Attempt]] = {"recipec": ours, "spython": spython}


def _run(command: list[str | Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def score(path: Path, both: Engines) -> Score | None:
    """Prove a case with each tool; None when no engine can build it as it is."""
    case = read(path)
    if case.without_builder is not None:
        return None
    base = both.work / "score"
    shutil.rmtree(base, ignore_errors=True)
    context = base / "context"
    context.mkdir(parents=True)
    recipe = case.unpack(context, both.address)
    written_in = Format.DOCKERFILE if recipe.name == "Dockerfile" else Format.DEFINITION
    before = both.build(written_in, recipe, case, context)
    if isinstance(before, BuildError) is not case.fails:
        return None
    ranks = {}
    for name, tool in TOOLS.items():
        attempt = tool(recipe, case)
        rank = "crash" if attempt.crashed else "told" if attempt.told else "wrong"
        if attempt.text is None:
            ranks[name] = "same" if case.fails and not attempt.crashed else rank
            continue
        converted = base / ("Singularity" if written_in is Format.DOCKERFILE else "Dockerfile")
        converted.write_text(attempt.text)
        after = both.build(written_in.other, converted, case, context)
        if isinstance(after, BuildError) or isinstance(before, BuildError):
            equal = isinstance(after, BuildError) and case.fails
        else:
            equal = not compare(before, after)
        ranks[name] = "same" if equal else rank
    return Score(f"{written_in.value} to {written_in.other.value}", path.stem, ranks)


def _share(paths: list[Path]) -> list[Score]:
    with tempfile.TemporaryDirectory() as folder, engines(Path(folder, "work")) as both:
        return [found for path in paths if (found := score(path, both)) is not None]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folders", type=Path, nargs="*", default=[ROOT / "fixtures" / "engines"])
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--verbose", action="store_true", help="name the cases that are not the same")
    asked = arguments.parse_args()
    paths = [path for folder in asked.folders for path in find(folder)]
    with ProcessPoolExecutor(asked.jobs) as pool:
        shares = pool.map(_share, [paths[number :: asked.jobs] for number in range(asked.jobs)])
        scores = [each for share in shares for each in share]
    print("| direction | cases | tool | " + " | ".join(RANKS) + " |")
    print("|---|---:|---|" + "---:|" * len(RANKS))
    for direction in sorted({each.direction for each in scores}, reverse=True):
        group = [each for each in scores if each.direction == direction]
        for tool in TOOLS:
            counts = Counter(each.ranks[tool] for each in group)
            numbers = " | ".join(str(counts[rank]) for rank in RANKS)
            print(f"| {direction} | {len(group)} | {tool} | {numbers} |")
    if asked.verbose:
        for each in scores:
            for tool, rank in each.ranks.items():
                if rank != "same":
                    print(f"{tool:8} {rank:6} {each.direction} {each.name}")


if __name__ == "__main__":
    main()
