"""What every build makes anew: times and random numbers in files, in which two builds of one recipe differ too."""

from fnmatch import fnmatchcase

from recipec.engines.compare import Difference

_MADE_ANEW = (
    "/var/log/*",
    "/var/cache/ldconfig/aux-cache",
    "/var/cache/apt/*.bin",
    "/var/cache/debconf/*",
    "/var/cache/fontconfig/*",
    "/var/cache/man/*",
    "/var/lib/apt/lists/*",
    "/var/lib/dpkg/status-old",
    "/var/lib/dnf/*",
    "/var/lib/rpm/*",
    "/var/lib/yum/*",
    "/var/lib/zypp/*",
    "/var/lib/systemd/random-seed",
    "/var/lib/dbus/machine-id",
    "/etc/machine-id",
    "/etc/ssh/ssh_host_*",
    "/etc/ssl/private/ssl-cert-snakeoil.key",
    "/etc/ssl/certs/ssl-cert-snakeoil.pem",
    "/usr/lib/sysimage/rpm/*",
    "*.pyc",
    "*/conda-meta/*.json",
    "*/conda-meta/history",
)


def passes(difference: Difference) -> bool:
    """Tell whether a difference is in nothing but the content of a file that every build makes anew."""
    if difference.kind != "tree" or not any(fnmatchcase(difference.name, one) for one in _MADE_ANEW):
        return False
    left, right = difference.left.split(" "), difference.right.split(" ")
    # All but the content, which comes last.
    return left[0] == "file" and len(left) > 2 and left[:-1] == right[:-1]
