"""What this machine has for looking at images: a cache, logins, and which registries are known to be insecure."""

import os

from recipec.errors import RecipeError
from recipec.inspection.document import Platform
from recipec.inspection.inspect import Surroundings

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm", "i686": "386"}


def surroundings(platform: str | None = None) -> Surroundings:
    """Find what there is; ``platform`` is what the user asks for, by default this machine's."""
    home = os.path.expanduser("~")
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    configuration = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    docker = os.environ.get("DOCKER_CONFIG") or os.path.join(home, ".docker")
    logins = (
        os.environ.get("REGISTRY_AUTH_FILE"),
        os.path.join(runtime, "containers", "auth.json") if runtime else None,
        os.path.join(configuration, "containers", "auth.json"),
        os.path.join(docker, "config.json"),
        os.path.join(home, ".apptainer", "docker-config.json"),
        os.path.join(home, ".singularity", "docker-config.json"),
    )
    registries = (
        os.path.join(configuration, "containers", "registries.conf"),
        "/etc/containers/registries.conf",
        "/etc/docker/daemon.json",
    )
    wanted = _own() if platform is None else _read(platform)
    return Surroundings(wanted, os.path.join(cache, "recipec", "images"), tuple(filter(None, logins)), registries)


def _own() -> Platform:
    machine = os.uname().machine
    return Platform("linux", _ARCHITECTURES.get(machine, machine))


def _read(text: str) -> Platform:
    parts = text.split("/")
    if len(parts) not in (2, 3) or not all(parts):
        raise RecipeError(f"`{text}` is no platform", help="such as `linux/arm64`")
    return Platform(*parts)
