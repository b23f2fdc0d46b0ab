"""Builds by an ordinary user who has one id alone: what cannot be done there."""

from recipec.ir.options import BuildMode
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe
    from recipec.shell.syntax import Word

# Packages whose scripts give files to a user or a group of their own, by who installs them.
_OWNED = {
    "apt": frozenset(
        "openssh-client openssh-server ssh dbus systemd systemd-sysv libpam-systemd postfix exim4 cron at man-db munge "
        "mysql-server mariadb-server postgresql rsyslog slurm-client slurmd slurmctld".split()
    ),
    "yum": frozenset(
        "openssh openssh-server openssh-clients dbus dbus-daemon systemd postfix munge mariadb-server mysql-server "
        "postgresql-server slurm polkit".split()
    ),
    "zypper": frozenset("openssh dbus-1 systemd postfix cron munge mariadb postgresql polkit".split()),
}
# Packages that bring one of these along; the second ones only where recommended packages are installed.
_NEEDS = {"openmpi-bin": "openssh-client", "libopenmpi-dev": "openssh-client", "dbus-x11": "dbus"}
_RECOMMENDS = {"git": "openssh-client", "mailutils": "exim4"}


def has_one_id(recipe: "Recipe") -> bool:
    """Tell whether the build has no other user than root: a user namespace of Apptainer's without a range of ids.

    Singularity up to 3 does not build without root or such a range; SingularityCE 4 builds with proot, which feigns
    users.
    """
    return recipe.settings.build_mode is BuildMode.USERNS and recipe.target.is_apptainer


def owned_package(manager: str, name: str, *, recommends: bool) -> str | None:
    """Name the package that needs a user of its own when another is installed: that itself, or one it brings along."""
    names = _OWNED.get(manager, frozenset())
    if name in names:
        return name
    if manager != "apt":
        return None
    if name.startswith("postgresql-") and name[11:12].isdigit():
        return name
    return _NEEDS.get(name) or (_RECOMMENDS.get(name) if recommends else None)


def is_of_root(word: "Word") -> bool | None:
    """Tell whether an owner as `chown` takes it is root alone; None when a variable decides."""
    if word.value is None:
        return None
    return all(part in ("", "root", "0", "wheel") for part in word.value.replace(".", ":").split(":"))
