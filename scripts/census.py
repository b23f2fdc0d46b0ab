"""Convert a folder of real recipes and print what happened: `python scripts/census.py FOLDER`.

Each recipe is read, converted, and the output given to the real parser of the other side: moby's (PyPI `dockerfile`)
for Dockerfiles, Apptainer's own for definition files. Both also judge the inputs, and every disagreement is listed.
"""

import argparse
import subprocess
import sys
import time
import traceback
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import recipec
from recipec.format import detect

PROBE = "__recipec_probe__"


class Verdict(NamedTuple):
    """What a real parser says: its instructions (nothing for a definition file), or why it refuses."""

    instructions: tuple[tuple[str, int], ...] = ()
    refusal: str | None = None


class Row(NamedTuple):
    """What happened to one recipe."""

    path: str
    format: str
    refusal: str | None = None
    crash: str | None = None
    codes: tuple[str, ...] = ()
    input_verdict: Verdict | None = None
    own: tuple[tuple[str, int], ...] = ()
    output_refusal: str | None = None
    milliseconds: float = 0.0


def moby(text: str) -> Verdict:
    """Ask moby's parser."""
    import dockerfile

    try:
        commands = dockerfile.parse_string(text)
    except (dockerfile.GoParseError, ValueError) as error:
        return Verdict(refusal=str(error))
    return Verdict(tuple((command.cmd.lower(), command.start_line) for command in commands))


def apptainer(text: str) -> Verdict:
    """Ask Apptainer's parser: an unused build argument stops it right after it has read everything."""
    with TemporaryDirectory() as folder:
        recipe = Path(folder, "recipe.def")
        recipe.write_text(text, encoding="utf-8")
        done = subprocess.run(
            ["apptainer", "-q", "build", "--build-arg", f"{PROBE}=1", f"{folder}/never.sif", recipe],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode == 255 and PROBE in done.stderr:
        return Verdict()
    return Verdict(refusal=(done.stderr.strip().splitlines() or ["nothing said"])[-1].replace(folder, ""))


def survey(task: tuple[str, bool]) -> Row:
    """Convert one recipe and ask both sides."""
    path, ask = task
    try:
        source = recipec.Source.read(path)
    except recipec.RecipeError as error:
        return Row(path, "unreadable", refusal=error.message)
    written_in = detect(source)
    if written_in is None:
        return Row(path, "unknown", refusal="neither a Dockerfile nor a definition file")
    here, there = (moby, apptainer) if written_in is recipec.Format.DOCKERFILE else (apptainer, moby)
    row = Row(path, written_in.value, input_verdict=here(source.text) if ask else None)
    start = time.process_time()
    try:
        if written_in is recipec.Format.DOCKERFILE:
            row = row._replace(own=_instructions(source))
        conversion = recipec.convert(source)
    except recipec.RecipeError as error:
        return row._replace(refusal=error.message)
    except Exception as error:  # noqa: BLE001 -- a crash is what the census counts
        place = traceback.extract_tb(error.__traceback__)[-1]
        return row._replace(crash=f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"[:160])
    return row._replace(
        codes=tuple(f"{finding.severity.value} {finding.code} {finding.name}" for finding in conversion.findings),
        output_refusal=there(conversion.text).refusal if ask else None,
        milliseconds=(time.process_time() - start) * 1000,
    )


def _instructions(source: recipec.Source) -> tuple[tuple[str, int], ...]:
    from recipec.dockerfile.parse import parse

    return tuple((each.name.lower(), source.position(each.span.start).line) for each in parse(source).instructions)


def report(rows: list[Row], examples: int) -> None:
    """Print the tables."""
    for written_in in sorted({row.format for row in rows}):
        group = [row for row in rows if row.format == written_in]
        converted = [row for row in group if row.refusal is None and row.crash is None]
        print(f"\n## {written_in}: {len(group)} recipes\n")
        print(f"| converted | {len(converted)} |")
        failing = [row for row in converted if any(code.startswith("error") for code in row.codes)]
        print(f"| with an error finding | {len(failing)} |")
        print(f"| without any finding | {sum(not row.codes for row in converted)} |")
        print(f"| refused | {sum(row.refusal is not None for row in group)} |")
        print(f"| crashed | {sum(row.crash is not None for row in group)} |")
        judged = [row for row in group if row.input_verdict is not None]
        if judged:
            print(f"| same verdict as the real parser | {sum(_agrees(row) for row in judged)} of {len(judged)} |")
            taken = sum(row.output_refusal is None for row in converted)
            print(f"| outputs that the other side's parser takes | {taken} |")
        _table("refused because", ((row.refusal, row.path) for row in group), examples)
        _table("crashes", ((row.crash, row.path) for row in group), examples)
        _table("findings (recipes)", ((code, row.path) for row in group for code in sorted(set(row.codes))), 0)
        _table("outputs refused by the other side", ((row.output_refusal, row.path) for row in converted), examples)
        _table("disagreements with the real parser", ((_disagreement(row), row.path) for row in judged), examples)


def _agrees(row: Row) -> bool:
    return _disagreement(row) is None


def _disagreement(row: Row) -> str | None:
    theirs = row.input_verdict
    if theirs is None or row.crash is not None:
        return None
    if (theirs.refusal is None) != (row.refusal is None):
        return f"we: {row.refusal or 'read it'}; they: {theirs.refusal or 'read it'}"
    if theirs.refusal is None and row.own and row.own != theirs.instructions:
        ours, other = next(((a, b) for a, b in zip(row.own, theirs.instructions, strict=False) if a != b), (None, None))
        return f"instructions: we {ours}, they {other}"
    return None


def _table(title: str, reasons: Iterable[tuple[str | None, str]], examples: int) -> None:
    places: dict[str, list[str]] = {}
    for reason, path in reasons:
        if reason is not None:
            places.setdefault(reason, []).append(path)
    if not places:
        return
    print(f"\n### {title}\n")
    for reason, paths in sorted(places.items(), key=lambda item: -len(item[1])):
        print(f"{len(paths):6} {reason}" + "".join(f"\n         {path}" for path in paths[:examples]))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--limit", type=int, help="so many recipes only, from all over the folder")
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--examples", type=int, default=2, help="paths to show for each reason")
    arguments.add_argument("--no-oracles", action="store_true", help="ask no real parser: fast")
    asked = arguments.parse_args()
    paths = sorted(str(path) for path in asked.folder.rglob("*") if path.is_file())
    if asked.limit:
        paths = paths[:: -(-len(paths) // asked.limit) or 1]
    tasks = [(path, not asked.no_oracles) for path in paths]
    start = time.perf_counter()
    with ProcessPoolExecutor(asked.jobs) as pool:
        rows = list(pool.map(survey, tasks, chunksize=16))
    report(rows, asked.examples)
    seconds = time.perf_counter() - start
    inside = sum(row.milliseconds for row in rows) / 1000
    print(f"\n{len(rows)} recipes in {seconds:.0f} s; conversions alone {inside:.1f} s")
    sys.exit(any(row.crash for row in rows))


if __name__ == "__main__":
    main()
