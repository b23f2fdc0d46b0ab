"""Let spython and recipec convert the engine cases, build what they write, and print who was right.

`python -m scripts.scoreboard [FOLDER...]`, by default `fixtures/engines`; `--every 4` takes every fourth case by name.
Both outputs are built by the engine that they are for, and compared with what the recipe itself builds, as tests do.
Cases without a source that an engine here can build are left out.
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
from tests.support.engines_prove import MISSING, Engines, engines

ROOT = Path(__file__).resolve().parent.parent
RANKS = {
    "right": "the containers are equal; or the recipe must not build, and is refused or does not build there either",
    "says so": "they differ, and a warning or a finding was given",
    "silent": "they differ, and nothing was said",
    "no container": "what was written does not build, or the recipe was refused",
    "crash": "a traceback",
}


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
    # A note counts where the case says that it is what explains the difference.
    explaining = [f"[{code}]" for line in case.all("finding") for code in line.split()]
    told = any(sign in done.stderr for sign in (": warning[", ": error[", *explaining))
    crashed = "Traceback" in done.stderr or "recipec itself failed" in done.stderr
    return Attempt(done.stdout if done.returncode < 2 else None, told, crashed)


def spython(recipe: Path, _: Case) -> Attempt:
    # Its command takes no build arguments and no options that matter here.
    entry = "import sys; from spython.client import main; main()"
    done = _run([sys.executable, "-c", entry, "recipe", recipe])
    crashed = "Traceback" in done.stderr
    return Attempt(done.stdout if done.returncode == 0 else None, "WARNING" in done.stderr + done.stdout, crashed)


TOOLS: dict[str, Callable[[Path, Case], Attempt]] = {"recipec": ours, "spython": spython}


def _run(command: list[str | Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60)


def score(path: Path, both: Engines) -> Score | None:
    """Prove a case with each tool; None when no engine can build it as it is."""
    case = read(path)
    if case.without_builder is not None:
        return None
    # Where the other machinery unpacks a case: the names of runs are in what they print.
    base = both.work / "case"
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
        if attempt.crashed:
            ranks[name] = "crash"
            continue
        if attempt.text is None:
            ranks[name] = "right" if case.fails else "no container"
            continue
        converted = base / ("Singularity" if written_in is Format.DOCKERFILE else "Dockerfile")
        converted.write_text(attempt.text)
        after = both.build(written_in.other, converted, case, context)
        if isinstance(after, BuildError):
            ranks[name] = "right" if case.fails else "no container"
        elif isinstance(before, BuildError) or compare(before, after):
            ranks[name] = "says so" if attempt.told else "silent"
        else:
            ranks[name] = "right"
    done = Score(f"{written_in.value} to {written_in.other.value}", path.stem, ranks)
    print(done.direction, done.name, *(f"{tool}: {rank}" for tool, rank in ranks.items()), sep="  ", flush=True)
    return done


def _share(paths: list[Path]) -> list[Score]:
    place = tempfile.TemporaryDirectory(prefix="recipec-engines-", ignore_cleanup_errors=True)
    with place as folder, engines(Path(folder)) as both:
        return [found for path in paths if (found := score(path, both)) is not None]


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m scripts.scoreboard", description=__doc__)
    arguments.add_argument("folders", type=Path, nargs="*", default=[ROOT / "fixtures" / "engines"])
    arguments.add_argument("--every", type=int, default=1, help="every so many of the cases of a folder, by name")
    arguments.add_argument("--jobs", "-j", type=int, default=2)
    asked = arguments.parse_args()
    if MISSING:
        print(f"not installed: {', '.join(MISSING)} (scripts/install-engines)", file=sys.stderr)
        return 2
    groups: dict[Path, list[Path]] = {}
    for folder in asked.folders:
        for path in find(folder):
            groups.setdefault(path.parent, []).append(path)
    paths = [path for group in groups.values() for path in group[:: asked.every]]
    with ProcessPoolExecutor(asked.jobs) as pool:
        shares = pool.map(_share, [paths[number :: asked.jobs] for number in range(asked.jobs)])
        scores = [each for share in shares for each in share]
    print()
    print("| direction | cases | tool | " + " | ".join(RANKS) + " |")
    print("|---|---:|---|" + "---:|" * len(RANKS))
    for direction in sorted({each.direction for each in scores}, reverse=True):
        chosen = [each for each in scores if each.direction == direction]
        for tool in TOOLS:
            counts = Counter(each.ranks[tool] for each in chosen)
            numbers = " | ".join(str(counts[rank]) for rank in RANKS)
            print(f"| {direction} | {len(chosen)} | {tool} | {numbers} |")
    print()
    for rank, meaning in RANKS.items():
        print(f"{rank}: {meaning}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
