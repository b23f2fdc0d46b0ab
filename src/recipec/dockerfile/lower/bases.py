"""What a stage starts from: `Bootstrap:` and its header lines to FROM."""

import re

from recipec.dockerfile.lower import scripts, words
from recipec.dockerfile.lower.findings import (
    BUILT_BASE,
    BUILT_BASE_UNKNOWN,
    LIBRARY,
    LIBRARY_UNKNOWN,
    LOCAL_IMAGE,
    SHUB,
    SIGNATURE,
    TRIGGERS,
)
from recipec.dockerfile.lower.sheet import Group, Sheet
from recipec.dockerfile.tree import Instruction
from recipec.ir import published
from recipec.ir.program import FromAgent, FromImage, FromScratch, FromStage, Stage
from recipec.ir.published import repository
from recipec.ir.text import Text, plain, show
from recipec.record import Record

# Old ones of conda start `tini`, which hands on to what it is given.
_BARE = published.BARE | frozenset(("continuumio/miniconda3", "continuumio/miniconda", "continuumio/anaconda3"))
_SHELLS = {"alpine": "/bin/sh", "busybox": "sh", "python": "python3", "julia": "julia", "r-base": "R", "perl": "perl"}

_UBUNTU = frozenset(
    "precise trusty xenial artful zesty bionic cosmic disco eoan focal groovy hirsute impish jammy kinetic lunar mantic"
    " noble oracular plucky".split()
)
_DEBIAN = frozenset(
    "wheezy jessie stretch buster bullseye bookworm trixie forky sid stable testing unstable oldstable".split()
)
_OFFICIAL = frozenset("ubuntu debian alpine centos fedora busybox rockylinux almalinux".split())


class Source(Record):
    """What FROM names, and what has to be installed because the agent would have."""

    reference: Text
    include: str = ""


def has_no_entrypoint(reference: str, sheet: Sheet) -> bool:
    """Say whether a base has no ENTRYPOINT: it says so itself, or everybody knows."""
    return not sheet.known.entrypoint if sheet.known is not None else is_bare(reference)


def begins_at_root(reference: str, sheet: Sheet) -> bool:
    """Say whether what is run in a base begins in the root directory."""
    return sheet.known.workdir in ("", "/") if sheet.known is not None else starts_at_root(reference)


def with_own_user(sheet: Sheet) -> None:
    """Let root do what ``%post`` does, whoever the base image's user is, who starts the image again."""
    user = sheet.known.user if sheet.known is not None else ""
    if user.partition(":")[0] in ("", "root", "0"):
        return
    if not any(one.keyword == "RUN" for group in sheet.groups.values() for one in group):
        return
    sheet.groups.setdefault(Group.INCLUDE, []).insert(0, Instruction.made("USER", "root"))
    sheet.put(Group.START, "USER", words.value(plain(user)), node=sheet.base)


def triggers(sheet: Sheet) -> None:
    """Say what Docker does that the definition file does not say."""
    if sheet.known is None or not sheet.known.on_build:
        return
    listed = ", ".join(f"`{one.partition(chr(10))[0]}`" for one in sheet.known.on_build[:3])
    sheet.tell(
        TRIGGERS,
        f"Docker does first what the base image asks for by ONBUILD, and Apptainer does not: {listed}",
        sheet.base,
        "start from the image that the base was made from, when this is not wanted",
    )


def is_bare(reference: str) -> bool:
    """Say whether an image is known to have no ENTRYPOINT."""
    return repository(reference) in _BARE


def starts_at_root(reference: str) -> bool:
    """Say whether an image is known to have no WORKDIR, so that builds run in the root directory."""
    return repository(reference) in published.AT_ROOT


def command(reference: str) -> tuple[str, ...]:
    """Give the CMD of an image: known, or the guess that is right most often."""
    name = repository(reference)
    return (_SHELLS.get(name.rpartition("/")[2], "bash" if name in _BARE else "/bin/sh"),)


