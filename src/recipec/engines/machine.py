"""What there is to know about a machine and its user before anything is built."""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from recipec.engines.process import run

# Where packages and sites put the program of Apptainer or Singularity that starts with root's rights.
_STARTERS = ("libexec/{}/bin/starter-suid", "lib/{}/bin/starter-suid", "lib/x86_64-linux-gnu/{}/bin/starter-suid")
_PROFILES = Path("/etc/apparmor.d")
_PROFILED = ("apptainer", "singularity-ce", "singularity")


class Machine(NamedTuple):
    """``ids`` is the length of the shorter range of ids that the user has, ``namespaces`` how many may be made.

    ``has_fakeroot``: the program `fakeroot` is there, with which Apptainer feigns users where there are no ids.
    ``is_apptainer``: the engine is that, and not another one that descends from Singularity.
    """

    user: str
    is_root: bool
    ids: int = 0
    has_id_tools: bool = False
    namespaces: int = 0
    may_make_namespaces: bool = False
    has_setuid_starter: bool = False
    has_fakeroot: bool = False
    is_apptainer: bool = True


def survey(program: str | None) -> Machine:
    """Look at this machine; ``program`` is the engine whose installation counts."""
    number = os.geteuid()
    user = _name(number)
    return Machine(
        user,
        number == 0,
        min(_range(Path("/etc/subuid"), user, number), _range(Path("/etc/subgid"), user, number)),
        all(shutil.which(tool) is not None for tool in ("newuidmap", "newgidmap")),
        _number(Path("/proc/sys/user/max_user_namespaces"), 0),
        _may_make_namespaces(program),
        program is not None and _has_setuid_starter(program),
        shutil.which("fakeroot") is not None,
        program is None or is_apptainer(program),
    )


def is_apptainer(program: str) -> bool:
    """Ask a program what it is: Apptainer comes as `singularity` too."""
    return run((program, "--version"), directory=Path("/"), seconds=30.0).stdout.startswith(b"apptainer ")


def _name(number: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        # A number without a name, as in many containers.
        return str(number)


def _range(file: Path, user: str, number: int) -> int:
    """Give the length of the longest range in a file of lines ``user:start:length``."""
    try:
        rows = [line.split(":") for line in file.read_text(errors="replace").splitlines()]
    except OSError:
        return 0
    return max(
        (int(row[2]) for row in rows if len(row) == 3 and row[0] in (user, str(number)) and row[2].isdigit()), default=0
    )


def _number(file: Path, default: int) -> int:
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return default


def _may_make_namespaces(program: str | None) -> bool:
    """Make one: kernels, distributions and AppArmor each have a setting of their own that forbids it."""
    if shutil.which("unshare") is None:
        # Nobody can be asked. The engine will say.
        return True
    done = run(("unshare", "--user", "--map-root-user", "true"), directory=Path("/"), seconds=10.0)
    # Ubuntu lets those make them that have a profile, which packages of the engines bring along.
    return done.status == 0 or (program is not None and any((_PROFILES / name).exists() for name in _PROFILED))


def _has_setuid_starter(program: str) -> bool:
    found = shutil.which(program)
    if found is None:
        return False
    prefix = Path(os.path.realpath(found)).parents[1]
    places = (prefix / place.format(name) for place in _STARTERS for name in ("apptainer", "singularity"))
    return any(place.exists() and place.stat().st_mode & 0o4000 for place in places)
