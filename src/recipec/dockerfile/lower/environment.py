"""``%environment`` to ENV where it is plain, to a script that every start reads where it is not."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from recipec.dockerfile.lower import scripts, words
from recipec.dockerfile.lower.findings import COMPUTED_ENVIRONMENT, UNEXPORTED
from recipec.dockerfile.lower.quoting import with_backslashes
from recipec.dockerfile.lower.sheet import Group, Sheet
from recipec.dockerfile.lower.simple import Command, read
from recipec.ir.node import Node
from recipec.ir.steps import SetEnv, SourceEnv, Step
from recipec.ir.text import Sigil, Text, Variable, join, literal, variables
from recipec.record import Record
from recipec.regex import regex

FILE = "/.singularity.d/env/90-environment.sh"
LATE_FILE = "/.singularity.d/env/91-environment.sh"

_ASSIGNMENT = regex(r"([A-Za-z_][A-Za-z0-9_]*)=", re.DOTALL)
# So many were written by a program: where in %post each is said would take long to find, and nobody reads it.
_MOST = 1000
_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*\Z")
# Apptainer gives these a value of the moment of the start; it hides every other variable of the host from %environment.
_OF_THE_START = regex(
    r"(HOME|PWD|OLDPWD|UID|EUID|GID|PPID|SHLVL|RANDOM|SECONDS|LINENO|HOSTNAME|IFS|OPTIND|BASH\w*|SINGULARITY_\w+|APPTAINER_\w+|SCIF_\w+|\W|\d+)\Z"
)
# Variables of a cluster, a session or a user: no image sets them, and %environment never sees the host's.
_OF_THE_HOST = regex(
    r"((SLURM|PBS|LSB|SGE|PMI|OMPI|CUDA_VISIBLE|XDG|SSH)_?\w*|USER|LOGNAME|DISPLAY|TMPDIR|SCRATCH|HOSTTYPE)\Z"
)
# Exported before %environment is read, so that a plain assignment changes what programs see.
_EXPORTED = frozenset(("PATH", "LD_LIBRARY_PATH"))


_OF_BASH = regex(
    r"\[\[|\b(source|declare|local|shopt|function|readarray|mapfile)\s|\w\+?=\(|<<<|<\(|\$'|\w\+=|\$\{\w+(:\d|//?|\^|,|\[)|\(\("
)


class Setting(Record):
    """A variable that a program will see, and the comments above it."""

    name: str
    value: Text
    comments: tuple[str, ...] = ()
    node: Node | None = None


class Plain(Record):
    """What a plain script sets, in order; ``hidden`` are the names that it sets for itself only."""

    settings: tuple[Setting, ...]
    hidden: tuple[str, ...] = ()
    trailing: tuple[str, ...] = ()


class Source(Record):
    """A step that sets the image's environment; ``plain`` is what its script sets, None for one that computes."""

    step: SetEnv | SourceEnv
    plain: Plain | None = None

    @property
    def computes(self) -> bool:
        """Tell whether a script has to be read at every start."""
        return isinstance(self.step, SourceEnv) and self.plain is None


class _ComputedError(Exception):
    pass


def plain(script: Text, declared: frozenset[str] = frozenset()) -> Plain | None:
    """Read a script that only sets variables to values that an image can hold; None when it computes."""
    commands = read(script, keeps_backslashes=True)
    if commands is None:
        return None
    try:
        return _evaluate(commands, declared)
    except _ComputedError:
        return None


def _evaluate(commands: tuple[Command, ...], declared: frozenset[str]) -> Plain:
    exported: set[str] = set(_EXPORTED)
    own: dict[str, Text] = {}  # set, and not exported yet
    settings: list[Setting] = []
    known: set[str] = set()  # exported by this script
    waiting: tuple[str, ...] = ()
    for command in commands:
        if command.redirection or command.joiner == "&&":
            raise _ComputedError
        comments = waiting + command.comments
        waiting = ()
        for name, value, exports in _assignments(command):
            if value is None:
                exported.add(name)
                if name not in own:
                    continue
                value = own.pop(name)
            else:
                value = _value(value, own, known, declared)
                if exports:
                    exported.add(name)
            if name in exported:
                own.pop(name, None)
                known.add(name)
                settings.append(Setting(name, value, comments))
                comments = ()
            else:
                own[name] = value
        waiting = comments
    return Plain(tuple(settings), tuple(own), waiting)


def _assignments(command: Command) -> Iterator[tuple[str, Text | None, bool]]:
    first = command.words[0].plain if command.words else None
    exports = first == "export"
    if first in (":", "true") and len(command.words) == 1:
        return
    for word in command.words[exports:]:
        head = word.text[0] if word.text and isinstance(word.text[0], str) else ""
        match = _ASSIGNMENT.match(head)
        if match:
            # `export A={1,2}` is two words to bash; a tilde is the home of whoever starts.
            if word.special and (exports or "~" in words.quoted(word.text)):
                raise _ComputedError
            yield match[1], join((head[match.end() :], *word.text[1:])), exports
        elif exports and word.plain is not None and _NAME.match(word.plain):
            yield word.plain, None, True
        else:
            raise _ComputedError


