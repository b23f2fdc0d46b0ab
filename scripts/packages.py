"""Build what is published and use it as users do: `python -m scripts.packages`.

`dist/` then has the wheel and the sdist, and `dist/wheelhouse` what an installation without a network takes. Each
Python that the package names is tried where the machine has it; `--python` gives others, and `--tests` runs tests
with each.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from zipfile import ZipFile

from scripts.trial import TOOLS, TrialError, run

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
WHEELHOUSE = DIST / "wheelhouse"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
# A program that is started so reaches no network.
ALONE = ("unshare", "--net") if os.geteuid() == 0 else ("unshare", "--map-root-user", "--net")


def main() -> int:
    """Do everything in turn; 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m scripts.packages", description=__doc__)
    parser.add_argument("--python", action="append", default=[], metavar="PATH", help="try this Python too")
    parser.add_argument("--tests", action="store_true", help="run tests with each Python")
    given = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="recipec-packages-") as place:
            wheel, sdist = _build(Path(place))
            _look(wheel, sdist)
            _conda()
            _gather(wheel, WHEELHOUSE)
            _try_installers(wheel, Path(place))
            houses = [WHEELHOUSE]
            if given.tests:
                houses.append(Path(place) / "tools")
                _gather(wheel, houses[-1], *TOOLS)
            _try_pythons(given.python, ("--tests",) if given.tests else (), houses)
    except TrialError as error:
        print(f"packages: {error}", file=sys.stderr)
        return 1
    return 0


def _build(place: Path) -> tuple[Path, Path]:
    """Build the sdist, and the wheel from it, which is the one that the tree gives."""
    shutil.rmtree(DIST, ignore_errors=True)
    run(ROOT, sys.executable, "-m", "build", "--outdir", DIST, ROOT)
    run(ROOT, sys.executable, "-m", "build", "--wheel", "--outdir", place / "tree", ROOT)
    (wheel,), (sdist,) = DIST.glob("*.whl"), DIST.glob("*.tar.gz")
    (other,) = (place / "tree").glob("*.whl")
    if wheel.read_bytes() != other.read_bytes():
        raise TrialError(f"{wheel.name} is another one when it is built from the tree")
    run(ROOT, sys.executable, "-m", "twine", "check", "--strict", wheel, sdist)
    print(f"{wheel.name} ({wheel.stat().st_size // 1024} kB), {sdist.name}: built, and the same from tree and sdist")
    return wheel, sdist


def _look(wheel: Path, sdist: Path) -> None:
    """Hold what is in the wheel and in the sdist against the files of the repository."""
    tracked = run(ROOT, "git", "-C", ROOT, "ls-files", "src/recipec", "grammar", "man").split()
    wanted = {_place(name) for name in tracked if name != "src/recipec/grammar"}
    with ZipFile(wheel) as archive:
        names = {re.sub(r"^[^/]+\.data/data/", "", name) for name in archive.namelist()}
        about = archive.read(next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))).decode()
    packed = {name for name in names if ".dist-info/" not in name}
    beside = {name.partition(".dist-info/")[2] for name in names - packed}
    if packed != wanted:
        raise TrialError(f"the wheel lacks, or has too much: {', '.join(sorted(packed ^ wanted))}")
    if "recipec/py.typed" not in packed or "licenses/LICENSE" not in beside or "entry_points.txt" not in beside:
        raise TrialError("the wheel lacks its types, its license or its command")
    lost = re.findall(r"\]\((?!https://|#)[^)]*\)", about)
    if "# recipec" not in about or lost:
        raise TrialError(f"the page of the package leads nowhere: {', '.join(lost)}")
    with tarfile.open(sdist) as archive:
        places = {name.partition("/")[2].partition("/")[0] for name in archive.getnames()}
    odd = places & {"tests", "fixtures", "scripts", "packaging", "integrations"}
    if odd or not {"LICENSE", "README.md", "src", "grammar", "man", "pyproject.toml"} <= places:
        raise TrialError(f"the sdist has {', '.join(sorted(places))}")
    print(f"{len(packed)} files in the wheel, each of the repository")


