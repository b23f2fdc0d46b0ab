"""Which engines are there."""

import re
from pathlib import Path

from recipec.engines.apptainer import Apptainer
from recipec.engines.buildah import Buildah
from recipec.engines.docker import Docker
from recipec.engines.engine import Engine, Surroundings
from recipec.engines.process import is_installed, run
from recipec.format import Format
from recipec.ir.options import BuildMode

# In the order in which they are asked. Buildah and Podman build without a daemon, in a store that goes with the work.
PROGRAMS = {
    Format.DEFINITION: ("apptainer", "singularity"),
    Format.DOCKERFILE: ("buildah", "podman", "docker"),
}
_VERSION = re.compile(r"\d+(?:\.\d+)+[\w.+~-]*")


def installed(format: Format, mode: BuildMode | None, *, last_first: bool = False) -> str | None:  # noqa: A002 -- the domain's word
    """Find the program that builds recipes of a format; None when none works here for a user of this mode.

    ``last_first``: whoever wants an image in a store runs it from there, most often with Docker.
    """
    programs = PROGRAMS[format][:: -1 if last_first else 1]
    return next((program for program in programs if mode in modes(program) and _works(program)), None)


def modes(program: str) -> frozenset[BuildMode | None]:
    """Give the modes in which a program builds: None where a daemon does it, whoever asks."""
    if program == "docker":
        return frozenset((*BuildMode, None))
    if program in PROGRAMS[Format.DOCKERFILE]:
        # They give files to any user of the image, and change to these, for which they need a range of ids.
        return frozenset((BuildMode.ROOT, BuildMode.FAKEROOT))
    return frozenset(BuildMode)


def _works(program: str) -> bool:
    if not is_installed(program):
        return False
    # The client of Docker is nothing without its daemon.
    return program != "docker" or run(("docker", "info"), directory=Path("/"), seconds=30.0).status == 0


def version(program: str) -> str:
    """Ask a program for its version."""
    said = run((program, "--version"), directory=Path("/"), seconds=30.0).stdout.decode(errors="replace")
    found = _VERSION.search(said)
    return "of an unknown version" if found is None else found[0]


def engine(program: str, surroundings: Surroundings, mode: BuildMode | None) -> Engine:
    """Make an engine ready."""
    match program:
        case "buildah":
            return Buildah(surroundings)
        case "podman" | "docker":
            return Docker(surroundings, program)
        case _:
            return Apptainer(surroundings, program, mode or BuildMode.USERNS)