def lower(stage: Stage, sheet: Sheet, name: str | None) -> str:
    """Write FROM, and what the agent would have installed. Give the image's name, empty when nothing is known of it."""
    base = stage.base
    match base:
        case FromScratch():
            source = Source(plain("scratch"))
        case FromImage():
            source = Source(base.reference)
        case FromStage():
            source = Source(plain(sheet.names.get(base.name, base.name)))
        case FromAgent():
            source = _agent(base, sheet)
            _headers(base, sheet)
    suffix = f" AS {name}" if name else ""
    # FROM sees the arguments before the first FROM only: they are declared there, not in the stage.
    value = words.quoted(source.reference)
    platform = base.platform if isinstance(base, FromImage | FromStage) else None
    flag = f"--platform={words.quoted(platform)} " if platform else ""
    comments = (*scripts.comments(stage), *scripts.comments(base))
    sheet.put(Group.FROM, "FROM", flag + value + suffix, comments=comments, node=base)
    if source.include:
        sheet.put(Group.INCLUDE, "RUN", source.include, node=sheet.base)
    return "".join(part if isinstance(part, str) else sheet.value(part.name) for part in source.reference)


def _headers(base: FromAgent, sheet: Sheet) -> None:
    if base.field("fingerprints"):
        sheet.tell(
            SIGNATURE,
            "`Fingerprints:` is not checked: FROM knows no signatures of this kind",
            base,
            "verify the image before the build, or pin it by its digest",
        )


def _agent(base: FromAgent, sheet: Sheet) -> Source:
    match base.agent:
        case "docker-daemon":
            return Source(base.field("from") or ())
        case "library":
            return _library(base, sheet)
        case "debootstrap":
            return _debootstrap(base, sheet)
        case "yum" | "dnf":
            return _yum(base, sheet)
        case "zypper":
            return _zypper(base, sheet)
        case "arch":
            return _built(base, "archlinux", "pacman -Syu --noconfirm {} && pacman -Scc --noconfirm", sheet)
        case "busybox":
            found = re.search(r"/(\d+\.\d+\.\d+)-", _field(base, "mirrorurl"))
            return _built(base, f"busybox:{found[1]}" if found else "busybox", "", sheet)
        case _:
            return _elsewhere(base, sheet)


def _field(base: FromAgent, key: str) -> str:
    return show(base.field(key) or ())


def _library(base: FromAgent, sheet: Sheet) -> Source:
    written = _field(base, "from")
    name = re.sub(r"\Alibrary://", "", written).strip("/")
    for prefix in ("library/default/", "library/", "default/"):
        if name.startswith(prefix) and _OFFICIAL & {name[len(prefix) :].partition(":")[0]}:
            name = name[len(prefix) :]
            break
    if name.partition(":")[0] in _OFFICIAL and ":sha256." not in name and "{{" not in name:
        sheet.tell(
            LIBRARY,
            f"`{written}` of the Singularity library is taken for Docker's image `{name}`:"
            " the same release, built by others",
            base,
            "compare the two, when the contents of the base matter",
        )
        return Source(plain(name))
    own = _image_name(name)
    sheet.tell(
        LIBRARY_UNKNOWN,
        f"`{written}` is an image of a Singularity library, which FROM cannot use: `{own}` stands for it",
        base,
        f"convert its own recipe and build it as `{own}`, or {_import(own, 'library://' + name)}",
    )
    return Source(plain(own))


def _debootstrap(base: FromAgent, sheet: Sheet) -> Source:
    release = _field(base, "osversion").strip().lower()
    mirror = _field(base, "mirrorurl").lower()
    if release in _UBUNTU or ("ubuntu" in mirror and release):
        image = f"ubuntu:{release}"
    elif release in _DEBIAN or ("debian" in mirror and release):
        image = f"debian:{release}"
    else:
        return _unknown(base, sheet)
    install = "apt-get update && apt-get install -y --no-install-recommends {} && rm -rf /var/lib/apt/lists/*"
    return _built(base, image, install, sheet)


def _yum(base: FromAgent, sheet: Sheet) -> Source:
    mirror = _field(base, "mirrorurl").lower()
    version = _field(base, "osversion").strip()
    if not version:
        found = re.search(r"/(\d+)(?:[./-]|\Z)", mirror)
        version = found[1] if found else ""
    major = version.partition(".")[0]
    for word, image in (
        ("rocky", "rockylinux"),
        ("alma", "almalinux"),
        ("fedora", "fedora"),
        ("centos", "centos"),
        ("vault", "centos"),
    ):
        if word in mirror and version:
            name = f"{image}:{major if image == 'centos' and '.' not in version else version}"
            return _built(base, name, f"{base.agent} install -y {{}} && {base.agent} clean all", sheet)
    return _unknown(base, sheet)