def _place(name: str) -> str:
    """Give the place in the wheel of a file of the repository."""
    folder, _, rest = name.partition("/")
    return {"src": "", "grammar": "recipec/grammar/", "man": "share/man/man1/"}[folder] + rest


def _conda() -> None:
    """Have the program that builds for conda-forge read the recipe."""
    from rattler_build import Stage0Recipe, VariantConfig

    rendered = Stage0Recipe.from_file(ROOT / "packaging" / "conda" / "recipe.yaml").render(VariantConfig())
    (one,) = (variant.recipe.to_dict() for variant in rendered)
    if one["build"]["noarch"] != "python" or not all(one["requirements"][part] for part in ("host", "run")):
        raise TrialError(f"the recipe for conda says {json.dumps(one, default=str)}")
    print(f"conda: {one['package']['name']} {one['package']['version']} renders")


def _versions() -> list[str]:
    """List the versions of Python that the package names."""
    named = (re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", one) for one in PROJECT["classifiers"])
    return [found[1] for found in named if found]


def _gather(wheel: Path, folder: Path, *tools: str) -> None:
    """Download wheels of all that the package, or the tools, need; for every version of Python."""
    for version in _versions():
        words = ("--only-binary", ":all:", "--python-version", version, "--dest", folder)
        run(ROOT, sys.executable, "-m", "pip", "download", "-q", *words, *(tools or (wheel,)))
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    print(f"{folder.name}: {len([*folder.iterdir()])} wheels, {size:.1f} MB")


def _try_installers(wheel: Path, place: Path) -> None:
    """Run and install recipec with uv and pipx, without a network."""
    program = Path(sys.executable).parent
    uv = ("--offline", "--no-index", "--find-links", WHEELHOUSE, "--python", sys.executable)
    pipx = ("--pip-args", f"--no-index --find-links={WHEELHOUSE}")
    homes = {
        name: str(place / name)
        for name in ("UV_CACHE_DIR", "UV_TOOL_DIR", "UV_TOOL_BIN_DIR", "PIPX_HOME", "PIPX_BIN_DIR", "PIPX_MAN_DIR")
    }
    version = f"recipec {wheel.name.split('-')[1]}"
    for told in (
        run(ROOT, *ALONE, program / "uvx", *uv, "--from", wheel, "recipec", "--version", variables=homes),
        run(ROOT, *ALONE, program / "pipx", "run", "--spec", wheel, *pipx, "recipec", "--version", variables=homes),
    ):
        if version not in told:
            raise TrialError(f"`recipec --version` says {told}")
    run(ROOT, *ALONE, program / "uv", "tool", "install", "--compile-bytecode", *uv, "recipec", variables=homes)
    run(ROOT, *ALONE, program / "pipx", "install", *pipx, "recipec", variables=homes)
    for name in ("UV_TOOL_BIN_DIR", "PIPX_BIN_DIR"):
        run(ROOT, Path(homes[name]) / "recipec", "--version")
    print("uvx, uv tool install, pipx run, pipx install: work without a network")


def _found(version: str) -> str | None:
    """Give the Python of a version, on PATH or of pyenv; None when there is none."""
    shims = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    named = sorted(map(str, shims.glob(f"{version}.*/bin/python{version}")))
    for python in (shutil.which(f"python{version}"), *named):
        # A name on PATH may be a version manager's that has no such version.
        if (
            python
            and not subprocess.run((python, "-c", "import ensurepip"), capture_output=True, check=False).returncode
        ):
            return python
    return None


def _try_pythons(given: list[str], options: tuple[str, ...], houses: list[Path]) -> None:
    """Have each Python install and use the package, without a network."""
    pythons = {
        run(ROOT, python, "-c", "import sys; print(*sys.version_info[:2], sep='.')").strip(): python for python in given
    }
    for version in _versions():
        python = pythons.get(version) or _found(version)
        if python is None:
            print(f"Python {version}: not tried, for it is not on this machine")
        else:
            print(run(ROOT, *ALONE, python, ROOT / "scripts" / "trial.py", *options, *houses).strip(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
