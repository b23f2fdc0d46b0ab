"""How precise the rules are on real recipes: `python -m scripts.precision FOLDER... [--rule NAME [--sample 20]]`.

For every rule: in how many recipes it finds something, how often, and what came of reading a sample of its hits
(`fixtures/rules/NAME/precision.json`: how many were read, and how many were right). `--rule NAME` shows such a sample,
the same for the same folders, spread over repositories.
"""

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

from recipec.api import lint
from recipec.checks.registry import headers
from recipec.checks.settings import Settings
from recipec.errors import RecipeError
from recipec.format import Format, detect
from recipec.ir.options import BuildMode
from recipec.source import Source

ROOT = Path(__file__).resolve().parent.parent


class Hit(NamedTuple):
    name: str
    severity: str
    path: str
    line: int
    message: str
    excerpt: str


def check(job: tuple[str, Settings]) -> tuple[str, list[Hit], str]:
    """Check one file; give its format, what was found, and what stopped it."""
    path, settings = job
    try:
        source = Source.read(path)
        written_in = detect(source)
        checked = lint(source, settings)
    except RecipeError as error:
        return "none", [], error.message
    hits = []
    for one in checked.findings:
        start = one.span.start if one.span else 0
        end = one.span.end if one.span else 0
        line = source.position(min(start, len(source.text))).line
        hits.append(Hit(one.name, one.severity.value, path, line, one.message, source.text[start:end][:300]))
    return (written_in or Format.DOCKERFILE).value, hits, checked.error.message if checked.error else ""


def files(folders: list[Path]) -> Iterator[str]:
    for folder in folders:
        yield from (str(path) for path in sorted(folder.rglob("*")) if path.is_file())


def judged(name: str) -> str:
    path = ROOT / "fixtures" / "rules" / name / "precision.json"
    if not path.exists():
        return ""
    told = json.loads(path.read_text())
    return f"{told['right']} of {told['read']}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--rule", default="")
    parser.add_argument("--sample", type=int, default=20)
    parser.add_argument("--every", type=int, default=1, help="take every n-th file only")
    parser.add_argument("--build-mode", choices=[mode.value for mode in BuildMode])
    parser.add_argument("--target")
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    settings = Settings(
        target=asked.target,
        build_mode=BuildMode(asked.build_mode) if asked.build_mode else None,
        select=(asked.rule,) if asked.rule else (),
    )
    paths = list(files(asked.folders))[:: asked.every]
    with Pool(asked.jobs) as pool:
        results = pool.map(check, [(path, settings) for path in paths], chunksize=20)
    if asked.rule:
        _sample([hit for _, hits, _ in results for hit in hits if hit.name == asked.rule], asked.sample)
    else:
        _table(results)


def _sample(hits: list[Hit], size: int) -> None:
    print(f"{len(hits)} hits in {len({hit.path for hit in hits})} files")
    random.Random(0).shuffle(hits)
    seen: Counter[str] = Counter()
    spread = sorted(
        hits, key=lambda hit: (seen.update([Path(hit.path).parent.name]), seen[Path(hit.path).parent.name])[1]
    )
    for hit in spread[:size]:
        print(f"\n{hit.path}:{hit.line} {hit.severity}: {hit.message}\n    {hit.excerpt!r}")


def _table(results: list[tuple[str, list[Hit], str]]) -> None:
    total = Counter(kind for kind, _, _ in results)
    refused = sum(1 for _, _, error in results if error)
    print(f"{len(results)} recipes: {dict(total)}, {refused} of them refused by their own engine\n", file=sys.stderr)
    in_files: dict[str, Counter[str]] = defaultdict(Counter)
    all_hits: Counter[str] = Counter()
    severity: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, hits, _ in results:
        all_hits.update(hit.name for hit in hits)
        for hit in hits:
            severity[hit.name][hit.severity] += 1
        for name in {hit.name for hit in hits}:
            in_files[name][kind] += 1
    print("| code | rule | severity | hits | Dockerfiles | definition files | right of those read |")
    print("|---|---|---|---:|---:|---:|---|")
    known = {header.name: header for header in headers()}
    for name in sorted({*known, *all_hits}, key=lambda one: (known[one].code if one in known else "RC", one)):
        code = known[name].code if name in known else ""
        levels = ", ".join(severity[name]) or (known[name].severity if name in known else "")
        shares = [
            f"{in_files[name][kind]} ({100 * in_files[name][kind] / total[kind]:.1f} %)" if total[kind] else ""
            for kind in ("dockerfile", "definition")
        ]
        print(f"| {code} | `{name}` | {levels} | {all_hits[name]} | {shares[0]} | {shares[1]} | {judged(name)} |")


if __name__ == "__main__":
    main()
