"""The shell that reads all of ``%post``."""

from recipec.definition.lower.plan import Plan
from recipec.definition.lower.sheet import PLAIN_SHELL
from recipec.ir.steps import Run, Shell


def section_shell(plan: Plan) -> tuple[str, ...]:
    """Choose the shell of ``%post``: bash where every RUN of the stage has the same one, else ``/bin/sh``."""
    found: set[tuple[str, ...]] = set()
    for part in plan.parts:
        for step in part.steps:
            if isinstance(step, Run) and isinstance(step.command, Shell):
                found.add(step.command.interpreter)
    if len(found) == 1:
        (shell,) = found
        if shell[0] in ("/bin/bash", "bash", "/usr/bin/bash") and bash_options(shell) is not None:
            return shell
    return PLAIN_SHELL


def bash_options(shell: tuple[str, ...]) -> tuple[str, ...] | None:
    """Give the options that a bash of a SHELL has besides ``-c``; None when they cannot be those of a section."""
    *options, last = shell[1:]
    if not last.startswith("-") or not last.endswith("c") or "l" in last or "--login" in options:
        return None
    rest = last[1:-1].replace("e", "").replace("x", "")
    kept: list[str] = []
    at = 0
    while at < len(options):
        option = options[at]
        if option == "-o" and at + 1 < len(options):
            kept += ("-o", options[at + 1])
            at += 1
        elif option in ("-e", "-x"):
            pass
        elif option == "-u":
            kept.append(option)
        elif option in ("-eo", "-euo", "-exo", "-euxo") and at + 1 < len(options):
            kept += (*(("-u",) if "u" in option else ()), "-o", options[at + 1])
            at += 1
        else:
            return None
        at += 1
    if rest not in ("", "u", "o", "uo"):
        return None
    return (*kept, *(("-u",) if "u" in rest else ()))
