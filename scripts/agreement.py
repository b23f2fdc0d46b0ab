"""Convert a folder of real recipes, compare each with what it became, and count how many are the same.

`python -m scripts.agreement FOLDER`. Both directions of `recipec diff` are asked. Nothing of a recipe is run, built or
fetched. 1 when a conversion that told of no loss and no error differs from its recipe.
"""

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import recipec
from recipec.comparison.form import COMPARED
from recipec.format import Format, detect
from recipec.source import Source
from scripts.census import spread


class Row(NamedTuple):
    """What came of a recipe. ``codes`` are of what its conversion loses, ``facets`` what differs in one direction."""

    path: str
    kind: str
    codes: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()


def survey(path: str) -> Row | None:
    """Convert a recipe and compare; None for what is no recipe, or refused."""
    try:
        source = Source.read(path)
        written_in = detect(source)
        if written_in is None:
            return None
        conversion = recipec.convert(source)
    except recipec.RecipeError:
        return None
    told = (*conversion.losses, *conversion.errors)
    codes = sorted({finding.code for finding in told if finding.code not in COMPARED})
    other = Source(conversion.text)
    there = recipec.diff(source, other, format_b=written_in.other)
    back = recipec.diff(other, source, format_a=written_in.other)
    facets = sorted({one.facet.value for one in (*there.differences, *back.differences)})
    return Row(path, written_in.value, tuple(codes), tuple(facets))


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m scripts.agreement", description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--limit", type=int, help="so many files only, evenly from all repositories of the folder")
    arguments.add_argument("--jobs", "-j", type=int, default=2)
    asked = arguments.parse_args()
    paths = sorted(path for path in asked.folder.rglob("*") if path.is_file())
    if asked.limit:
        paths = spread(paths, asked.folder, asked.limit)
    with ProcessPoolExecutor(asked.jobs) as pool:
        rows = [row for row in pool.map(survey, map(str, paths), chunksize=8) if row is not None]
    print("| recipes | the same | of those without a loss |\n|---|---:|---:|")
    for kind in (each.value for each in Format):
        group = [row for row in rows if row.kind == kind]
        faithful = [row for row in group if not row.codes]
        same = sum(not row.facets for row in group)
        print(f"| {len(group)} × {kind} | {same} | {sum(not row.facets for row in faithful)} of {len(faithful)} |")
    lost = Counter(code for row in rows if row.facets for code in row.codes)
    print("\nlosses of those that differ:", ", ".join(f"{count} {code}" for code, count in lost.most_common()))
    wrong = [row for row in rows if row.facets and not row.codes]
    print(*(f"differs without a loss: {row.path}: {', '.join(row.facets)}" for row in wrong), sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
