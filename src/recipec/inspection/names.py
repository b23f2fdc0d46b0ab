"""Names of images as people write them on a command line, and where each form says that the image is."""

import os
from enum import Enum

from recipec.errors import RecipeError
from recipec.record import Record
from recipec.suggestion import nearest

# What is asked over the network.
_SCHEMES = ("docker", "oras")
# Where Docker's registry answers.
_SERVERS = {"docker.io": "registry-1.docker.io"}
_ELSEWHERE = {
    "library": "pull it, and name the file: `recipec inspect IMAGE.sif`",
    "shub": "Singularity Hub is closed",
    "docker-daemon": "save it, and name the archive: `docker save NAME -o image.tar`, `docker-archive:image.tar`",
    "containers-storage": "save it, and name the archive: `podman save NAME -o image.tar`, `docker-archive:image.tar`",
    "dir": "copy it into a layout: `skopeo copy dir:DIR oci:LAYOUT`",
}


class Form(Enum):
    """What holds an image on this machine."""

    LAYOUT = "oci"
    OCI_ARCHIVE = "oci-archive"
    DOCKER_ARCHIVE = "docker-archive"
    SIF = "sif"


class InRegistry(Record):
    """An image of a registry. ``reference`` is its tag or its digest."""

    host: str
    repository: str
    reference: str

    @property
    def server(self) -> str:
        """The host that answers."""
        return _SERVERS.get(self.host, self.host)

    @property
    def is_pinned(self) -> bool:
        """Whether the name says by its digest which image it is."""
        return ":" in self.reference

    @property
    def text(self) -> str:
        """The name at full length."""
        return f"{self.host}/{self.repository}{'@' if self.is_pinned else ':'}{self.reference}"


class OnDisk(Record):
    """An image in a file or a directory. ``tag`` None: the only one in it."""

    form: Form
    path: str
    tag: str | None = None


def named(word: str) -> InRegistry | OnDisk:
    """Read the name of an image; a ``RecipeError`` says which names cannot be looked at."""
    if not word.strip():
        raise RecipeError("the image has no name", help="such as `debian:12` or `image.sif`")
    if not word.isprintable():
        raise RecipeError("the name of the image has control characters in it")
    scheme, colon, rest = word.partition(":")
    if colon and scheme in _ELSEWHERE:
        raise RecipeError(f"images of `{scheme}` cannot be looked at", help=_ELSEWHERE[scheme])
    if colon and scheme in _SCHEMES and rest.startswith("//"):
        return in_registry(rest[2:])
    if colon and scheme == Form.SIF.value:
        return OnDisk(Form.SIF, rest)
    if colon and scheme in (Form.LAYOUT.value, Form.OCI_ARCHIVE.value, Form.DOCKER_ARCHIVE.value):
        path, _, tag = rest.partition(":")
        return OnDisk(Form(scheme), path, tag or None)
    if "://" in word:
        meant = nearest(scheme, _SCHEMES)
        raise RecipeError(
            f"`{scheme}://` is no place of images",
            help=f"did you mean `{meant}://`?" if meant else "`docker://NAME`, `oras://NAME`, or NAME alone",
        )
    if word.endswith((".sif", ".simg")) or (os.path.isfile(word) and os.sep in word):
        return OnDisk(Form.SIF, word)
    return in_registry(word)


def in_registry(text: str) -> InRegistry:
    """Read a reference as Docker does: what has no host is in Docker's registry, what has no tag is ``latest``."""
    from recipec.checks.images import HUB, image
    from recipec.dockerfile.lift.stages import check_reference

    try:
        check_reference(text)
    except RecipeError:
        raise RecipeError(
            f"`{text}` is no name of an image", help="such as `debian:12` or `ghcr.io/NAME/IMAGE:TAG`"
        ) from None
    found = image(text)
    repository = found.name if found.registry == HUB else found.name.removeprefix(f"{found.registry}/")
    if found.is_official:
        repository = f"library/{repository}"
    return InRegistry(found.registry, repository, found.digest or found.tag or "latest")
