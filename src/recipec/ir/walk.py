"""The state that steps run in: one fold, so that no lowering and no rule keeps state of its own."""

from collections.abc import Iterable, Mapping

from recipec.ir.classes import evolve
from recipec.ir.held import Held
from recipec.ir.steps import (
    App,
    Argument,
    Assignment,
    Author,
    Copy,
    Download,
    Exec,
    Expose,
    Healthcheck,
    HostScript,
    Label,
    OnBuild,
    Post,
    Run,
    Scope,
    SetCommand,
    SetEntrypoint,
    SetEnv,
    SetHelp,
    SetRunscript,
    SetStartscript,
    SetTest,
    SetUser,
    SetWorkdir,
    Shell,
    SourceEnv,
    Step,
    StopSignal,
    Unpack,
    Volume,
    WriteFile,
)
from recipec.ir.text import Sigil, Text, Variable, is_plain, join, literal, plain
from recipec.record import Record
from recipec.typed import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    from recipec.ir.configuration import Configuration

# What BuildKit and Apptainer both put in place of a PATH that the base image does not set.
DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# A base image that sets these is a rarity, and both engines refuse to pass them on: an empty value is certain.
_NEVER_SET_BY_A_BASE = frozenset({"HOME", "PWD", "UID", "GID", "EUID", "USER", "HOSTNAME", "OLDPWD", "SHLVL", "IFS"})


class Start(Record):
    """What starts when the image runs. ``None`` in both: whatever the base image starts."""

    entrypoint: "Shell | Exec | None" = None
    command: "Shell | Exec | None" = None
    sets_entrypoint: bool = False
    sets_command: bool = False


class State(Record):
    """What holds at a step. Values are symbolic: a ``$`` variable in them is the base image's, a template an argument.

    ``variables`` are what a RUN sees, ``environment`` what the image keeps, ``arguments`` the build arguments declared
    so far with their defaults (None: it has none), ``defaults`` what these come to when none of them is given.
    ``outside`` is the state before the first FROM. ``workdir`` None: the base image's own, which nobody here knows.
    """

    variables: Held[Text]
    environment: Held[Text]
    arguments: Held[Text | None]
    defaults: Held[Text]
    base_is_known: bool = False
    workdir: Text | None = None
    user: Text | None = None
    start: Start = Start()
    outside: "State | None" = None

    def value(self, name: str) -> Text:
        """Give what a variable holds; one that nobody set is the base image's, or empty where that is known."""
        held = self.variables.get(name)
        if held is not None:
            return held
        if name in self.arguments and self.arguments[name] is None:
            return (Variable(name, sigil=Sigil.TEMPLATE),)  # empty, unless the builder is given one
        if self.base_is_known or name in _NEVER_SET_BY_A_BASE:
            return plain(DEFAULT_PATH) if name == "PATH" else ()
        return (Variable(name),)


def beginning(
    outside: State | None = None,
    *,
    base_is_known: bool = False,
    base: "Configuration | None" = None,
) -> State:
    """Give the state before the first step of a stage; ``outside`` is the one before the first FROM.

    ``base`` is what the base image says of itself.
    """
    arguments: Held[Text | None] = Held() if outside is None else outside.arguments
    defaults: Held[Text] = Held() if outside is None else outside.defaults
    if base is None:
        return State(Held(), Held(), arguments, defaults, base_is_known, outside=outside)
    held = {name: plain(value) for name, value in base.environment.items()}
    start = Start(
        Exec(base.entrypoint) if base.entrypoint else None,
        Exec(base.command) if base.command else None,
    )
    workdir, user = plain(base.workdir or "/"), plain(base.user) if base.user else None
    return State(Held(held), Held(held), arguments, defaults, True, workdir, user, start, outside)


def evaluate(text: Text, state: State) -> Text:
    """Replace the variables of a text by what they hold in a state."""
    if is_plain(text):
        return text
    parts: list[str | Variable] = []
    for part in text:
        match part:
            case str():
                parts.append(part)
            case Variable(sigil=Sigil.TEMPLATE):
                parts.append(part)
            case Variable():
                parts.extend(_replaced(part, state))
    return join(parts)


def default_of(text: Text, state: State) -> Text:
    """Replace the build arguments of a symbolic value by their defaults."""
    if is_plain(text):
        return text
    parts: list[str | Variable] = []
    for part in text:
        if isinstance(part, Variable) and part.sigil is Sigil.TEMPLATE:
            parts.extend(state.defaults.get(part.name, ()))
        else:
            parts.append(part)
    return join(parts)


