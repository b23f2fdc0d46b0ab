"""The images that recipes start from: what a reference says, and which distribution is in the image."""

from functools import cache

from recipec.checks.releases import Distribution, by_codename, in_words, release
from recipec.ir.program import FromAgent, FromImage
from recipec.ir.text import literal
from recipec.record import Record
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe, StageView

HUB = "docker.io"
# Agents that put a distribution together from its packages: nothing else is in the image.
INSTALLERS = frozenset(("debootstrap", "yum", "dnf", "zypper", "arch", "busybox"))


class Image(Record):
    """A reference, read as Docker reads it: ``HOST/PATH:TAG@DIGEST``.

    ``name`` has neither Docker's own registry nor ``library/``: ``debian``, ``nvidia/cuda``, ``quay.io/a/b``.
    """

    registry: str
    name: str
    tag: str | None
    digest: str | None

    @property
    def is_official(self) -> bool:
        """Whether it is one of those that Docker itself gives out."""
        return self.registry == HUB and "/" not in self.name

    @property
    def is_latest(self) -> bool:
        """Whether it is whatever was pushed last."""
        return self.digest is None and (self.tag is None or self.tag.partition("-")[0] == "latest")


def image(reference: str) -> Image:
    """Read a reference, a scheme such as ``docker://`` before it included."""
    text = reference.partition("://")[2] if "://" in reference else reference
    text, _, digest = text.partition("@")
    head, slash, last = text.rpartition("/")
    last, colon, tag = last.partition(":")
    path = head + slash + last
    host, _, rest = path.partition("/")
    if rest and ("." in host or ":" in host or host == "localhost"):
        registry = HUB if host in ("index.docker.io", "registry-1.docker.io", "registry.hub.docker.com") else host
    else:
        registry, rest = HUB, path
    name = rest.removeprefix("library/") if registry == HUB else f"{registry}/{rest}"
    return Image(registry, name, tag if colon else None, digest or None)


def in_library(reference: str) -> str:
    """Shorten a reference of the library: its own collection holds distributions under the names that Docker has."""
    return reference.rpartition("://")[2].removeprefix("library/").removeprefix("default/")


def image_of(recipe: "Recipe", stage: "StageView") -> Image | None:
    """Give the image of a registry of Docker's kind that a stage starts from, with the stages between them.

    None: it starts from something else, or a variable without a value decides.
    """
    first = recipe.root(stage)
    if isinstance(first.base, FromImage):
        return image(first.reference) if first.reference else None
    if isinstance(first.base, FromAgent) and first.base.agent == "docker-daemon":
        reference = literal(first.base.field("from") or ())
        return image(reference) if reference else None
    return None


def distribution_of(recipe: "Recipe", stage: "StageView", *, guess: bool = True) -> Distribution | None:
    """Give the distribution in which the scripts of a stage run; None when nobody knows.

    ``guess``: also when nothing but the name that somebody gave a repository tells it.
    """
    found = image_of(recipe, stage)
    if found is not None:
        return distribution(found, guess=guess)
    base = recipe.root(stage).base
    return _of_agent(base) if isinstance(base, FromAgent) else None


