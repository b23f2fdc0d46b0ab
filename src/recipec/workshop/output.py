"""What a build makes: an image file, a sandbox, an archive, or an image in an engine's store."""

import os
from enum import Enum
from functools import cache

from recipec.errors import RecipeError
from recipec.format import Format
from recipec.record import Record


class Kind(Enum):
    """The form of an image."""

    SIF = "image file"
    SANDBOX = "sandbox"
    DOCKER_ARCHIVE = "archive for Docker"
    OCI_ARCHIVE = "OCI archive"
    STORED = "stored image"


class Output(Record):
    """``name`` is a path, or the name in a store."""

    kind: Kind
    name: str

    @property
    def format(self) -> Format:
        """The format of the recipes that engines make it of."""
        return Format.DEFINITION if self.kind in (Kind.SIF, Kind.SANDBOX) else Format.DOCKERFILE

    @property
    def draft(self) -> str:
        """The path beside its own where it is made: what is half done never has its name."""
        folder, name = os.path.split(self.name.rstrip("/"))
        # Engines tell by its end what to write, and take a colon or a comma for the end of the name.
        return os.path.join(folder, f".recipec-{_mark()}-{name.replace(':', '-').replace(',', '-')}")


@cache
def _mark() -> str:
    # A link that somebody has put under this name would have its target overwritten: engines follow links.
    return os.urandom(4).hex()


def chosen(file: str | None, sandbox: str | None, tag: str | None) -> Output:
    """Settle what is to be made; each of the three is a way to say so."""
    given = [one for one in (file, sandbox, tag) if one is not None]
    if len(given) != 1:
        raise RecipeError(
            "one output is made at a time" if given else "nothing says what to make",
            help="`-o image.sif`, `-o image.tar`, `--sandbox DIR` or `--tag NAME`",
        )
    if sandbox is not None:
        return Output(Kind.SANDBOX, sandbox)
    if tag is not None:
        if not tag.strip():
            raise RecipeError("the image has no name", help="such as `--tag tool:1.0`")
        return Output(Kind.STORED, tag)
    assert file is not None
    if file.endswith((".sif", ".simg", ".img")):
        return Output(Kind.SIF, file)
    if file.endswith((".oci.tar", ".oci")):
        return Output(Kind.OCI_ARCHIVE, file)
    if file.endswith(".tar"):
        return Output(Kind.DOCKER_ARCHIVE, file)
    raise RecipeError(
        f"the name of the output `{file}` does not say what it is",
        help="`.sif` is an image file, `.tar` an archive for Docker, `.oci.tar` an OCI archive",
    )
