"""Which directories a base image has for certain, or may have."""

from recipec.shell import paths

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


def is_below(path: str, directories: "tuple[str, ...] | frozenset[str]") -> bool:
    """Tell whether a path is one of some directories, or in one."""
    return any(paths.is_below(path, directory) for directory in directories)


def may_exist(path: str) -> bool:
    """Tell whether a base image may have something of its own at a path."""
    return path in STANDARD or is_below(path, SYSTEM)