def _zypper(base: FromAgent, sheet: Sheet) -> Source:
    mirror = _field(base, "mirrorurl").lower()
    version = _field(base, "osversion").strip()
    install = "zypper --non-interactive install {} && zypper clean --all"
    if "tumbleweed" in mirror:
        return _built(base, "opensuse/tumbleweed", install, sheet)
    found = re.search(r"leap/([\d.]+)", mirror)
    if found or ("leap" in mirror and version):
        return _built(base, f"opensuse/leap:{found[1] if found else version}", install, sheet)
    return _unknown(base, sheet)


def _built(base: FromAgent, image: str, install: str, sheet: Sheet) -> Source:
    packages = [name for name in _field(base, "include").split() if name not in ("yum", "dnf", "zypper", "busybox")]
    sheet.tell(
        BUILT_BASE,
        f"`Bootstrap: {base.agent}` makes its base on the spot: Docker's `{image}`, the same release, takes its place",
        base,
        "expect a few other packages in it; name missing ones in a RUN",
    )
    if not packages or not install:
        return Source(plain(image))
    return Source(plain(image), install.format(" ".join(packages)).replace(" && ", " \\\n    && "))


def _unknown(base: FromAgent, sheet: Sheet) -> Source:
    own = "localhost/base"
    sheet.tell(
        BUILT_BASE_UNKNOWN,
        f"`Bootstrap: {base.agent}` makes its base on the spot, and no image is known to be the same:"
        f" `{own}` stands for it",
        base,
        f"name an image of that release after FROM, or {_import(own, 'base.def')}",
    )
    return Source(plain(own))


def _elsewhere(base: FromAgent, sheet: Sheet) -> Source:
    written = _field(base, "from")
    own = _image_name(re.sub(r"\A[a-z-]+://", "", written))
    match base.agent:
        case "shub":
            kind, message = (
                SHUB,
                f"`{written}` was an image of Singularity Hub, which builds and serves no more: `{own}` stands for it",
            )
            help_ = f"find its recipe, convert it and build it as `{own}`, or name another image after FROM"
        case "docker-archive":
            kind, message = LOCAL_IMAGE, f"FROM cannot read the archive `{written}`: `{own}` stands for it"
            help_ = f"before building: `docker load -i {written}`, then `docker tag LOADED {own}`"
        case "oci":
            kind, message = LOCAL_IMAGE, f"FROM cannot read the directory `{written}`: `{own}` stands for it"
            help_ = f"build with `docker build --build-context {own}=oci-layout://{written} .`"
        case "oci-archive":
            kind, message = LOCAL_IMAGE, f"FROM cannot read the archive `{written}`: `{own}` stands for it"
            help_ = f"before building: `skopeo copy oci-archive:{written} docker-daemon:{own}:latest`"
        case "oras":
            kind, message = (
                LOCAL_IMAGE,
                f"`{written}` is a SIF image in a registry, which FROM cannot use: `{own}` stands for it",
            )
            help_ = f"convert its own recipe and build it as `{own}`, or {_import(own, 'oras://' + written)}"
        case "localimage" | "sandbox" | "sif":
            kind, message = (
                LOCAL_IMAGE,
                f"`{written or '.'}` is an image of Apptainer's, which FROM cannot use: `{own}` stands for it",
            )
            help_ = f"convert its own recipe and build it as `{own}`, or {_import(own, written or '.')}"
        case _:
            kind, message = LOCAL_IMAGE, f"`Bootstrap: {base.agent}` has no counterpart: `{own}` stands for its image"
            help_ = "name an image after FROM that is the same"
    sheet.tell(kind, message, base, help_)
    return Source(plain(own))


def _import(own: str, image: str) -> str:
    return f"`apptainer build --sandbox base {image}` and `tar -C base -c . | docker import - {own}`"


def _image_name(written: str) -> str:
    """Make a name for an image of one's own: what a registry would take, and no registry has."""
    name = re.sub(
        r"\.(sif|simg|img|tar|tar\.gz|tgz)(?=\Z|:)", "", written.strip().rstrip("/").rpartition("/")[2].lower()
    )
    name, _, tag = name.partition(":")
    name = re.sub(r"[^a-z0-9]+", "-", name).strip("-") or "base"
    tag = re.sub(r"[^\w.-]", "-", tag)
    return f"localhost/{name}" + (f":{tag}" if tag else "")
