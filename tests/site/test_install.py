"""Each way to install on `docs/install.md` works as it is written, with the wheels of `just packages` for a network."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.missing import give_up
from tests.support.pages import DOCS, ROOT, Page

PAGE = Page.read(DOCS / "install.md")
TOOLS = Path(sys.executable).parent
WHEELHOUSE = ROOT / "dist" / "wheelhouse"
PREFIX = "/apps/recipec/0.1.0"
SCRIPTS = [block.body for block in PAGE.blocks if block.language == "bash"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home on a machine that has no recipec, with a recipe."""
    missing = [str(path) for path in (WHEELHOUSE, TOOLS / "uv", TOOLS / "pipx") if not path.exists()]
    if missing:
        reason = f"missing: {', '.join(missing)} (just packages)"
        give_up(reason)
    home = tmp_path_factory.mktemp("home")
    (home / "Dockerfile").write_text('FROM debian:12\nCMD ["true"]\n')
    (home / "tools").mkdir()
    for name in ("uv", "uvx", "pipx", "python3"):
        (home / "tools" / name).symlink_to(TOOLS / name)
    return home


def run(script: str, home: Path) -> "subprocess.CompletedProcess[str]":
    """Run a block, with the wheelhouse in the place of an index."""
    index = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(WHEELHOUSE), "PIP_CONFIG_FILE": os.devnull}
    index |= {"UV_NO_INDEX": "1", "UV_FIND_LINKS": str(WHEELHOUSE), "UV_OFFLINE": "1", "UV_NO_CONFIG": "1"}
    places = {"HOME": str(home), "PATH": f"{home}/.local/bin:{home}/tools:/usr/bin:/bin"}
    return subprocess.run(
        ("bash", "-ec", script), cwd=home, env={**index, **places}, capture_output=True, text=True, check=False
    )


def block(first: str) -> str:
    """Give the block that begins so."""
    (found,) = (script for script in SCRIPTS if script.startswith(f"# {first}\n"))
    return found


@pytest.mark.parametrize("first", ["With uv", "With pipx"])
def test_an_installer_puts_the_command_where_it_is_found(first: str, home: Path) -> None:
    done = run(block(first), home)
    assert done.returncode == 0, done.stderr

    installed = home / ".local" / "bin" / "recipec"
    assert run("recipec lint Dockerfile", home).returncode == 0
    installed.unlink()


def test_pip_installs_into_an_environment(home: Path) -> None:
    done = run(block("With pip"), home)

    assert done.returncode == 0, done.stderr
    assert re.search(r"^recipec \d+\.\d", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("first", ["Once, with uv", "Once, with pipx"])
def test_it_can_be_tried_without_installing(first: str, home: Path) -> None:
    done = run(block(first), home)

    assert done.returncode == 0, done.stderr
    assert not (home / ".local" / "bin" / "recipec").exists()


def test_a_cluster_installs_from_a_folder_of_wheels(home: Path, tmp_path: Path) -> None:
    gathered = run(block("Where there is a network"), home)
    assert gathered.returncode == 0, gathered.stderr
    script = block("Where there is none")
    assert PREFIX in script
    there = tmp_path / "recipec" / "0.1.0"
    installed = run(script.replace(PREFIX, str(there)), home)
    assert installed.returncode == 0, installed.stderr

    assert [path.name for path in (there / "bin").iterdir()] == ["recipec"]
    assert f'prepend_path("PATH", "{PREFIX}/bin")' in PAGE.text
    assert run(f"{there}/bin/recipec lint Dockerfile", home).returncode == 0
    sources = set(there.rglob("recipec/**/*.py"))
    assert {
        path.parent.parent / f"{path.name.partition('.')[0]}.py" for path in there.rglob("recipec/**/*.pyc")
    } == sources


@pytest.mark.parametrize(
    ("title", "command"),
    [
        (".github/workflows/recipec.yml", ("check-jsonschema", "--builtin-schema", "vendor.github-workflows")),
        (".gitlab-ci.yml", ("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci")),
        (".pre-commit-config.yaml", ("pre-commit", "validate-config")),
    ],
)
def test_a_configuration_is_what_its_reader_takes(title: str, command: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "file.yml"
    file.write_text(PAGE.files[title])
    done = subprocess.run((TOOLS / command[0], *command[1:], file), capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_what_the_page_includes_is_there() -> None:
    workflow = yaml.safe_load(PAGE.files[".github/workflows/recipec.yml"])
    include = yaml.safe_load(PAGE.files[".gitlab-ci.yml"])["include"][0]
    uses = [step["uses"] for step in workflow["jobs"]["lint"]["steps"]]

    assert (ROOT / include["file"]).exists()
    assert any((ROOT / name.split("@")[0].removeprefix("recipec/recipec/") / "action.yml").exists() for name in uses)
    assert all(name in (ROOT / ".pre-commit-hooks.yaml").read_text() for name in re.findall(r"- id: (\S+)", PAGE.text))
