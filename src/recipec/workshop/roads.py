"""The roads to an image where it cannot be built: elsewhere and copied, by a registry, by a builder of the network."""

from collections.abc import Iterator
from shlex import quote

from recipec.format import Format
from recipec.record import Record


class Situation(Record):
    """``engine`` builds definition files and ``docker`` Dockerfiles here, as far as they are installed.

    ``recipe`` is the name of the recipe's file, ``image`` that of the output.
    """

    recipe: str
    format: Format
    image: str
    engine: str | None = None
    docker: str | None = None
    is_apptainer: bool = True


class Road(Record):
    """A way to the image, in commands. ``is_open``: it begins on this machine."""

    title: str
    commands: tuple[str, ...]
    is_open: bool = True


def roads(situation: Situation) -> tuple[Road, ...]:
    """List the ways, those that begin here first."""
    return tuple(sorted(_all(situation), key=lambda road: not road.is_open))


def _all(situation: Situation) -> Iterator[Road]:
    recipe, image = quote(situation.recipe), quote(situation.image)
    bare = situation.image.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    stored = quote(f"REGISTRY/{bare}")
    program = situation.engine or "apptainer"
    definition = recipe if situation.format is Format.DEFINITION else quote(f"{bare}.def")
    dockerfile = recipe if situation.format is Format.DOCKERFILE else quote(f"{bare}.Dockerfile")
    archive = quote(f"{bare}.tar")
    to_definition = () if definition == recipe else (f"recipec convert {recipe} -o {definition}",)
    to_dockerfile = () if dockerfile == recipe else (f"recipec convert {recipe} -o {dockerfile}",)
    if situation.docker is not None:
        make = f"{program} build {image} {quote(f'docker-archive:{bare}.tar')}"
        # What ssh is given is read by a shell once more.
        there = (f"rsync -av {archive} CLUSTER:", f"ssh CLUSTER {quote(make)}")
        yield Road(
            f"build it with {situation.docker}, and make the image of the archive, for which no rights are needed",
            (f"recipec build {recipe} -o {archive}", *((make,) if situation.engine is not None else there)),
        )
    builder = situation.docker or "docker"
    yield Road(
        "build it for a registry, and pull it from there",
        (
            *to_dockerfile,
            f"{builder} build -t {stored} -f {dockerfile} .",
            f"{builder} push {stored}",
            f"{program} pull {image} docker://{stored}",
        ),
        is_open=situation.docker is not None,
    )
    if situation.engine == "singularity" and not situation.is_apptainer:
        yield Road(
            "let a remote builder do it",
            (*to_definition, "singularity remote login", f"singularity build --remote {image} {definition}"),
        )
    yield Road(
        "build it on a machine where you are root, and copy the file",
        (
            *to_definition,
            f"sudo {program} build {image} {definition}",
            f"rsync -av {image} CLUSTER:",
        ),
        is_open=False,
    )


def told(found: tuple[Road, ...]) -> str:
    """Write roads for a person."""
    lines: list[str] = []
    for road in found:
        where = "from here" if road.is_open else "elsewhere"
        lines += (f"{where}: {road.title}", *(f"    {command}" for command in road.commands))
    return "\n".join(lines) + "\n"
