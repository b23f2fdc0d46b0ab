"""Convert a folder of real recipes, ask the real parsers about them, and print what came of it.

`python -m scripts.census FOLDER`. moby's parser (PyPI `dockerfile`) says which instructions, flags, words and lines a
Dockerfile has, Apptainer's whether it takes a definition file; both are asked about the recipes and about what was
written. Nothing of a recipe is run, built or fetched. 1 when a conversion crashed or said RC000.
"""

import argparse
import re
import shutil
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import zip_longest
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import recipec
from recipec.format import Format, detect
from recipec.source import Source
from tests.support.definition_oracle import accepts
from tests.support.definition_understood import understood
from tests.support.dockerfile_oracle import mobys, ours


class Task(NamedTuple):
    """What to do with a recipe."""

    path: str
    only: Format | None
    oracles: bool


class Row(NamedTuple):
    """What happened to a recipe. ``agrees`` and ``taken`` are None where nobody was asked."""

    path: str
    kind: str = "unreadable"
    refusal: str | None = None
    crash: str | None = None
    codes: tuple[str, ...] = ()
    agrees: bool | None = None
    refused_by_both: bool = False
    disagreement: str | None = None
    taken: bool | None = None
    not_taken: str | None = None
    seconds: float = 0.0
    characters: int = 0


