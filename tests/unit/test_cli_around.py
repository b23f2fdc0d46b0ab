"""What a command finds on the machine for looking at images: the cache, logins, the platform."""

import os
from pathlib import Path

import pytest

from recipec.cli.around import surroundings
from recipec.errors import RecipeError
from recipec.inspection.document import Platform


def test_the_usual_places_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "REGISTRY_AUTH_FILE", "DOCKER_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    around = surroundings()

    assert around.cache == f"{tmp_path}/.cache/recipec/images"
    assert around.logins == (
        f"{tmp_path}/.config/containers/auth.json",
        f"{tmp_path}/.docker/config.json",
        f"{tmp_path}/.apptainer/docker-config.json",
        f"{tmp_path}/.singularity/docker-config.json",
    )
    assert around.registries[0] == f"{tmp_path}/.config/containers/registries.conf"


def test_the_environment_names_other_places(monkeypatch: pytest.MonkeyPatch) -> None:
    named = {
        "XDG_CACHE_HOME": "/c",
        "XDG_CONFIG_HOME": "/o",
        "XDG_RUNTIME_DIR": "/r",
        "REGISTRY_AUTH_FILE": "/a",
        "DOCKER_CONFIG": "/d",
    }
    for name, path in named.items():
        monkeypatch.setenv(name, path)
    around = surroundings()

    assert around.cache == "/c/recipec/images"
    assert around.logins[:4] == ("/a", "/r/containers/auth.json", "/o/containers/auth.json", "/d/config.json")


@pytest.mark.parametrize(
    ("machine", "architecture"), [("x86_64", "amd64"), ("aarch64", "arm64"), ("riscv64", "riscv64")]
)
def test_the_platform_is_the_machine_s_unless_one_is_named(
    machine: str, architecture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(("Linux", "", "", "", machine)))

    assert surroundings().platform == Platform("linux", architecture)
    assert surroundings("linux/arm/v7").platform == Platform("linux", "arm", "v7")


@pytest.mark.parametrize("text", ["", "linux", "linux/", "/arm", "a/b/c/d"])
def test_what_is_no_platform_is_told(text: str) -> None:
    with pytest.raises(RecipeError, match="is no platform"):
        surroundings(text)
