"""``%runscript``: what Docker would start, with the arguments where Docker puts them."""

from recipec.definition.lower.encode import word
from recipec.definition.lower.findings import ARGUMENTS_EVALUATED, CALLER_DIRECTORY, START_DIRECTORY
from recipec.definition.lower.plan import Plan
from recipec.definition.lower.sheet import Sheet
from recipec.definition.lower.values import ValueLost
from recipec.definition.tree import Sources
from recipec.ir.options import StartIn
from recipec.ir.program import FromImage, FromScratch
from recipec.ir.published import BARE, named
from recipec.ir.steps import Exec, SetCommand, SetEntrypoint, SetWorkdir, Shell, Step
from recipec.ir.text import literal
from recipec.ir.walk import State
from recipec.regex import regex

BASE = "/.singularity.d/runscript"
KEPT = "/.singularity.d/base-runscript"
_POSITIONAL = regex(r"\$(?:[0-9@*#]|\{[0-9@*#])")


def runscript(plan: Plan, state: State, sheet: Sheet) -> tuple[str, ...]:
    """Write the start command; nothing where the base image's own does the same."""
    start = state.start
    directory = _directory(plan, state, sheet)
    # What starts is known without asking the base image's own runscript.
    is_known = isinstance(plan.base, FromScratch) or plan.known is not None
    own = start.entrypoint is not None or start.sets_entrypoint or is_known
    lines = directory
    if start.entrypoint is None and start.command is None and not own and not directory:
        sheet.find(
            ARGUMENTS_EVALUATED,
            "the base image's start command stays, which evaluates the arguments of `apptainer run` once more",
            plan.parts[-1],
            help="`apptainer run --no-eval`, or a CMD in the recipe",
        )
    if start.entrypoint is None and start.command is None and (own or not directory):
        return () if not own or (is_known and not start.sets_entrypoint) else _nothing(lines)
    if isinstance(start.entrypoint, Shell):
        return (*lines, *_shell(start.entrypoint, start.command))
    if start.command is not None:
        lines = (*lines, "if [ $# -eq 0 ]; then", "    set -- " + words(start.command), "fi")
    if isinstance(start.entrypoint, Exec):
        return (*lines, f'exec {words(start.entrypoint)} "$@"')
    if own or (start.command is not None and isinstance(plan.base, FromImage) and named(plan.base.reference) in BARE):
        return (*lines, 'exec "$@"')
    # The base image's ENTRYPOINT is known to the runscript that Apptainer made of it, and to nobody else.
    sheet.run_apart(f"cp {BASE} {KEPT}  # it knows the base image's ENTRYPOINT")
    return (*lines, f'SINGULARITY_NO_EVAL=1 exec {KEPT} "$@"')


def _nothing(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Start what the arguments say: ENTRYPOINT [] without a CMD."""
    return (*lines, 'exec "$@"')


def _shell(entrypoint: Shell, command: "Shell | Exec | None") -> tuple[str, ...]:
    line = "exec " + words(entrypoint)
    if not _POSITIONAL.search(entrypoint.script):
        return (line,)
    # The script reads its arguments: $0 is the first of them, as in Docker.
    default = ("if [ $# -eq 0 ]; then", "    set -- " + words(command), "fi") if command is not None else ()
    return (*default, line + ' "$@"')


def words(command: "Shell | Exec") -> str:
    """Write a command as words of the shell."""
    argv = command.argv if isinstance(command, Exec) else (*command.interpreter, command.script)
    return " ".join(map(word, argv))


def _directory(plan: Plan, state: State, sheet: Sheet) -> tuple[str, ...]:
    step = _last_workdir(plan) or (plan.base if plan.known is not None else None)
    if step is None or state.workdir is None or literal(state.workdir) == "/":
        return ()
    if sheet.options.start_in is StartIn.CALLER:
        sheet.find(
            CALLER_DIRECTORY,
            "the image starts where its user stands, not in the WORKDIR as in Docker",
            step,
            help="`--start-in image` goes to the WORKDIR first",
        )
        return ()
    try:
        path = sheet.in_environment.word(state.workdir, state, sheet.templates)
    except ValueLost:
        return ()
    sheet.find(
        START_DIRECTORY,
        "the start command goes to the WORKDIR, as in Docker; `apptainer exec` and `shell` stay where their user is, "
        "and relative paths given as arguments are read from the WORKDIR",
        step,
        help="`--start-in caller` starts where the user stands, `apptainer exec --cwd DIR` goes elsewhere",
    )
    return (f"cd {path} || exit",)


def _last_workdir(plan: Plan) -> SetWorkdir | None:
    found = None
    for part in plan.parts:
        for step in part.steps:
            if isinstance(step, SetWorkdir):
                found = step
    return found


def made_of(plan: Plan, runscript: tuple[str, ...]) -> Sources:
    """Give the places of what decides how the image starts: the last of each kind."""
    last: dict[type[Step], Sources] = {}
    for part in plan.parts:
        for step in part.steps:
            goes = isinstance(step, SetWorkdir) and runscript[0].startswith("cd ")
            if (goes or isinstance(step, SetEntrypoint | SetCommand)) and step.origin is not None:
                last[type(step)] = (step.origin.span,)
    return tuple(span for spans in last.values() for span in spans)
