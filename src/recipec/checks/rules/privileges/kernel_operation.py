"""RC115."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation, is_conditional
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import START
from recipec.diagnostics.finding import Severity

_KERNEL = ("modprobe", "insmod", "rmmod", "sysctl", "losetup", "iptables", "ip6tables", "nft", "swapon", "swapoff")


@rule(
    "RC115",
    Severity.ERROR,
    "definition",
    "dockerfile-to-engine",
    words="mount modprobe insmod rmmod sysctl losetup mknod iptables ip6tables nft swapon swapoff",
)
def kernel_operation(recipe: Recipe) -> Iterator[Problem]:
    """A recipe wants something of the kernel, which is the host's.

    Modules, kernel settings, firewalls, swap and loop devices are not an image's: while it is built, root changes the
    machine that builds, and nobody else may. When the image runs, no program has the privileges for any of that, nor
    for `mount`. A device that `mknod` makes is an empty file in images that ordinary users build, and no device in any.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        mount -t tmpfs none /mnt
        exec ls /mnt
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        exec ls /mnt
    ```
    """
    for one in recipe.invocations(*_KERNEL, "mount", "umount", "mknod"):
        if one.script.kind in START and not one.script.text.startswith("#!/usr/bin/env python"):
            if _asks_only(one) or is_conditional(one):
                continue
            yield Problem(
                one.at(one.words[0]),
                f"`{one.name}` fails when the image runs: no program in it has the privileges for that",
                "leave it to the host: `--bind`, or its administrator",
            )
        elif one.script.is_build and one.name not in ("mount", "umount") and not _asks_only(one):
            message = (
                "the device is none in the image: it is an empty file, or nobody may use it"
                if one.name == "mknod"
                else f"`{one.name}` is about the machine that builds, not about the image"
            )
            yield Problem(
                one.at(one.words[0]),
                message,
                "leave it out",
                severity=Severity.WARNING,
            )


def _asks_only(one: Invocation) -> bool:
    """Tell whether a program is asked about the state of things, and changes nothing."""
    values = one.values
    match one.name:
        case "mount":
            return not values or values == ("-l",)
        case "sysctl":
            return not any(value in ("-w", "-p", "--write", "--load", "--system") or "=" in value for value in values)
        case "losetup" | "iptables" | "ip6tables":
            return not values or values[0] in ("-a", "-l", "-L", "-S", "--list", "--version", "-V")
        case _:
            return "--version" in values
