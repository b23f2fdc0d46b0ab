"""What package managers are asked to do."""

import pytest

from recipec.checks.lint import read
from recipec.checks.packages import Asked, all_asked
from recipec.checks.settings import Settings
from recipec.format import Format
from recipec.source import Source
from recipec.target import APPTAINER_1_4


def asked(command: str) -> Asked:
    text = f"Bootstrap: docker\nFrom: debian:12\n\n%post\n    {command}\n"
    recipe, _, _ = read(Source(text), Format.DEFINITION, APPTAINER_1_4, Settings(), None)
    (one,) = all_asked(recipe.invocations("pip", "apt-get", "dnf", "conda", "pacman", "dpkg", "rpm"))
    return one


@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("pip install -r needed.txt", "needed.txt"),
        ("pip install --requirement=needed.txt", "needed.txt"),
        ('pip install --requirement="a b.txt"', "a b.txt"),
        ('pip install --requirement="$A/needed.txt"', '"$A/needed.txt"'),
        ("conda env create --file=needed.yml", "needed.yml"),
    ],
)
def test_a_file_of_requirements_is_named(command: str, file: str) -> None:
    (word,) = asked(command).files

    assert word.value == file


@pytest.mark.parametrize(
    ("command", "action"),
    [
        ("apt-get update", "update"),
        ("dnf -y update", "upgrade"),
        ("apt-get -y upgrade", "upgrade"),
        ("conda clean -afy", "clean"),
        ("dnf -y remove gcc", "remove"),
        ("pacman -Sy --noconfirm gcc", "install"),
        ("pacman -Scc", "clean"),
        ("pacman -R gcc", "remove"),
        ("pacman -Q", "other"),
        ("dpkg -i tool.deb", "install"),
        ("rpm -Uvh tool.rpm", "install"),
        ("rpm -qa", "other"),
    ],
)
def test_a_verb_means_what_its_program_does(command: str, action: str) -> None:
    assert asked(command).action == action
