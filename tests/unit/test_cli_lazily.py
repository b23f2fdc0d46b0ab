"""Stand-ins are what they stand for as soon as somebody looks."""

import subprocess
import sys
from pathlib import Path

import pytest

from recipec.cli.lazily import stand_in

DOCKERFILE = 'FROM alpine\nARG A=1\nRUN make && cd /x\nCOPY a /b\nENV A=b\nCMD ["a"]\n'
DEFINITION = "Bootstrap: docker\nFrom: alpine\n%files\n a /b\n%post\n make\n%environment\n export A=b\n%runscript\n a\n"


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name a module that nobody has imported."""
    (tmp_path / "slow_to_import.py").write_text("import sys\nsys.slow = 1\nVALUE = 'real'\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "slow", 0, raising=False)
    monkeypatch.setitem(sys.modules, "slow_to_import", sys)
    monkeypatch.delitem(sys.modules, "slow_to_import")
    return "slow_to_import"


def run(program: str, *arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def test_a_module_waits_until_it_is_asked(slow: str) -> None:
    stand_in(slow)
    module = __import__(slow)

    assert vars(sys)["slow"] == 0
    assert module.VALUE == "real"
    assert vars(sys)["slow"] == 1
    assert type(sys.modules[slow]) is type(sys)


def test_what_is_known_takes_no_import(slow: str) -> None:
    stand_in(slow, KNOWN="known")
    namespace: dict[str, object] = {}
    exec(f"from {slow} import KNOWN", namespace)

    assert namespace["KNOWN"] == "known"
    assert vars(sys)["slow"] == 0


def test_a_name_of_it_is_the_real_one(slow: str) -> None:
    stand_in(slow)
    namespace: dict[str, object] = {}
    exec(f"from {slow} import VALUE", namespace)

    assert namespace["VALUE"] == "real"


def test_what_is_set_is_set_in_the_real_module(slow: str) -> None:
    stand_in(slow)
    exec(f"import {slow}\n{slow}.VALUE = 'other'\n", {})

    assert vars(sys.modules[slow])["VALUE"] == "other"


def test_a_missing_attribute_is_missing(slow: str) -> None:
    stand_in(slow)

    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = __import__(slow).nothing


def test_a_module_that_is_there_stays() -> None:
    stand_in("sys")

    assert sys.modules["sys"] is sys


@pytest.mark.parametrize(("name", "text"), [("Dockerfile", DOCKERFILE), ("Singularity", DEFINITION)])
def test_a_conversion_asks_none_of_them(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    program = (
        "import sys\n"
        "from recipec.cli import lazily, main\n"
        "lazily.install()\n"
        "waiting = {name for name, module in sys.modules.items() if type(module) is lazily.StandIn}\n"
        "main(['convert', '-o', sys.argv[2], sys.argv[1]])\n"
        "print(*(name for name in waiting if type(sys.modules[name]) is not lazily.StandIn))\n"
        "assert {'inspect', 'logging', 'platform', 'attr.validators'} <= waiting\n"
    )

    assert run(program, str(tmp_path / name), str(tmp_path / "output")).split() == []


def test_a_library_puts_none_in_place() -> None:
    program = (
        "import sys, recipec\n"
        f"recipec.convert({DOCKERFILE!r})\n"
        "print(*(name for name, module in sys.modules.items() if type(module).__name__ == 'StandIn'))\n"
    )

    assert run(program).split() == []


def test_a_logger_that_is_written_to_is_a_logger() -> None:
    program = (
        "from recipec.cli import lazily\n"
        "lazily.install()\n"
        "import logging\n"
        "logger = logging.getLogger('a.b')\n"
        "print(type(logger) is lazily.Logger, logger.name, logger.isEnabledFor(logging.ERROR))\n"
        "print(type(logging.getLogger('a.b')).__name__)\n"
    )

    assert run(program).split() == ["True", "a.b", "True", "Logger"]
