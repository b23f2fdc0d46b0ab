"""The command finds the modules of this package in a shorter way, and finds the same."""

import importlib.util
import py_compile
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import FunctionType

import pytest

import recipec.checks
from recipec.cli import shortcut


def find(name: str, package: Path) -> ModuleSpec | None:
    return shortcut.Finder.find_spec(name, [str(package)])


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "inner").mkdir()
    (tmp_path / "one.py").write_text("VALUE = 1\n")
    (tmp_path / "inner" / "__init__.py").write_text("VALUE = 2\n")
    return tmp_path


def value(spec: ModuleSpec | None) -> object:
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return vars(module)["VALUE"]


@pytest.mark.parametrize("name", ["recipec.checks.lint", "recipec.checks.rules"])
def test_what_is_found_is_what_python_finds(name: str) -> None:
    found, real = find(name, Path(recipec.checks.__path__[0])), importlib.util.find_spec(name)

    assert found is not None
    assert real is not None
    assert (found.name, found.origin, found.cached, found.has_location) == (
        real.name,
        real.origin,
        real.cached,
        real.has_location,
    )
    assert found.submodule_search_locations == real.submodule_search_locations


def test_a_module_is_compiled_when_its_source_is_another(package: Path) -> None:
    assert value(find("recipec.one", package)) == 1
    assert value(find("recipec.one", package)) == 1

    (package / "one.py").write_text("VALUE = 'other'\n")

    assert value(find("recipec.one", package)) == "other"
    assert value(find("recipec.inner", package)) == 2


def test_code_that_was_compiled_elsewhere_says_where_it_is(package: Path) -> None:
    (package / "one.py").write_text("def VALUE(): pass\n")
    spec = find("recipec.one", package)
    assert spec is not None
    assert spec.cached is not None
    py_compile.compile(str(package / "one.py"), spec.cached, dfile="elsewhere/one.py")
    function = value(spec)

    assert isinstance(function, FunctionType)
    assert function.__code__.co_filename == str(package / "one.py")


@pytest.mark.parametrize("data", [b"", b"no compiled module at all"])
def test_a_broken_compiled_form_is_made_anew(package: Path, data: bytes) -> None:
    spec = find("recipec.one", package)
    assert spec is not None
    assert spec.cached is not None
    Path(spec.cached).parent.mkdir()
    Path(spec.cached).write_bytes(data)

    assert value(find("recipec.one", package)) == 1


def test_others_are_left_to_python(package: Path) -> None:
    assert find("recipec.nothing", package) is None
    assert find("recipecs.one", package) is None
    assert find("other.one", package) is None
    assert shortcut.Finder.find_spec("recipec", None) is None
    assert shortcut.Finder.find_spec("recipec.one", [str(package), str(package)]) is None


RULE = "recipec.checks.rules.files.links"
IMPORTS = f"""
import sys
import recipec
from recipec.cli import shortcut
{{}}
module = shortcut.module("{RULE}")
print("recipec.checks.rules" in sys.modules, module.links.header.code, module is shortcut.module("{RULE}"))
print(module.__file__ == module.links.find.__code__.co_filename, module.__spec__.name)
from {RULE} import links
from recipec.checks.rules.files import links as known
print(known is module, links is module.links)
"""


@pytest.mark.parametrize("is_installed", [True, False])
def test_a_rule_is_imported_without_what_is_around_it(*, is_installed: bool) -> None:
    program = IMPORTS.format("shortcut.install()" if is_installed else "")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == f"{not is_installed} RC608 True\nTrue {RULE}\nTrue True\n"


def test_a_module_that_fails_is_not_there(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (package / "one.py").write_text("VALUE = 1 / 0\n")
    monkeypatch.setattr(recipec, "__path__", [str(package)])
    monkeypatch.setattr(sys, "meta_path", [shortcut.Finder, *sys.meta_path])

    with pytest.raises(ZeroDivisionError):
        shortcut.module("recipec.one")
    assert "recipec.one" not in sys.modules


def test_the_command_takes_it_and_the_library_does_not() -> None:
    program = "import sys, recipec; recipec.convert('FROM alpine\\n'); print('recipec.cli.shortcut' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_a_module_knows_its_file(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM alpine\n")
    program = (
        "import os, sys\n"
        "def end(code):\n"
        "    module = sys.modules['recipec.checks.lint']\n"
        "    print(type(module.__loader__).__module__, module.__file__ == module.__spec__.origin == "
        "module.lint.__code__.co_filename)\n"
        "    sys.stdout.flush()\n"
        "    real(code)\n"
        "real, os._exit = os._exit, end\n"
        "from recipec.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "lint", "-q", str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert done.stdout.splitlines()[-1:] == ["recipec.cli.shortcut True"], done.stderr
