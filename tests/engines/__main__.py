"""Prove any folders of cases and print a table: `python -m tests.engines FOLDER...`.

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
from concurrent.futures import ProcessPoolExecutor
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


def main() -> int:
    """Prove what the command line names; 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.engines", description=__doc__)
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
    shares = [paths[number :: given.jobs] for number in range(given.jobs)]
    with ProcessPoolExecutor(given.jobs) as pool:
        work = [pool.submit(_share, share, given.source, given.strict) for share in shares]
        for done in work:
            for row in done.result():
                counts[row.verdict] += 1
                print(f"{row.verdict:<10} {row.seconds:4.1f}s  {row.name}{'  ' + row.why if row.why else ''}")
                if given.verbose and row.verdict in ("WRONG", "CRASH"):
                    print("    " + row.report.replace("\n", "\n    "))
    total = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items()))
    print(f"{len(paths)} cases: {total} in {monotonic() - started:.0f} s")
    return 1 if counts["WRONG"] or counts["CRASH"] else 0


def _share(paths: list[Path], source: bool, strict: bool) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="recipec-engines-", ignore_cleanup_errors=True) as work:
        with engines(Path(work)) as both:
            return list(_rows(paths, both, source, strict))


def _rows(paths: list[Path], both: Engines, source: bool, strict: bool) -> Iterator[Row]:
    for path in paths:
        name = f"{path.parent.name}/{path.stem}"
        started = monotonic()
        try:
            if source:
                problem = build_source(read(path), both)
                yield Row("WRONG" if problem else "builds", name, problem, problem, monotonic() - started)
                continue
            verdict = prove(read(path), both, strict=strict)
        except Exception as error:  # noqa: BLE001 -- a table has a line for every case
            yield Row("CRASH", name, repr(error)[:200], traceback.format_exc(), monotonic() - started)
            continue
        seconds = monotonic() - started
        if verdict.problems:
            why = " ".join(verdict.problems[0].split())[:160]
            yield Row("WRONG", name, why, verdict.report, seconds)
        elif verdict.differences:
            yield Row("different", name, " ".join(verdict.codes), verdict.report, seconds)
        else:
            yield Row("equal", name, " ".join(verdict.codes), verdict.report, seconds)


if __name__ == "__main__":
    sys.exit(main())
