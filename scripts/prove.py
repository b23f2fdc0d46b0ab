"""Prove any folders of cases and print a table: `python -m scripts.prove FOLDER...`.

`--source` only builds the recipes as they are, `--verbose` shows findings and output of what went wrong, and
`--strict` holds every case to the findings that it names, as the tests do.
"""

import argparse
import os
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from multiprocessing import Process, Queue
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from tests.support.engines_case import find, read
from tests.support.engines_prove import MISSING, Engines, build_source, engines, prove


class Row(NamedTuple):
    """A line of the table."""

    verdict: str
    name: str
    why: str
    report: str
    seconds: float


class Wanted(NamedTuple):
    """What to do with each case."""

    source: bool
    strict: bool


def main() -> int:
    """Prove what the command line names; 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m scripts.prove", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--source", action="store_true", help="build the sources only")
    parser.add_argument("--strict", action="store_true", help="findings must be those that the case names")
    parser.add_argument("--verbose", "-v", action="store_true", help="show outputs")
    parser.add_argument("--only", default="", metavar="TEXT", help="cases with TEXT in their name")
    parser.add_argument("--jobs", "-j", type=int, default=min(2, os.cpu_count() or 1))
    given = parser.parse_args()
    if MISSING:
        print(f"not installed: {', '.join(MISSING)} (scripts/install-engines)", file=sys.stderr)
        return 2
    paths = [path for folder in given.folders for path in (find(folder) if folder.is_dir() else (folder,))]
    paths = [path for path in paths if given.only in path.name]
    counts: Counter[str] = Counter()
    started = monotonic()
    rows: Queue[Row] = Queue()
    workers = [
        Process(
            target=_share, args=(paths[number :: given.jobs], Wanted(given.source, given.strict), rows), daemon=True
        )
        for number in range(given.jobs)
    ]
    for worker in workers:
        worker.start()
    for _ in paths:
        row = rows.get()
        counts[row.verdict] += 1
        print(f"{row.verdict:<10} {row.seconds:4.1f}s  {row.name}{'  ' + row.why if row.why else ''}", flush=True)
        if given.verbose and row.verdict in ("WRONG", "CRASH"):
            print("    " + row.report.replace("\n", "\n    "), flush=True)
    for worker in workers:
        worker.join()
    total = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items()))
    print(f"{len(paths)} cases: {total} in {monotonic() - started:.0f} s")
    return 1 if counts["WRONG"] or counts["CRASH"] else 0


def _share(paths: list[Path], wanted: Wanted, rows: "Queue[Row]") -> None:
    place = tempfile.TemporaryDirectory(prefix="recipec-engines-", ignore_cleanup_errors=True)
    with place as work, engines(Path(work)) as both:
        for row in _rows(paths, both, wanted):
            rows.put(row)


def _rows(paths: list[Path], both: Engines, wanted: Wanted) -> Iterator[Row]:
    for path in paths:
        name = f"{path.parent.name}/{path.stem}"
        started = monotonic()
        try:
            if wanted.source:
                problem = build_source(read(path), both)
                yield Row("WRONG" if problem else "builds", name, problem, problem, monotonic() - started)
                continue
            verdict = prove(read(path), both, strict=wanted.strict)
        except Exception as error:  # noqa: BLE001 -- a table has a line for every case
            yield Row("CRASH", name, repr(error)[:200], traceback.format_exc(), monotonic() - started)
            continue
        seconds = monotonic() - started
        if verdict.problems:
            why = " ".join(verdict.problems[0].split())[:160]
            yield Row("WRONG", name, why, verdict.report, seconds)
        elif verdict.differences:
            why = "; ".join(f"{difference.kind} {difference.name}" for difference in verdict.differences)
            yield Row("different", name, f"{' '.join(verdict.codes)}  {why[:160]}", verdict.report, seconds)
        else:
            yield Row("equal", name, " ".join(verdict.codes), verdict.report, seconds)


if __name__ == "__main__":
    sys.exit(main())
