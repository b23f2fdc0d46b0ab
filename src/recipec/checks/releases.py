"""Distributions: which release a word means, what it brings along, and when it ended."""

from functools import cache

from recipec.record import Record
from recipec.typed import Literal, TypeAlias

Manager: TypeAlias = Literal["apt", "yum", "apk", "zypper", "pacman", ""]
Sh: TypeAlias = Literal["dash", "bash", "ash"]


class Family(Record):
    """What all releases of a distribution share. ``shell`` is what ``/bin/sh`` is; ``title`` how people call it."""

    title: str
    manager: Manager
    shell: Sh
    is_musl: bool = False


FAMILIES: dict[str, Family] = {
    "debian": Family("Debian", "apt", "dash"),
    "ubuntu": Family("Ubuntu", "apt", "dash"),
    "centos": Family("CentOS", "yum", "bash"),
    "centos-stream": Family("CentOS Stream", "yum", "bash"),
    "rocky": Family("Rocky Linux", "yum", "bash"),
    "alma": Family("AlmaLinux", "yum", "bash"),
    "oracle": Family("Oracle Linux", "yum", "bash"),
    "rhel": Family("Red Hat Enterprise Linux", "yum", "bash"),
    "scientific": Family("Scientific Linux", "yum", "bash"),
    "fedora": Family("Fedora", "yum", "bash"),
    "amazon": Family("Amazon Linux", "yum", "bash"),
    "opensuse": Family("openSUSE", "zypper", "bash"),
    "arch": Family("Arch Linux", "pacman", "bash"),
    "alpine": Family("Alpine Linux", "apk", "ash", is_musl=True),
    "busybox": Family("BusyBox", "", "ash"),
}


class Distribution(Record):
    """A distribution. ``version`` is a number (``12``, ``22.04``); empty when nobody knows, or the newest."""

    name: str
    version: str = ""

    @property
    def family(self) -> Family:
        return FAMILIES[self.name]

    @property
    def title(self) -> str:
        """How people call it: ``Debian 12``."""
        return f"{self.family.title} {self.version}".rstrip()

    @property
    def major(self) -> int | None:
        """The first number of the version."""
        head = self.version.partition(".")[0]
        return int(head) if head.isdigit() else None


class End(Record):
    """A release that gets no packages any more. ``moved``: its packages are not where its image looks for them.

    ``repair`` is the archive that has them then.
    """

    when: str
    moved: bool = False
    repair: str = ""


_DEBIAN = {
    "squeeze": "6",
    "wheezy": "7",
    "jessie": "8",
    "stretch": "9",
    "buster": "10",
    "bullseye": "11",
    "bookworm": "12",
    "trixie": "13",
    "forky": "14",
}
_UBUNTU = {
    "lucid": "10.04",
    "precise": "12.04",
    "trusty": "14.04",
    "utopic": "14.10",
    "vivid": "15.04",
    "wily": "15.10",
    "xenial": "16.04",
    "yakkety": "16.10",
    "zesty": "17.04",
    "artful": "17.10",
    "bionic": "18.04",
    "cosmic": "18.10",
    "disco": "19.04",
    "eoan": "19.10",
    "focal": "20.04",
    "groovy": "20.10",
    "hirsute": "21.04",
    "impish": "21.10",
    "jammy": "22.04",
    "kinetic": "22.10",
    "lunar": "23.04",
    "mantic": "23.10",
    "noble": "24.04",
    "oracular": "24.10",
    "plucky": "25.04",
}
# Words in tags that say which distribution is in an image: `12.2.0-devel-ubuntu22.04`, `3.11-alpine3.18`.
_IN_TAGS = {
    "ubuntu": "ubuntu",
    "debian": "debian",
    "centos": "centos",
    "rockylinux": "rocky",
    "rocky": "rocky",
    "almalinux": "alma",
    "ubi": "rhel",
    "fedora": "fedora",
    "alpine": "alpine",
    "oraclelinux": "oracle",
    "ol": "oracle",
    "opensuse": "opensuse",
    "leap": "opensuse",
    "busybox": "busybox",
}


@cache
def _releases() -> dict[str, Distribution]:
    return {
        **{word: Distribution("debian", version) for word, version in _DEBIAN.items()},
        **{word: Distribution("ubuntu", version) for word, version in _UBUNTU.items()},
    }


def by_codename(word: str) -> Distribution | None:
    """Find a release of Debian or Ubuntu by its name: ``bookworm``, ``jammy-20240111``."""
    return _releases().get(word.partition("-")[0].lower())


