"""Paths in ``%files``: how they are written, and which directories a base image has for certain."""

from recipec.definition.lower.encode import MARK
from recipec.regex import regex
from recipec.target import Expansion, Target

# What no image that can run a command is without, or what both engines make.
STANDARD = frozenset(
    """/ /bin /boot /dev /etc /home /lib /lib64 /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin
    /usr/include /usr/lib /usr/lib64 /usr/libexec /usr/local /usr/local/bin /usr/local/etc /usr/local/games
    /usr/local/include /usr/local/lib /usr/local/man /usr/local/sbin /usr/local/share /usr/local/src /usr/sbin
    /usr/share /usr/src /var /var/cache /var/lib /var/local /var/lock /var/log /var/mail /var/opt /var/run
    /var/spool /var/tmp""".split()
)
# Of these, what even the smallest image with a shell has.
CERTAIN = frozenset("/ /bin /dev /etc /proc /root /sys /tmp /usr /usr/bin /var".split())
# What is below these may be in a base image; of other places an image keeps to itself.
SYSTEM = ("/bin", "/boot", "/etc", "/home", "/lib", "/lib32", "/lib64", "/root", "/sbin", "/usr", "/var")
# Nothing that has a name in these is a directory.
PROGRAMS = frozenset(("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"))
# The host's, while %post runs and when the image runs.
TEMPORARY = ("/tmp", "/var/tmp")  # noqa: S108 -- names of places in an image

_BLANK = regex(r"[\s']")
_SPECIAL = regex(r"[\\$;&()\[\]*?~|<>`'!]")
_GLOB = regex(r"[\\*?\[\]]")


def is_below(path: str, directories: "tuple[str, ...] | frozenset[str]") -> bool:
    """Tell whether a path is one of some directories, or in one."""
    return any(path == directory or path.startswith(directory.rstrip("/") + "/") for directory in directories)


def may_exist(path: str) -> bool:
    """Tell whether a base image may have something of its own at a path."""
    return path in STANDARD or is_below(path, SYSTEM)


def parent(path: str) -> str:
    """Give the directory that a path is in."""
    return path.rstrip("/").rpartition("/")[0] or "/"


def base(path: str) -> str:
    """Give the last name of a path."""
    return path.rstrip("/").rpartition("/")[2]


def source(path: str, target: Target, *, pattern: bool = False) -> str | None:
    """Write a source so that the engine takes it literally, or as a pattern; None when it cannot be said."""
    if '"' in path or "\n" in path or "\t" in path:
        return None
    written = path
    if not pattern:
        match target.expansion:
            case Expansion.SHELL | Expansion.NONE:
                if "{" in path.replace(MARK, "") and "," in path:
                    return None  # a brace expansion that no quoting stops
                written = _SPECIAL.sub(r"\\\g<0>", path)
            case Expansion.GLOB:
                written = _GLOB.sub(r"\\\g<0>", path)
    return _word(_guarded(written), target)


def destination(path: str, target: Target) -> str | None:
    """Write a destination, which no engine expands; None when it cannot be said."""
    if '"' in path or "\n" in path or "\t" in path:
        return None
    return _word(path, target)


def _guarded(path: str) -> str:
    """Keep a name from being read as an option, a comment or a section."""
    return "./" + path if path[:1] in ("-", "#", "%") else path


def _word(path: str, target: Target) -> str | None:
    if not _BLANK.search(path):
        return path
    return f'"{path}"' if target.has_file_quotes else None
