"""Measure `recipec lint` against hadolint, spython and bare Python, side by side: `just bench-lint FOLDER`.

The rounds of all commands are interleaved, as in `bench.py`. FOLDER holds real recipes: its Dockerfiles go to hadolint
and to recipec, each in one call.
"""

import argparse
import compileall
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.bench import DEFINITION, DOCKERFILE, PYTHON, environment, recipes, spent

ENTRY = "import sys; sys.argv[0] = 'x'; "
RECIPEC = [PYTHON, "-c", ENTRY + "from recipec.cli import main; sys.exit(main())", "lint", "--quiet", "--exit-zero"]
SPYTHON = [PYTHON, "-c", ENTRY + "from spython.client import main; main()", "recipe"]
HADOLINT = [str(Path(sys.executable).with_name("hadolint")), "--no-fail", "--format", "json"]
# So many names fit on a command line.
MOST = 3_000


def cold(rounds: int, folder: Path) -> None:
    """Print what one recipe costs from a cold start."""
    (folder / "Dockerfile").write_text(DOCKERFILE)
    (folder / "Singularity").write_text(DEFINITION)
    (folder / "run.sh").touch()
    commands = {"python -c pass": [PYTHON, "-c", "pass"]}
    for name in ("Dockerfile", "Singularity"):
        commands[f"recipec lint {name}"] = [*RECIPEC, str(folder / name)]
        commands[f"spython recipe {name}"] = [*SPYTHON, str(folder / name)]
    times: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        spent(command)
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(spent(command)[0])
    bare = times["python -c pass"]
    print(f"\n## Cold start, processor time, {rounds} rounds\n")
    print("| command | least ms | x bare | median x bare | MiB |")
    print("|---|---:|---:|---:|---:|")
    for name, each in times.items():
        ratio, median = min(each) / min(bare), statistics.median(each) / statistics.median(bare)
        memory = spent(commands[name])[1] / 1024
        print(f"| {name} | {min(each) * 1000:.1f} | {ratio:.2f} | {median:.2f} | {memory:.1f} |")


def run(command: Sequence[str], paths: Sequence[str]) -> tuple[float, float, float]:
    """Give the time that passes, the processor time and the largest process in MiB; failures of single files count."""
    begin = time.perf_counter()
    child = subprocess.Popen(
        [*command, *paths], env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode >= 0, command
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def throughput(paths: Sequence[str], rounds: int) -> None:
    """Print files a second of one call for all files."""
    commands = {
        "hadolint": HADOLINT,
        "recipec lint --jobs 1": [*RECIPEC, "--jobs", "1"],
        "recipec lint --jobs 2": [*RECIPEC, "--jobs", "2"],
    }
    results: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            results[name].append(run(command, paths))
    slow_wall, slow_spent = (min(one[at] for one in results["hadolint"]) for at in (0, 1))
    print(f"\n## {len(paths)} Dockerfiles, {os.cpu_count()} cores, best of {rounds}\n")
    print("| command | files/s | x hadolint | files per s of processor | x hadolint | MiB |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, each in results.items():
        wall, processor, memory = (min(one[at] for one in each) for at in range(3))
        print(
            f"| {name} | {len(paths) / wall:.0f} | {slow_wall / wall:.1f} "
            f"| {len(paths) / processor:.0f} | {slow_spent / processor:.1f} | {memory:.0f} |"
        )


def memory(paths: Sequence[str]) -> None:
    """Print how much memory more files take."""
    print("\n## Memory of one process\n")
    print("| files | MiB |")
    print("|---:|---:|")
    for count in sorted({min(one, len(paths)) for one in (1, 300, MOST)}):
        print(f"| {count} | {run([*RECIPEC, '--jobs', '1'], paths[:count])[2]:.0f} |")


def dockerfiles(folder: Path) -> list[str]:
    """Find the Dockerfiles of a folder, spread over all of it."""
    import recipec
    from recipec.format import detect

    found: list[str] = []
    for path in recipes(folder):
        try:
            if detect(recipec.Source.read(path)) is recipec.Format.DOCKERFILE:
                found.append(str(path))
        except recipec.RecipeError:
            continue
    return found[:: max(1, len(found) // MOST)][:MOST]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--rounds", type=int, default=21)
    asked = arguments.parse_args()
    import recipec

    compileall.compile_dir(Path(recipec.__file__).parent, quiet=1)
    with TemporaryDirectory() as folder:
        cold(asked.rounds, Path(folder))
    paths = dockerfiles(asked.folder)
    throughput(paths, 2)
    memory(paths)


if __name__ == "__main__":
    main()