def in_words(words: str) -> Distribution | None:
    """Find the distribution that the words of a tag or a name mention, parted by ``-``, ``_`` or ``.``."""
    import re

    parts = re.split(r"[-_/:+]", words.lower())
    for at, word in enumerate(parts):
        known = by_codename(word)
        if known is not None:
            return known
        name = word.rstrip("0123456789.")
        found = _IN_TAGS.get(name)
        if found is not None and (name not in ("ol", "ubi", "leap") or name != word):
            version = word[len(name) :]
            if not version and at + 1 < len(parts):
                # `ubuntu-bionic`, `debian-11`
                known = by_codename(parts[at + 1])
                if known is not None:
                    return known
                version = parts[at + 1] if re.fullmatch(r"\d{1,2}(\.\d+)*", parts[at + 1]) else ""
            if found in ("ubuntu", "debian") and "." not in version and len(version) == 4:
                version = f"{version[:2]}.{version[2:]}"
            return release(found, version)
    return None


def release(name: str, version: str) -> Distribution:
    """Name a release as ``ended`` knows it: CentOS and Debian by their first number, others by the first two."""
    parts = version.split(".")
    if name in ("debian", "centos", "rocky", "alma", "oracle", "rhel", "scientific", "fedora", "amazon"):
        return Distribution(name, parts[0])
    return Distribution(name, ".".join(parts[:2]))


_VAULT = "vault.centos.org"
_DEBIAN_ARCHIVE = "archive.debian.org"
_OLD_RELEASES = "old-releases.ubuntu.com"
_ENDED: dict[tuple[str, str], End] = {
    ("debian", "6"): End("February 2016", moved=True, repair=_DEBIAN_ARCHIVE),
    ("debian", "7"): End("May 2018", moved=True, repair=_DEBIAN_ARCHIVE),
    ("debian", "8"): End("June 2020", moved=True, repair=_DEBIAN_ARCHIVE),
    ("debian", "9"): End("June 2022", moved=True, repair=_DEBIAN_ARCHIVE),
    ("debian", "10"): End("June 2024", moved=True, repair=_DEBIAN_ARCHIVE),
    # Releases of Ubuntu with long support stay where they are: there are customers who pay for more.
    ("ubuntu", "12.04"): End("April 2017"),
    ("ubuntu", "14.04"): End("April 2019"),
    ("ubuntu", "16.04"): End("April 2021"),
    ("ubuntu", "18.04"): End("May 2023"),
    **{
        ("ubuntu", version): End(when, moved=True, repair=_OLD_RELEASES)
        for version, when in (
            ("10.04", "April 2015"),
            ("14.10", "July 2015"),
            ("15.04", "February 2016"),
            ("15.10", "July 2016"),
            ("16.10", "July 2017"),
            ("17.04", "January 2018"),
            ("17.10", "July 2018"),
            ("18.10", "July 2019"),
            ("19.04", "January 2020"),
            ("19.10", "July 2020"),
            ("20.10", "July 2021"),
            ("21.04", "January 2022"),
            ("21.10", "July 2022"),
            ("22.10", "July 2023"),
            ("23.04", "January 2024"),
            ("23.10", "July 2024"),
        )
    },
    ("ubuntu", "24.10"): End("July 2025"),
    ("centos", "5"): End("March 2017", moved=True, repair=_VAULT),
    ("centos", "6"): End("November 2020", moved=True, repair=_VAULT),
    ("centos", "7"): End("June 2024", moved=True, repair=_VAULT),
    ("centos", "8"): End("December 2021", moved=True, repair=_VAULT),
    ("centos-stream", "8"): End("May 2024", moved=True, repair=_VAULT),
    ("scientific", "6"): End("November 2020"),
    ("scientific", "7"): End("June 2024"),
    ("amazon", "1"): End("December 2023"),
    # Fedora's mirror list sends those who ask for an old release to the archive.
    **{("fedora", str(version)): End("") for version in range(18, 40)},
    # Alpine keeps serving every release.
    **{("alpine", f"3.{minor}"): End("") for minor in range(19)},
    ("opensuse", "42.1"): End("May 2017", moved=True),
    ("opensuse", "42.2"): End("January 2018", moved=True),
    ("opensuse", "42.3"): End("July 2019", moved=True),
    **{("opensuse", f"15.{minor}"): End("") for minor in range(5)},
}


def ended(distribution: Distribution) -> End | None:
    """Say when a release ended; None for one that gets packages, or that nobody knows."""
    return _ENDED.get((distribution.name, distribution.version))
