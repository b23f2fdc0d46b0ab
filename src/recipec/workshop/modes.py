"""What a user may do on a machine: in which ways definition files can be built there."""

from recipec.engines.machine import Machine
from recipec.ir.options import BuildMode
from recipec.record import Record

# Apptainer wants a range that holds the ids of a usual image.
_ENOUGH = 65_536
_ONLY_FAKEROOT = "this Singularity builds as root or with `--fakeroot` alone"


class Mode(Record):
    """A way of building. ``why_not`` is empty where it is open."""

    mode: BuildMode
    why_not: str = ""


def modes(machine: Machine) -> tuple[Mode, ...]:
    """List the ways of building, best first, with what stands in the way of each."""
    return (
        Mode(BuildMode.ROOT, "" if machine.is_root else "you are not root"),
        Mode(BuildMode.FAKEROOT, _why_no_fakeroot(machine)),
        Mode(BuildMode.USERNS, _why_no_namespace(machine) if machine.is_apptainer else _ONLY_FAKEROOT),
    )


def best(machine: Machine) -> BuildMode | None:
    """Choose the way that can do most; None when none is open."""
    return next((one.mode for one in modes(machine) if not one.why_not), None)


def _why_no_fakeroot(machine: Machine) -> str:
    if not machine.has_id_tools:
        return "`newuidmap` and `newgidmap` are not installed"
    if machine.ids < _ENOUGH:
        have = f"only {machine.ids} ids" if machine.ids else "no ids"
        return f"`{machine.user}` has {have} in /etc/subuid and /etc/subgid"
    return "" if machine.has_setuid_starter else _why_no_namespace(machine)


def _why_no_namespace(machine: Machine) -> str:
    if machine.namespaces == 0:
        return "user namespaces are turned off (user.max_user_namespaces is 0)"
    if not machine.may_make_namespaces:
        return "ordinary users may not make user namespaces here"
    return ""
