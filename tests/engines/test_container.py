"""recipec's own image: the definition file is what recipec writes, and both recipes build the same on the engines."""

import io
import os
import tarfile
from pathlib import Path

import attrs
import pytest

from recipec.api import convert
from recipec.cli import main
from recipec.context import Directory
from recipec.engines.compare import compare
from recipec.engines.engine import Looking
from recipec.ir.options import Options, StartIn
from recipec.source import Source
from tests.support.engines_prove import MISSING, engines
from tests.support.engines_registry import PATH, Served, image
from tests.support.missing import give_up

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "packaging" / "container"
WHEELHOUSE = ROOT / "dist" / "wheelhouse"
# What scripts/install-newest-python makes: Debian with the newest Python, in the place of the image of the recipe.
PYTHON = Path(os.environ.get("NEWEST_PYTHON_ROOT", "/opt/newest-python"))
RECIPES = {
    "Dockerfile": 'FROM debian:12\nRUN cd /opt && make\nCOPY tool /opt/\nENTRYPOINT ["/opt/tool"]\n',
    "tool.def": "Bootstrap: docker\nFrom: debian:12\n\n%post\n    sudo make\n",
}
LOOKING = Looking(
    {
        "": (),
        "--version": ("--version",),
        "convert": ("convert", "/srv/Dockerfile"),
        "back": ("convert", "/srv/tool.def"),
        "lint": ("lint", "/srv/tool.def"),
    }
)


def base() -> Served:
    """Make an image with Python, and with recipes to try."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name in ("bin", "etc", "lib", "lib64", "sbin", "usr", "var"):
            tar.add(PYTHON / name, name)
        for name in ("dev", "proc", "sys", "run", "root", "home", "opt", "srv", "tmp"):
            folder = tarfile.TarInfo(name)
            folder.type, folder.mode = tarfile.DIRTYPE, 0o1777 if name == "tmp" else 0o755
            tar.addfile(folder)
        for name, text in RECIPES.items():
            file = tarfile.TarInfo(f"srv/{name}")
            file.size, file.mode = len(text), 0o644
            tar.addfile(file, io.BytesIO(text.encode()))
    return image(buffer.getvalue(), {"Env": [f"PATH={PATH}"], "Cmd": ["python3"]})


def test_the_definition_file_is_what_recipec_writes(request: pytest.FixtureRequest) -> None:
    options = attrs.evolve(Options(), start_in=StartIn.CALLER)
    text = convert(Source.read(FOLDER / "Containerfile"), context=Directory(ROOT), options=options).text
    if request.config.getoption("--update"):
        (FOLDER / "recipec.def").write_text(text)

    assert (FOLDER / "recipec.def").read_text() == text


def test_neither_recipe_has_findings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", str(FOLDER)]) == 0, capsys.readouterr().out


def test_both_recipes_build_the_same_image_which_converts(tmp_path: Path) -> None:
    needed = {"apptainer or buildah": not MISSING, str(WHEELHOUSE): WHEELHOUSE.exists(), str(PYTHON): PYTHON.exists()}
    missing = [name for name, there in needed.items() if not there]
    if missing:
        reason = (
            f"missing: {', '.join(missing)} (scripts/install-engines, scripts/install-newest-python, just packages)"
        )
        give_up(reason)
    with engines(tmp_path, {"python": base()}) as both:
        arguments = {"BASE": f"{both.address}/python"}
        docker = both.buildah.look(both.buildah.build(FOLDER / "Containerfile", ROOT, arguments), LOOKING)
        definition = both.apptainer.look(both.apptainer.build(FOLDER / "recipec.def", ROOT, arguments), LOOKING)

    assert compare(docker, definition) == ()
    assert "Usage: recipec" in docker.runs[""].stdout
    assert docker.runs["convert"].stdout.startswith("Bootstrap: docker\nFrom: debian:12\n")
    assert docker.runs["back"].stdout.startswith("FROM debian:12\n")
    assert docker.runs["lint"].status == 1
