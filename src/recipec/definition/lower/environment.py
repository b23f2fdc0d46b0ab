"""ENV: exported in ``%post`` where it stands, and in ``%environment`` for the image."""

from recipec.definition.lower import findings
from recipec.definition.lower.body import Body
from recipec.definition.lower.sheet import Block, Sheet
from recipec.definition.lower.spots import note_home
from recipec.definition.lower.values import ValueLost, is_name
from recipec.definition.tree import Sources
from recipec.ir.steps import Assignment, Scope, SetEnv
from recipec.ir.text import Variable, variables
from recipec.ir.walk import State, assigned_name, evaluate
from recipec.regex import regex

# Apptainer sets these itself when a container starts, whatever the image says (action_script.sh).
_OVERRIDDEN = frozenset({"PWD", "UID", "GID", "EUID", "PPID", "IFS", "SHLVL"})


_MENTION = regex(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")
# An ENV with more assignments is no recipe of a person, and is not put into another order.
_MANY = 200


def set_environment(step: SetEnv, state: State, sheet: Sheet, *, in_post: bool) -> None:
    """Write an ENV. ``in_post``: a RUN follows that may read it."""
    sheet.account(step)
    comments = sheet.comments(step)
    post: list[str] = []
    environment: list[str] = []
    ordered = _in_order(step, state)
    for name in _crossed(ordered, state):
        saved, base = f"recipec_{name}", (Variable(name),)
        line = f'{saved}="${name}"'
        if in_post and Scope.BUILD in step.scope and sheet.in_post.holds(name, state) == base:
            post.append(line)
            sheet.in_post = sheet.in_post.after(saved, base)
        if Scope.RUN in step.scope and sheet.in_environment.holds(name, state) == base:
            environment.append(line)
            sheet.in_environment = sheet.in_environment.after(saved, base)
    for assignment in ordered:
        name = assigned_name(assignment, state)
        if not is_name(name) or name in _OVERRIDDEN:
            sheet.find(
                findings.NAME_NOT_SET,
                f"`{name}` is no name that a shell can set",
                step,
                help="choose a name of letters, digits and `_`",
            )
            continue
        if name == "HOME":
            sheet.find(
                findings.HOME,
                "`HOME` is the home of whoever runs the image, whatever it says",
                step,
                help="use another variable, or an absolute path",
            )
        value = evaluate(assignment.value, state)
        note_home(assignment.value, state, step, sheet)
        try:
            if in_post and Scope.BUILD in step.scope:
                post.append(f"export {name}={sheet.in_post.word(assignment.value, state, sheet.templates)}")
            if Scope.RUN in step.scope and name != "HOME":
                written = sheet.in_environment.word(assignment.value, state, sheet.templates)
                environment.append(f"export {name}={written}")
                if written in ("''", '""') and not value:
                    sheet.find(
                        findings.EMPTY_VALUE,
                        f"`{name}` is set to nothing: Apptainer takes an empty variable away when the image starts",
                        step,
                        help="nothing to do when the program treats empty and unset alike",
                    )
        except ValueLost as lost:
            sheet.find(
                findings.LOST_VALUE,
                f"`{name}` needs the base image's `{lost}`, which an earlier ENV has overwritten",
                step,
                help="write the value out",
            )
        # The state stays that of before the instruction; what the script's own variables hold changes at once.
        if Scope.BUILD in step.scope and in_post:
            sheet.in_post = sheet.in_post.after(name, value)
        if Scope.RUN in step.scope and name != "HOME":
            sheet.in_environment = sheet.in_environment.after(name, value)
    if post:
        sheet.run_with_comments("\n".join(post), comments)
        comments = ()
    if environment:
        sheet.environment.append(Block("\n".join(environment), comments, sources=sheet.sources))


def _in_order(step: SetEnv, state: State) -> list[Assignment]:
    """Put an assignment that reads a variable of the base image before the one that overwrites it.

    All assignments of an ENV are made at once, so their order is free, and of two to one name the last counts; a
    script makes one after the other.
    """
    last = {assigned_name(assignment, state): assignment for assignment in step.assignments}
    known = frozenset(last)
    crossed = any((variables(evaluate(assignment.value, state)) & known) - {name} for name, assignment in last.items())
    if not crossed or len(last) > _MANY:
        return list(last.values())
    pending = [(assignment, name) for name, assignment in last.items()]
    reads = {id(assignment): variables(evaluate(assignment.value, state)) for assignment in last.values()}
    ordered: list[Assignment] = []
    while pending:
        free = next(
            (
                entry
                for entry in pending
                if not any(entry[1] in reads[id(other)] for other, _ in pending if other is not entry[0])
            ),
            pending[0],
        )
        pending.remove(free)
        ordered.append(free[0])
    return ordered


def _crossed(ordered: list[Assignment], state: State) -> tuple[str, ...]:
    """Name the variables that are read after they were set: no order of the assignments saves them."""
    found: dict[str, None] = {}
    written: set[str] = set()
    for assignment in ordered if len(ordered) <= _MANY else ():
        found.update(dict.fromkeys(sorted(variables(evaluate(assignment.value, state)) & written)))
        written.add(assigned_name(assignment, state))
    return tuple(found)


def section(blocks: list[Block]) -> Body:
    """Write ``%environment``, without the assignments that a later one replaces unread."""
    written: list[tuple[str, tuple[str, ...], Sources]] = [
        (line, block.comments if number == 0 else (), block.sources)
        for block in blocks
        for number, line in enumerate(_statements(block.code))
    ]
    kept: list[tuple[str, Sources]] = []
    follows: dict[str, bool] = {}  # by name: whether what comes next is a line that sets it anew, unread
    for line, comments, sources in reversed(written):
        name = line.removeprefix("export ").partition("=")[0]
        if not follows.get(name, False):
            kept.append(("\n".join((*("#" + comment for comment in comments), line)), sources))
        follows[name] = True
        follows.update(dict.fromkeys(_MENTION.findall(line), False))
    body = Body()
    for text, sources in reversed(kept):
        body.indented(text, sources)
    return body


def _statements(code: str) -> list[str]:
    """Cut code made of exports into them: a value may hold line breaks."""
    statements: list[str] = []
    for line in code.split("\n"):
        if line.startswith("export ") or not statements:
            statements.append(line)
        else:
            statements[-1] += "\n" + line
    return statements