def _tell_hidden(names: tuple[str, ...], source: Step, sheet: Sheet) -> None:
    if not names:
        return
    is_one = len(names) == 1
    listed = ", ".join(f"`{name}`" for name in names)
    sheet.tell(
        UNEXPORTED,
        f"{listed} {'is' if is_one else 'are'} set in `%environment` and not exported, so that no program sees"
        f" {'it: it is' if is_one else 'them: they are'} left out",
        source,
        f"write `export {names[0]}=...` if programs need it"
        if is_one
        else "write `export` before those that programs need",
    )


def _value(value: Text, own: dict[str, Text], known: set[str], declared: frozenset[str]) -> Text:
    parts: list[str | Variable] = []
    for part in value:
        if isinstance(part, str):
            if "\n" in part:
                raise _ComputedError
            parts.append(part)
        elif part.sigil is Sigil.TEMPLATE:
            parts.append(part)
        else:
            parts.extend(_mention(part, own, known, declared))
    return join(parts)


def _mention(part: Variable, own: dict[str, Text], known: set[str], declared: frozenset[str]) -> Text:
    if part.name in own:
        inner = own[part.name]
        match part.modifier:
            case "":
                return inner
            case ":-" if literal(inner):
                return inner
            case ":+" if literal(inner):
                return _value(part.word, own, known, declared)
            case _:
                raise _ComputedError
    if _OF_THE_START.match(part.name) or (part.name in declared and part.name not in known):
        raise _ComputedError
    if _OF_THE_HOST.match(part.name) and part.name not in known:
        return _value(part.word, own, known, declared) if part.modifier in (":-", "-") else ()
    if part.modifier in ("-", "+"):
        raise _ComputedError
    return (Variable(part.name, part.modifier, _value(part.word, own, known, declared)),)


def sources(steps: Iterable[Step], sheet: Sheet) -> tuple[Source, ...]:
    """Read what sets the environment of a stage."""
    declared = frozenset(sheet.arguments)
    return tuple(
        Source(step, plain(step.script, declared) if isinstance(step, SourceEnv) else None)
        for step in steps
        if isinstance(step, SetEnv | SourceEnv)
    )


def known(found: Iterable[Source]) -> tuple[Setting, ...]:
    """Give the variables of the image that are plain and set once; none when any of them is computed."""
    settings: list[Setting] = []
    for source in found:
        if source.plain is None:
            return ()
        settings += source.plain.settings
    if len(settings) >= _MOST:
        return ()
    times = Counter(setting.name for setting in settings)
    return tuple(setting for setting in settings if times[setting.name] == 1)


def lower(found: Iterable[Source], late: list[Setting], sheet: Sheet, early: frozenset[str] = frozenset()) -> bool:
    """Write the environment of the image. Say whether a script has to be read at every start.

    ``late`` is what %post puts into Apptainer's own file, which is read after %environment; ``early`` is written.
    """
    settings: list[Setting] = []
    read: list[tuple[SourceEnv, Plain | None]] = []
    for step, script in found:
        match step:
            case SetEnv():
                comments = scripts.comments(step)
                for assignment in step.assignments:
                    settings.append(Setting(literal(assignment.name) or "", assignment.value, comments))
                    comments = ()
                sheet.wrote(step)
            case SourceEnv():
                read.append((step, script))
    for source, script in read:
        if script is None:
            _computed(source, sheet)
            put(settings, sheet)
            put(late, sheet)
            return True
        sheet.wrote(source)
        _tell_hidden(script.hidden, source, sheet)
        above = scripts.comments(source)
        own = (one._replace(node=source) for one in script.settings if one.name not in early)
        for number, setting in enumerate(own):
            settings.append(setting._replace(comments=above + setting.comments) if number == 0 else setting)
    put(settings + late, sheet)
    return False


def _computed(source: SourceEnv, sheet: Sheet) -> None:
    body = scripts.trim(sheet.fixed(source.script, source))
    if _OF_BASH.search(body):
        # Apptainer's own interpreter reads %environment, and knows bash's syntax whatever the image has.
        sheet.loader = "#!/bin/bash"
    body = with_backslashes(body)
    scripts.write(FILE, body + "\n", sheet, Group.SCRIPT, source, executable=False, comments=scripts.comments(source))
    sheet.tell(
        COMPUTED_ENVIRONMENT,
        "`%environment` computes its values at every start, which ENV cannot: a script sets them,"
        " and the ENTRYPOINT reads it",
        source,
        f"`docker exec` and `docker run --entrypoint` start programs without it: read `{FILE}` there first",
    )


def put(settings: Iterable[Setting], sheet: Sheet, group: Group = Group.ENV) -> None:
    """Write ENV: one instruction for what does not build on each other, as all of its values are those from before."""
    together: list[Setting] = []
    names: set[str] = set()
    for setting in settings:
        if together and (setting.comments or names & variables(setting.value) or setting.name in names):
            _env(together, sheet, group)
            together, names = [], set()
        together.append(setting)
        names.add(setting.name)
    if together:
        _env(together, sheet, group)


def _env(together: list[Setting], sheet: Sheet, group: Group) -> None:
    pairs = [f"{setting.name}={words.value(sheet.builder(setting.value))}" for setting in together]
    sheet.put(group, "ENV", " \\\n    ".join(pairs), comments=together[0].comments, node=together[0].node)
