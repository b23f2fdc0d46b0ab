"""The recipe for conda-forge says what `pyproject.toml` says."""

import re
import tomllib
from pathlib import Path

import yaml

import recipec

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RECIPE = yaml.safe_load((ROOT / "packaging" / "conda" / "recipe.yaml").read_text())


def spaced(requirements: list[str]) -> set[str]:
    """Write requirements as conda does."""
    return {re.sub(r"(?<=[\w-])(?=[<>=!~])", " ", one) for one in requirements}


def test_the_recipe_for_conda_is_of_this_version() -> None:
    assert RECIPE["context"]["version"] == recipec.__version__


def test_the_recipe_for_conda_needs_what_the_package_needs() -> None:
    run = {"python >=${{ python_min }}", *spaced(PROJECT["project"]["dependencies"])}
    host = {"python ${{ python_min }}.*", "pip", *spaced(PROJECT["build-system"]["requires"])}

    assert {*RECIPE["requirements"]["run"]} == run
    assert {*RECIPE["requirements"]["host"]} == host
    assert PROJECT["project"]["requires-python"] == f">={RECIPE['context']['python_min']}"


def test_the_recipe_for_conda_makes_the_command() -> None:
    commands = [f"{name} = {where}" for name, where in PROJECT["project"]["scripts"].items()]

    assert RECIPE["build"]["python"]["entry_points"] == commands
    assert RECIPE["about"]["summary"] == PROJECT["project"]["description"]
    assert RECIPE["about"]["license"] == PROJECT["project"]["license"]
    assert RECIPE["about"]["homepage"] == PROJECT["project"]["urls"]["Source"]
