"""What is known of published images that recipes start from, whichever of their releases it is."""

from recipec.ir.text import Text
from recipec.regex import regex

# Neither ENTRYPOINT nor WORKDIR nor USER is set.
BARE = frozenset(
    "almalinux alpine amazonlinux archlinux buildpack-deps busybox centos debian debian/eol fedora gcc"
    " opensuse/leap opensuse/tumbleweed oraclelinux python r-base rockylinux rockylinux/rockylinux ruby rust"
    " ubuntu".split()
)
# No WORKDIR is set: builds run in the root directory, and start there. Miniconda had an ENTRYPOINT up to 4.7.
AT_ROOT = BARE | frozenset(
    "continuumio/anaconda3 continuumio/miniconda continuumio/miniconda3 eclipse-temurin julia neurodebian nginx node"
    " nvcr.io/nvidia/cuda nvidia/cuda openjdk rocker/r-ver".split()
)

_DOCKERS_OWN = regex(r"\A(?:docker\.io/|index\.docker\.io/)?(?:library/)?")


def repository(reference: str) -> str:
    """Give the name of an image without registry of Docker's, tag and digest."""
    name = reference.partition("@")[0]
    head, slash, tail = name.rpartition("/")
    name = head + slash + tail.partition(":")[0]
    return _DOCKERS_OWN.sub("", name)


def is_simple(reference: str) -> bool:
    """Tell at a glance that a text names an image, as ``ubuntu:22.04`` does. Others may do so as well."""
    name, colon, tag = reference.partition(":")
    is_name = name.isascii() and name.isalnum() and name.islower()
    is_tag = tag[:1].isalnum() and tag.isascii() and tag.replace(".", "").replace("-", "").isalnum() and len(tag) <= 128
    return is_name and (is_tag or not colon)


def named(reference: Text) -> str:
    """Give the name of an image whose tag may hang on arguments; empty when its name does."""
    first = reference[0] if reference else ""
    if not isinstance(first, str) or (len(reference) > 1 and not {":", "@"} & set(first.rpartition("/")[2])):
        return ""
    written = "".join(part for part in reference if isinstance(part, str))
    return "" if "onbuild" in written else repository(first)  # these have a WORKDIR, and what to do in it
