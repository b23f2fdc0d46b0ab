"""Builds the playground, a page on which recipec runs in the browser: `python -m scripts.playground FOLDER`.

The page, its editor, Python for browsers and the shell's grammar come from `playground/` and the npm packages that its
lockfile names, recipec and the packages that it needs from where they are installed. What was built from the same files
before is taken from `build/playground`.
"""

import argparse
import fcntl
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
HERE = ROOT / "playground"
KEPT = ROOT / "build" / "playground"
MODULES = HERE / "node_modules"

# Packages that a conversion may import; Lark, click and the compiled grammar are not asked for here.
PACKAGES = {"attrs": ("attr", "attrs"), "dockerfile-parse": ("dockerfile_parse",)}
# What the page offers: recipes of the documentation, by their page and their name there.
EXAMPLES = (
    ("conda", "Dockerfile"),
    ("cuda", "Dockerfile"),
    ("mpi", "Dockerfile"),
    ("multi-stage", "Dockerfile"),
    ("apt-without-root", "before.Dockerfile"),
    ("r", "Dockerfile"),
    ("jupyter", "Dockerfile"),
    ("mount-points", "before.def"),
    ("multi-stage", "solver.def"),
)
COPIED = (
    "web-tree-sitter/web-tree-sitter.wasm",
    "tree-sitter-bash/tree-sitter-bash.wasm",
)
PYTHON = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "pyodide-lock.json")
LIBRARY = "python_stdlib.zip"


def build(folder: Path) -> None:
    """Build the page into a folder that is not there yet, or is replaced."""
    digest = _digest()
    mark = KEPT / "digest"
    KEPT.parent.mkdir(exist_ok=True)
    with KEPT.with_suffix(".lock").open("w") as lock:
        # Tests of two processes may want it at once.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.is_file() or mark.read_text() != digest:
            shutil.rmtree(KEPT, ignore_errors=True)
            _make(KEPT / "page")
            mark.write_text(digest)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(KEPT / "page", folder)


def _inputs() -> Iterator[Path]:
    yield Path(__file__)
    for folder in (HERE, ROOT / "src", ROOT / "grammar", ROOT / "docs" / "recipes"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not {"node_modules", "__pycache__"} & set(path.parts):
                yield path


def _digest() -> str:
    whole = hashlib.sha256(" ".join(distribution(name).version for name in PACKAGES).encode())
    for path in _inputs():
        whole.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return whole.hexdigest()


def _install() -> None:
    """Install the npm packages that the lockfile names, unless they are there."""
    lock = HERE / "package-lock.json"
    mark = MODULES / ".lock"
    if not mark.is_file() or mark.read_bytes() != lock.read_bytes():
        _run("npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts")
        shutil.copy(lock, mark)


def _make(page: Path) -> None:
    _install()
    page.mkdir(parents=True)
    for name in ("index.html", "page.css"):
        shutil.copy(HERE / name, page)
    for name in COPIED:
        shutil.copy(MODULES / name, page)
    (page / "python").mkdir()
    for name in PYTHON:
        shutil.copy(MODULES / "pyodide" / name, page / "python")
    with tempfile.TemporaryDirectory() as scratch:
        # It comes as source, and to compile it takes half of the time that Python needs to start.
        shutil.unpack_archive(MODULES / "pyodide" / LIBRARY, scratch)
        _run("node", "compile.js", scratch, page / "python" / LIBRARY)
    _archive(page / "recipec.zip")
    with tempfile.TemporaryDirectory() as scratch:
        examples = Path(scratch, "examples.json")
        examples.write_text(json.dumps(list(_examples())))
        _run(
            MODULES / ".bin" / "esbuild",
            "main.js",
            "worker.js",
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2022",
            "--log-level=warning",
            "--external:./python/pyodide.mjs",
            "--external:fs/promises",  # asked for by the grammar's runtime where there is no browser
            "--external:module",
            f"--alias:examples={examples}",
            f"--outdir={page}",
        )
    (page / "licences.txt").write_text("\n\n".join(_licences()))


def _archive(path: Path) -> None:
    """Pack recipec and what it needs, compiled for the Python of the page."""
    with tempfile.TemporaryDirectory() as scratch:
        ignored = shutil.ignore_patterns("__pycache__", "cli", "editor", "*.lark", "*.typed", "*.pyi")
        shutil.copytree(ROOT / "src" / "recipec", Path(scratch, "recipec"), ignore=ignored)
        shutil.copy(HERE / "answering.py", scratch)
        for name, folders in PACKAGES.items():
            for folder in folders:
                source = Path(str(distribution(name).locate_file(folder)))
                shutil.copytree(source, Path(scratch, folder), ignore=ignored)
        _run("node", "compile.js", scratch, path)


def _examples() -> Iterator[dict[str, str]]:
    for page, name in EXAMPLES:
        text = (ROOT / "docs" / "recipes" / f"{page}.md").read_text()
        title = text.partition("\n")[0].removeprefix("# ").replace("`", "")
        found = re.search(rf'(?ms)^```\w+ title="{re.escape(name)}"\n(.*?)^```$', text)
        if found is None:
            raise SystemExit(f"docs/recipes/{page}.md has no `{name}`")
        kind = "definition file" if name.endswith(".def") else "Dockerfile"
        yield {"title": f"{title} ({kind})", "text": found[1]}


def _licences() -> Iterator[str]:
    yield "This page is a part of recipec.\n\n" + (ROOT / "LICENSE").read_text()
    lock = json.loads((HERE / "package-lock.json").read_text())
    for path, about in sorted(lock["packages"].items()):
        folder = HERE / path
        name = path.removeprefix("node_modules/")
        if not path or not folder.is_dir() or re.match(r"@?esbuild|@types/|node-|ws$", name):
            continue  # the page itself, and what only builds it
        texts = [one.read_text() for one in sorted(folder.glob("LICEN[CS]E*"))]
        yield "\n\n".join([f"---- {name} {about['version']}: {about['license']}", *texts])
    yield "---- Pyodide holds CPython, which is under the Python Software Foundation License: https://docs.python.org/3/license.html"
    for name in PACKAGES:
        package = distribution(name)
        texts = [one.read_text() for one in package.files or () if "LICENSE" in one.name]
        yield "\n\n".join([f"---- {name} {package.version}", *texts])


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, cwd=HERE, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SystemExit(f"{Path(command[0]).name} failed")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the page is put")
    build(parser.parse_args().folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