# Images that are a distribution and nothing else.
_DISTRIBUTIONS = {
    "debian": "debian",
    "debian/eol": "debian",
    "bitnami/minideb": "debian",
    "ubuntu": "ubuntu",
    "phusion/baseimage": "ubuntu",
    "centos": "centos",
    "centos/centos": "centos",
    "quay.io/centos/centos": "centos",
    "rockylinux": "rocky",
    "rockylinux/rockylinux": "rocky",
    "quay.io/rockylinux/rockylinux": "rocky",
    "almalinux": "alma",
    "quay.io/almalinuxorg/almalinux": "alma",
    "fedora": "fedora",
    "quay.io/fedora/fedora": "fedora",
    "registry.fedoraproject.org/fedora": "fedora",
    "oraclelinux": "oracle",
    "ghcr.io/oracle/oraclelinux": "oracle",
    "scientificlinux/sl": "scientific",
    "amazonlinux": "amazon",
    "public.ecr.aws/amazonlinux/amazonlinux": "amazon",
    "opensuse": "opensuse",
    "opensuse/leap": "opensuse",
    "opensuse/tumbleweed": "opensuse",
    "archlinux": "arch",
    "archlinux/archlinux": "arch",
    "alpine": "alpine",
    "busybox": "busybox",
}
# Images that are made of a distribution, of a release that their tag need not name.
_MADE_OF = {
    **dict.fromkeys(
        (
            "python",
            "node",
            "ruby",
            "perl",
            "rust",
            "gcc",
            "golang",
            "julia",
            "php",
            "buildpack-deps",
            "postgres",
            "nginx",
            "httpd",
            "redis",
            "r-base",
            "neurodebian",
            "rocker/r-base",
            "continuumio/miniconda3",
            "continuumio/miniconda",
            "continuumio/anaconda3",
            "continuumio/anaconda",
            "conda/miniconda3",
            "mambaorg/micromamba",
            "nfcore/base",
            "ghcr.io/astral-sh/uv",
            "ghcr.io/prefix-dev/pixi",
            "haskell",
        ),
        "debian",
    ),
    **dict.fromkeys(
        (
            "nvidia/cuda",
            "nvidia/opengl",
            "nvidia/opencl",
            "nvcr.io/nvidia/cuda",
            "nvcr.io/nvidia/pytorch",
            "nvcr.io/nvidia/tensorflow",
            "nvcr.io/nvidia/tritonserver",
            "nvcr.io/nvidia/nvhpc",
            "tensorflow/tensorflow",
            "pytorch/pytorch",
            "condaforge/miniforge3",
            "condaforge/mambaforge",
            "rocker/r-ver",
            "rocker/rstudio",
            "rocker/tidyverse",
            "rocker/verse",
            "rocker/ml",
            "bioconductor/bioconductor_docker",
            "bioconductor/bioconductor_full",
            "eclipse-temurin",
            "ros",
            "osrf/ros",
            "jupyter/base-notebook",
            "jupyter/minimal-notebook",
            "jupyter/scipy-notebook",
            "jupyter/datascience-notebook",
            "quay.io/jupyter/base-notebook",
            "quay.io/jupyter/minimal-notebook",
            "quay.io/jupyter/scipy-notebook",
            "intel/oneapi-basekit",
            "intel/oneapi-hpckit",
            "rocm/dev-ubuntu",
            "rocm/pytorch",
            "rocm/tensorflow",
        ),
        "ubuntu",
    ),
    "registry.access.redhat.com/ubi": "rhel",
    "redhat/ubi": "rhel",
}
# Images of languages whose last release before their end says which Debian it was built from.
_LAST_BUILT_ON = {"python:2.7": "10", "python:2": "10", "python:3.4": "9", "python:3.5": "10", "python:3.6": "11"}


def is_distribution(image: Image) -> bool:
    """Tell whether an image is a distribution and nothing else."""
    return image.name in _DISTRIBUTIONS


@cache
def distribution(image: Image, *, guess: bool = True) -> Distribution | None:
    """Say which distribution is in an image; None when nobody knows. The version is empty when only that is unknown."""
    tag = (image.tag or "").lower()
    if image.name == "centos" and tag in ("", "latest"):
        return Distribution("centos", "8")  # the last that was built
    name = _DISTRIBUTIONS.get(image.name)
    if name is not None:
        return _release(name, image.name, tag)
    told = in_words(tag)
    if told is not None:
        return told
    base = image.name.rstrip("0123456789")
    made_of = _MADE_OF.get(image.name) or _MADE_OF.get(base)
    if made_of is not None:
        version = image.name[len(base) :] if made_of == "rhel" else ""
        numbers = ".".join(tag.partition("-")[0].split(".")[:2])
        return Distribution(made_of, version or _LAST_BUILT_ON.get(f"{image.name}:{numbers}", ""))
    return in_words(image.name.rpartition("/")[2]) if guess else None


def _release(name: str, written: str, tag: str) -> Distribution:
    """Read the tag of an image that is a distribution."""
    known = by_codename(tag)
    if known is not None:
        return known
    if written in ("phusion/baseimage", "opensuse/tumbleweed") or name in ("arch", "busybox"):
        return Distribution(name)  # their numbers are their own
    if name == "centos" and tag.startswith("stream"):
        return Distribution("centos-stream", tag.removeprefix("stream").partition("-")[0])
    import re

    # `centos7.9.2009`, `v3.18`, `12.5-slim`, `20240101` (a day, of no release that one could tell)
    found = re.match(r"(?:centos|v|ol)?(\d{1,2}(?:\.\d+)*)(?![\d])", tag)
    return release(name, found[1]) if found else Distribution(name)


def _of_agent(base: FromAgent) -> Distribution | None:
    version = (literal(base.field("osversion") or ()) or "").strip().lower()
    mirror = (literal(base.field("mirrorurl") or ()) or "").lower()
    match base.agent:
        case "library":
            name = image(in_library(literal(base.field("from") or ()) or ""))
            return distribution(name) if name.name in _DISTRIBUTIONS else None
        case "debootstrap":
            known = by_codename(version)
            named = "ubuntu" if "ubuntu" in mirror else "debian" if "debian" in mirror else None
            return known or (Distribution(named) if named else None)
        case "yum" | "dnf":
            for word in ("rocky", "alma", "fedora", "centos", "oracle", "scientific"):
                if word in mirror:
                    return release(word, version if version[:1].isdigit() else "")
            return None
        case "zypper":
            return Distribution("opensuse")
        case "arch":
            return Distribution("arch")
        case "busybox":
            return Distribution("busybox")
        case _:
            return None