def _replaced(variable: Variable, state: State) -> Text:
    held = state.value(variable.name)
    if not variable.modifier:
        return held
    fixed = default_of(held, state)
    known = literal(fixed)
    if known is None:
        # The base image's: left to the shell that will know it, which spells these modifiers alike.
        return (
            evolve(variable, word=evaluate(variable.word, state), replacement=evaluate(variable.replacement, state)),
        )
    is_set = variable.name in state.variables
    match variable.modifier:
        case ":-" | "-":
            use = known if variable.modifier == ":-" else is_set
            return held if use else evaluate(variable.word, state)
        case ":+" | "+":
            use = known if variable.modifier == ":+" else is_set
            return evaluate(variable.word, state) if use else ()
        case ":?" | "?":
            return held
        case _:
            from recipec.ir.expand import expand

            word = plain(literal(default_of(evaluate(variable.word, state), state)) or "")
            replacement = plain(literal(default_of(evaluate(variable.replacement, state), state)) or "")
            return plain(expand((evolve(variable, word=word, replacement=replacement),), {variable.name: known}.get))


def after(step: Step, state: State) -> State:
    """Give the state that a step leaves."""
    match step:
        case (
            Run()
            | Post()
            | HostScript()
            | Copy()
            | WriteFile()
            | Unpack()
            | Download()
            | SourceEnv()
            | Label()
            | SetRunscript()
            | SetStartscript()
            | SetTest()
            | SetHelp()
            | Healthcheck()
            | Expose()
            | Volume()
            | StopSignal()
            | Author()
            | OnBuild()
            | App()
        ):
            return state
        case Argument():
            return _argue(step, state)
        case SetEnv():
            return _set(step, state)
        case SetWorkdir():
            return state._replace(workdir=within(state.workdir, evaluate(step.path, state)))
        case SetUser():
            return state._replace(user=evaluate(step.user, state))
        case SetEntrypoint():
            # ENTRYPOINT clears the CMD that came with the base, but not this stage's own.
            start = state.start
            command = start.command if start.sets_command else None
            return state._replace(start=start._replace(entrypoint=step.command, command=command, sets_entrypoint=True))
        case SetCommand():
            return state._replace(start=state.start._replace(command=step.command, sets_command=True))
        case _:
            assert_never(step)


def _argue(step: Argument, state: State) -> State:
    # Without a default it takes the value before the first FROM, whatever the stage, or the one that it is built on,
    # has declared (dockerfile2llb, dispatchArg).
    default, within = (None, state.outside) if step.default is None else (evaluate(step.default, state), state)
    if step.default is None and within is not None:
        default = within.arguments.get(step.name)
    if default is None or within is None:
        # An ARG without a value changes no variable.
        return state._replace(arguments=state.arguments.having({step.name: state.arguments.get(step.name)}))
    return state._replace(
        arguments=state.arguments.having({step.name: default}),
        # Its own name in it is that of an earlier argument, which is not given either when this one is not.
        defaults=state.defaults.having({step.name: default_of(default, within)}),
        variables=state.variables.having({step.name: (Variable(step.name, sigil=Sigil.TEMPLATE),)}),
    )


def _set(step: SetEnv, state: State) -> State:
    # All values are those from before the instruction: ENV A=2 B=$A gives B the old A.
    held = {assigned_name(assignment, state): evaluate(assignment.value, state) for assignment in step.assignments}
    variables = state.variables.having(held) if Scope.BUILD in step.scope else state.variables
    environment = state.environment.having(held) if Scope.RUN in step.scope else state.environment
    return state._replace(variables=variables, environment=environment)


def assigned_name(assignment: Assignment, state: State) -> str:
    """Give the name that an assignment sets: builders replace variables in names too. Empty when nobody can tell."""
    return literal(default_of(evaluate(assignment.name, state), state)) or ""


def within(directory: Text | None, path: Text) -> Text | None:
    """Say where a path is that is relative to a directory; None when the directory is not known."""
    if path and (not isinstance(path[0], str) or path[0].startswith("/")):
        return path
    if not path:
        return directory
    if directory is None:
        return None
    return clean(join([*directory, "/", *path]))


def clean(path: Text) -> Text:
    """Normalise a path as far as its literal parts allow: no ``//``, no ``.``, and ``..`` where it is certain."""
    known = literal(path)
    if known is not None:
        import posixpath

        tidy = posixpath.normpath(known)
        return plain(tidy[1:] if tidy.startswith("//") else tidy)
    parts: list[str | Variable] = []
    for part in path:
        if isinstance(part, str):
            while "//" in part or "/./" in part:
                part = part.replace("//", "/").replace("/./", "/")
        parts.append(part)
    return join(parts)


def hidden_at_end(steps: Iterable[Step], state: State) -> dict[str, Text]:
    """Give the image's variables that an ARG of a stage hides in the state in which the stage ends."""
    environment, variables = state.environment, state.variables
    declared = {step.name for step in steps if isinstance(step, Argument) and step.name in environment}
    if not declared:
        return {}
    return {name: value for name, value in environment.items() if name in declared and variables.get(name) != value}


def inherit(state: State, hidden: Mapping[str, Text]) -> State:
    """Give the state in which a stage starts that is FROM a stage which ended in ``state``.

    ``hidden`` are the variables that an ARG hid at the end of the parent, which it no longer does; a CMD that came
    with the parent is not the child's own.
    """
    return state._replace(
        variables=state.variables.having(hidden),
        start=state.start._replace(sets_command=False),
    )