def survey(task: Task) -> Row | None:
    """Read and convert one recipe, and ask both sides."""
    try:
        source = Source.read(task.path)
    except recipec.RecipeError as error:
        return Row(task.path, refusal=error.message)
    written_in = detect(source)
    if task.only not in (None, written_in):
        return None
    if written_in is None:
        return Row(task.path, "unknown", refusal="neither a Dockerfile nor a definition file")
    row = Row(task.path, written_in.value, characters=len(source.text))
    oracle = task.oracles and (written_in is Format.DOCKERFILE or shutil.which("apptainer") is not None)
    try:
        if oracle:
            row = _agreement(row, source, written_in)
        start = time.process_time()
        conversion = recipec.convert(source)
        seconds = time.process_time() - start
    except recipec.RecipeError as error:
        return row._replace(refusal=_general(error.message))
    except Exception as error:  # noqa: BLE001 -- a crash is what the census counts
        place = traceback.extract_tb(error.__traceback__)[-1]
        return row._replace(crash=f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"[:160])
    codes = tuple(f"{finding.severity.value} {finding.code} {finding.name}" for finding in conversion.findings)
    row = row._replace(codes=codes, seconds=seconds)
    return _acceptance(row, conversion.text, written_in.other) if task.oracles else row


def _agreement(row: Row, source: Source, written_in: Format) -> Row:
    """Compare what we read in the recipe with what its own parser does."""
    if written_in is Format.DOCKERFILE:
        here, there = ours(source), mobys(source)
        if isinstance(here, str) or isinstance(there, str):
            both = isinstance(here, str) and isinstance(there, str)
            why = None if both else f"recipec: {_verdict(here)}; moby: {_verdict(there)}"
            return row._replace(agrees=both, refused_by_both=both, disagreement=why)
        differs = next(((a, b) for a, b in zip_longest(here, there) if a != b), None)
        return row._replace(
            agrees=differs is None, disagreement=differs and f"recipec: {differs[0]}; moby: {differs[1]}"
        )
    refusal = None
    try:
        understood(source.text)
    except recipec.RecipeError as error:
        refusal = error.message
    is_taken, said = _apptainer(source.text)
    return row._replace(
        agrees=is_taken is (refusal is None),
        refused_by_both=refusal is not None and not is_taken,
        disagreement=f"recipec: {refusal or 'takes it'}; apptainer: {said or 'takes it'}"
        if is_taken is not (refusal is None)
        else None,
    )


def _acceptance(row: Row, text: str, written_in: Format) -> Row:
    """Give what was written to the parser that will read it."""
    if written_in is Format.DOCKERFILE:
        verdict = mobys(Source(text))
        return row._replace(taken=not isinstance(verdict, str), not_taken=verdict if isinstance(verdict, str) else None)
    if shutil.which("apptainer") is None:
        return row
    is_taken, said = _apptainer(text)
    return row._replace(taken=is_taken, not_taken=said or None)


def _apptainer(text: str) -> tuple[bool, str]:
    with TemporaryDirectory() as folder:
        is_taken, said = accepts(text, Path(folder))
        return is_taken, said.replace(folder, "").strip()[-300:]


def _verdict(found: object) -> str:
    return found if isinstance(found, str) else "takes it"


def _general(message: str) -> str:
    """Leave out what differs from recipe to recipe, so that equal reasons are counted together."""
    return re.sub(r"`[^`]*`", "`…`", message)


def report(rows: list[Row], examples: int) -> None:
    """Print the tables."""
    print("| recipes | converted | refused | crashed | RC000 | same verdict and reading as their own parser | "
          "of these refused by both | outputs that the other side's parser takes |")  # fmt: skip
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    groups = {kind: [row for row in rows if row.kind == kind] for kind in sorted({row.kind for row in rows})}
    for kind, group in groups.items():
        done = [row for row in group if row.refusal is None and row.crash is None]
        judged = [row for row in group if row.agrees is not None]
        asked = [row for row in done if row.taken is not None]
        numbers = (
            len(done),
            sum(row.refusal is not None for row in group),
            sum(row.crash is not None for row in group),
            sum(any("RC000" in code for code in row.codes) for row in group),
            f"{sum(row.agrees is True for row in judged)} of {len(judged)}",
            sum(row.refused_by_both for row in judged),
            f"{sum(row.taken is True for row in asked)} of {len(asked)}",
        )
        print(f"| {len(group)} × {kind} | " + " | ".join(map(str, numbers)) + " |")
    for kind, group in groups.items():
        _table(f"{kind}: crashes", ((row.crash, row.path) for row in group), examples)
        _table(f"{kind}: disagreements", ((row.disagreement, row.path) for row in group), examples)
        _table(f"{kind}: outputs not taken", ((row.not_taken, row.path) for row in group), examples)
        _table(f"{kind}: refused because", ((row.refusal, row.path) for row in group), examples)
        done = [row for row in group if row.refusal is None and row.crash is None]
        print(f"\n{sum(not row.codes for row in done)} of {len(done)} without any finding, "
              f"{sum(any(code.startswith('error') for code in row.codes) for row in done)} with an error")  # fmt: skip
        _table(f"{kind}: findings", ((code, row.path) for row in done for code in sorted(set(row.codes))), 0)


def _table(title: str, reasons: Iterable[tuple[str | None, str]], examples: int) -> None:
    places: dict[str, list[str]] = {}
    for reason, path in reasons:
        if reason is not None:
            places.setdefault(reason, []).append(path)
    if places:
        print(f"\n### {title}\n")
    for reason, paths in sorted(places.items(), key=lambda item: -len(item[1])):
        print(f"{len(paths):6} {reason}" + "".join(f"\n         {path}" for path in paths[:examples]))


def spread(paths: Iterable[Path], folder: Path, limit: int) -> list[Path]:
    """Choose so many paths, evenly over repositories (a folder, or what stands before ``__``) and within each."""
    groups: dict[str, list[Path]] = {}
    for path in paths:
        inside = path.relative_to(folder)
        groups.setdefault(inside.parts[0] if len(inside.parts) > 1 else inside.name.partition("__")[0], []).append(path)
    chosen: list[Path] = []
    waiting = sorted(groups.values(), key=len)
    while waiting:
        group = waiting.pop(0)
        share = (limit - len(chosen)) // (len(waiting) + 1)
        wanted = min(share, len(group))
        chosen += (group[number * len(group) // wanted] for number in range(wanted))
    return chosen


def _rows(tasks: list[Task], jobs: int) -> Iterator[Row]:
    if jobs == 1:
        yield from (row for task in tasks if (row := survey(task)) is not None)
        return
    # moby's parser is a Go program in this process, which does not survive a fork.
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        yield from (row for row in pool.map(survey, tasks, chunksize=16) if row is not None)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m scripts.census", description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--limit", type=int, help="so many files only, evenly from all repositories of the folder")
    arguments.add_argument("--only", choices=[each.value for each in Format], help="recipes of this format")
    arguments.add_argument("--jobs", "-j", type=int, default=2)
    arguments.add_argument("--examples", type=int, default=2, help="paths to show for each reason")
    arguments.add_argument("--no-oracles", action="store_true", help="ask no real parser: fast")
    asked = arguments.parse_args()
    paths = sorted(path for path in asked.folder.rglob("*") if path.is_file())
    if asked.limit:
        paths = spread(paths, asked.folder, asked.limit)
    only = Format(asked.only) if asked.only else None
    rows = list(_rows([Task(str(path), only, not asked.no_oracles) for path in paths], asked.jobs))
    report(rows, asked.examples)
    seconds = sum(row.seconds for row in rows)
    print(f"\nconversions alone: {seconds:.1f} s of processor time, {sum(row.characters for row in rows)} characters")
    sys.exit(any(row.crash or any("RC000" in code for code in row.codes) for row in rows))


if __name__ == "__main__":
    main()
