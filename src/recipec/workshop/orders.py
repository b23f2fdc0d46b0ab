"""Orders: the commands of the engines that make an output of a recipe, as data."""

from collections.abc import Mapping
from pathlib import Path

from recipec.engines.apptainer import row
from recipec.engines.configuration import cell, flags
from recipec.engines.namespace import own_mounts
from recipec.ir.options import BuildMode
from recipec.record import Record
from recipec.workshop.output import Kind, Output
from recipec.workshop.proof import Piece, still_open

_NOTHING: Mapping[str, str] = {}


class Order(Record):
    """A command to run in a directory, with variables of its own."""

    words: tuple[str, ...]
    directory: Path
    environment: Mapping[str, str] = _NOTHING


class Bench(Record):
    """Who builds, and how. ``work`` is for what is temporary, ``running`` a short path, as Podman needs one.

    ``cache`` None: the engine has its own. ``passed`` are words for the engine from the user. ``is_insecure``: the
    registry is spoken to without TLS.
    """

    program: str
    mode: BuildMode | None
    work: Path
    running: Path
    cache: str | None = None
    passed: tuple[str, ...] = ()
    is_insecure: bool = False


def orders(piece: Piece, output: Output, bench: Bench) -> tuple[Order, ...]:
    """Give the commands that make an output's draft, in their order."""
    match output.kind:
        case Kind.SIF | Kind.SANDBOX:
            return (_of_apptainer(piece, output, bench),)
        case Kind.STORED:
            words = (bench.program, "build", *_building(piece, bench), "--tag", output.name, *_sources(piece, bench))
            return (Order(words, bench.work),)
        case Kind.DOCKER_ARCHIVE | Kind.OCI_ARCHIVE:
            return _of_archive(piece, output, bench)


def _of_apptainer(piece: Piece, output: Output, bench: Bench) -> Order:
    prefix = "APPTAINER_" if bench.program == "apptainer" else "SINGULARITY_"
    environment = {f"{prefix}TMPDIR": str(bench.work)}
    if bench.cache is not None:
        environment[f"{prefix}CACHEDIR"] = bench.cache
    arguments = still_open(piece.recipe.read_text("utf-8", "replace"), piece.arguments)
    words = (
        bench.program,
        "build",
        *(("--fakeroot",) if bench.mode is BuildMode.FAKEROOT else ()),
        *(("--sandbox",) if output.kind is Kind.SANDBOX else ()),
        *(("--no-https",) if bench.is_insecure else ()),
        *(word for name, value in arguments.items() for word in ("--build-arg", row(name, value))),
        *bench.passed,
        _absolute(output.draft),
        str(piece.recipe),
    )
    return Order(words, piece.context, environment)


def _of_archive(piece: Piece, output: Output, bench: Bench) -> tuple[Order, ...]:
    """Build under a name that the archive then has: in a store of its own, where the engine can have one."""
    is_oci = output.kind is Kind.OCI_ARCHIVE
    form = "oci-archive" if is_oci else "docker-archive"
    name = _name(output)
    # The daemon's store is the user's: no image there may lose its name to this one.
    own = f"{name.removesuffix('latest')}{_clean(Path(output.draft).name)}"
    # By its name alone, where it is: in the names of folders, a colon or a comma would be taken for their end.
    draft, folder = Path(output.draft).name, Path(output.draft).absolute().parent
    build = (*_building(piece, bench), *(("--format", "oci" if is_oci else "docker") if _has_formats(bench) else ()))
    match bench.program:
        case "docker" if is_oci:
            # `docker save` has a form of its own; the builder writes this one.
            target = f"type=oci,dest={draft}"
            return (Order(("docker", "buildx", "build", *build, "--output", target, *_sources(piece, bench)), folder),)
        case "docker":
            return (
                Order(("docker", "build", *build, "--tag", own, *_sources(piece, bench)), bench.work),
                Order(("docker", "save", "--output", draft, own), folder),
                Order(("docker", "image", "rm", own), bench.work),
            )
        case program:
            store = ("--root", str(bench.work / "store"), "--runroot", str(bench.running))
            command = (*own_mounts(), program, *store)
            last: tuple[str, ...] = ("push", name, f"{form}:{draft}:{name}")
            if program == "podman":
                last = ("save", "--format", form, "--output", draft, name)
            return (
                Order((*command, "build", *build, "--tag", name, *_sources(piece, bench)), bench.work),
                Order((*command, *last), folder),
            )


def _has_formats(bench: Bench) -> bool:
    return bench.program != "docker"


def _building(piece: Piece, bench: Bench) -> tuple[str, ...]:
    insecure = ("--tls-verify=false",) if bench.is_insecure and _has_formats(bench) else ()
    return (*insecure, *flags(piece.arguments, piece.stage), *bench.passed)


def _sources(piece: Piece, bench: Bench) -> tuple[str, ...]:
    recipe = str(piece.recipe)
    return ("--file", recipe if bench.program == "docker" else cell(recipe), str(piece.context))


def _name(output: Output) -> str:
    """Give the image in an archive the archive's name, as far as names of images allow it."""
    return f"localhost/{_clean(Path(output.name).name.split('.')[0]) or 'image'}:latest"


def _clean(text: str) -> str:
    letters = (letter if letter.isascii() and letter.isalnum() else "-" for letter in text.lower())
    return "".join(letters).strip("-")


def _absolute(path: str) -> str:
    return str(Path(path).absolute())
