"""Which RUNs may stand in ``%post`` without a subshell: nothing below could notice what they leave behind."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet

from recipec.ir.steps import Run, SetWorkdir, Shell, Step
from recipec.ir.walk import State
from recipec.shell.script import parse
from recipec.shell.state import Left, left_behind


def left(
    steps: tuple[tuple[Step, State], ...], shell: tuple[str, ...], is_root: Callable[[State], bool]
) -> dict[int, Left]:
    """Say what the scripts leave that the shell of ``%post`` itself can run, by the number of their step."""
    return {
        at: left_behind(parse(step.command.script))
        for at, (step, state) in enumerate(steps)
        if isinstance(step, Run)
        and isinstance(step.command, Shell)
        and step.command.interpreter == shell
        and is_root(state)
    }


def bare(steps: tuple[tuple[Step, State], ...], traces: Mapping[int, Left]) -> frozenset[int]:
    """Name the steps whose scripts leave nothing that a later one meets. Decided from the last to the first."""
    found: set[int] = set()
    is_last = True
    later: set[str] | None = set()  # the variables that scripts further down read; None: nobody knows
    for at in range(len(steps) - 1, -1, -1):
        step, state = steps[at]
        if not isinstance(step, Run):
            continue
        trace = traces.get(at)
        if trace is None:
            later, is_last = None, False
            continue
        is_harmless = not trace.leaks or _is_harmless(trace, state, later, is_last=is_last)
        if is_harmless and (not trace.directory or _is_left_at_once(steps, at, found)):
            found.add(at)
        is_last = False
        if trace.unknown:
            later = None
        elif later is not None:
            later |= trace.reads
    return frozenset(found)


def _is_harmless(left: Left, state: State, later: AbstractSet[str] | None, *, is_last: bool) -> bool:
    """Tell whether all that is left is a directory, and variables that nobody reads."""
    kept = left._replace(directory=False, assigned=frozenset(), reads=frozenset())
    if is_last:
        # What follows are copies, by their absolute paths.
        return not kept._replace(exported=frozenset(), functions=frozenset(), unset=frozenset()).leaks and not (
            {"PATH", "IFS"} & (left.assigned | left.exported | left.unset)
        )
    if kept.leaks:
        return False
    if left.assigned and later is None:
        return False
    # A name in capitals may be a variable of the base image: then it is exported, and set for programs too.
    return not any(name.isupper() or name in state.variables or name in (later or ()) for name in left.assigned)


def _is_left_at_once(steps: tuple[tuple[Step, State], ...], at: int, found: set[int]) -> bool:
    """Tell whether the directory that a script leaves is changed before anything happens in it."""
    for number in range(at + 1, len(steps)):
        step, _ = steps[number]
        if isinstance(step, SetWorkdir):
            return True
        if isinstance(step, Run):
            return number in found and not step.mounts and _starts_elsewhere(step)
    return True


def _starts_elsewhere(step: Run) -> bool:
    return isinstance(step.command, Shell) and step.command.script.lstrip().startswith("cd /")
