"""What a definition file holds because it was a Dockerfile once: on the way back, none of it is needed."""

import re
from collections.abc import Callable

from recipec.dockerfile.lower.environment import Setting, plain
from recipec.dockerfile.lower.quoting import contexts
from recipec.dockerfile.lower.sheet import Sheet
from recipec.dockerfile.lower.waiting import CLEANING, DIRECTORY, Turn, Waiting
from recipec.ir.text import Text, Variable, join, show, variables
from recipec.ir.text import plain as text_of
from recipec.record import Record
from recipec.regex import regex
from recipec.shell.script import Script
from recipec.shell.syntax import Sequence

# Where the runscript of the base image is kept, which alone knows its ENTRYPOINT.
BASE_START = 'SINGULARITY_NO_EVAL=1 exec /.singularity.d/base-runscript "$@"'

_TEMPLATE = "\ue000"
_UMASK = regex(r"[ \t]*umask 0?022[ \t]*(?P<comment>#[^\n]*)?(?:\n|\Z)")
_KEEP = regex(r"cp /\.singularity\.d/runscript /\.singularity\.d/base-runscript\b[^\n]*")
_TEMPORARY = regex(
    r"mkdir -p (?P<own>/\.recipec(?:\.kept)?(?P<at>/\S+)) && chmod 1777 (?P=own) && mount --bind (?P=own) (?P=at)"
    r"|#[^\n]* is the host's here, and a (?:step below empties it|later stage copies from it): the build gets its own"
    r"|# a later stage copies this: what is in a temporary directory is the host's"
    r"|mkdir -p (?P<holder>/\.recipec\.kept(?P<of>\S*)) && cp -a (?P=of)/\S+ (?P=holder)/"
    r"|umount (?:-l )?(?:/var)?/tmp"
)
_EXPORT = regex(rf"(?P<guard>\[ -z '{_TEMPLATE}' \] \|\| )?export (?P<name>\w+)='{_TEMPLATE}'")
# An ARG of such a name would be more than a value for the commands.
_TAKEN = frozenset(("PATH", "HOME", "IFS", "PWD", "LD_LIBRARY_PATH", "LD_PRELOAD", "SHELL", "USER", "LANG"))


class Own(Record):
    """A script without what only Apptainer needs. ``came_back``: it says of itself that it was a Dockerfile."""

    script: Text
    came_back: bool = False


def strip(script: Text, sheet: Sheet, *, starts_base: bool, directory: str) -> Own:
    """Take off what a Dockerfile has anyway: its umask, its own /tmp, its arguments, and the start of its base.

    ``directory``: the WORKDIR, as the shell has it, that the image starts in. The instruction makes it.
    """
    first = _first(script)
    match = _umask(first)
    if match is None:
        return Own(script)
    rest: Text = (first[match.end() :], *script[1:])
    if not _was_docker(match):
        return Own(rest)
    scanned = _scanned(rest)
    names = [part.name for part in rest if isinstance(part, Variable)]
    letters = contexts(scanned)
    kept: list[str | Variable] = []
    number, at, leads = 0, 0, True
    for line in scanned.splitlines(keepends=True):
        count = line.count(_TEMPLATE)
        own = names[number : number + count]
        code = line.strip()
        is_free = not code or letters[at + len(line) - len(line.lstrip())] not in "sdhle"
        export = _argument(code, own, sheet) if is_free else None
        if export is not None and not leads:
            # It has its turn: an ARG is one, and above an ARG this does nothing.
            sheet.late.add(export)
            kept.append(f"export {export}\n")
        elif not (is_free and (export is not None or _is_dropped(code, starts_base=starts_base))):
            kept += _line(line, own)
            leads = leads and not code
        elif export is not None:
            sheet.used.add(export)
        number += count
        at += len(line)
    text = join(kept)
    last = next((line for line in reversed(show(text).split("\n")) if line.strip()), "")
    if directory and last.strip() == f"mkdir -p {directory}":
        text = _without_last_line(text)
    return Own(text, came_back=True)


def exported(script: Text) -> frozenset[str]:
    """Name the arguments that a script exports under their own names because it was a Dockerfile, which has ARGs."""
    match = _umask(_first(script))
    if match is None or not _was_docker(match):
        return frozenset()
    return frozenset(export["name"] for export in _EXPORT.finditer(_scanned(script)))


def _first(script: Text) -> str:
    return script[0] if script and isinstance(script[0], str) else ""


def _umask(first: str) -> "re.Match[str] | None":
    leading = re.match(r"(?:[ \t]*\n)*", first)
    return _UMASK.match(first, leading.end() if leading else 0)


def _was_docker(umask: "re.Match[str]") -> bool:
    return "Docker" in (umask["comment"] or "")


def _scanned(script: Text) -> str:
    return "".join(part if isinstance(part, str) else _TEMPLATE for part in script)


def _without_last_line(text: Text) -> Text:
    parts = list(text)
    while parts:
        last = parts.pop()
        if isinstance(last, str) and "\n" in last.rstrip():
            return (*parts, last.rstrip().rpartition("\n")[0] + "\n")
    return ()


class Part(Record):
    """A stretch of a script, or the variables that are set for everything below it, comments above both."""

    text: str = ""
    settings: tuple[Setting, ...] = ()
    turn: Turn | None = None
    comments: tuple[str, ...] = ()


def parts(
    script: Script,
    settings: tuple[Setting, ...] | None,
    waiting: Waiting,
    crosses: Callable[[Sequence, Sequence], bool],
) -> tuple[Part, ...]:
    """Cut a script at what was an instruction: an export that `%environment` has too was ENV, files waited for COPY.

    ``crosses``: what the statements before leave in the shell matters to those behind.
    """
    wanted = _exports(script, settings)
    statements = script.body.statements
    made: list[Part] = []
    start = first = number = 0
    while number < len(statements):
        setting = wanted.get(number)
        turn = waiting.turn(script, number) if setting is None and not _is_inside(script, first, number) else None
        after = number + (turn.statements if turn is not None else 1)
        before = Sequence(statements[first:number])
        if (setting is None and turn is None) or (before.statements and crosses(before, Sequence(statements[after:]))):
            number += 1
            continue
        text, comments = _above(script, start, first, number)
        if text:
            made.append(Part(text))
        if turn is not None:
            waiting.came_back(turn)
            made.append(Part(turn=turn, comments=comments))
        elif setting is not None and made and made[-1].settings:
            made[-1] = Part(settings=(*made[-1].settings, setting._replace(comments=comments)))
        elif setting is not None:
            made.append(Part(settings=(setting._replace(comments=comments),)))
        line = script.text.find("\n", statements[after - 1].span.end)
        start, first, number = len(script.text) if line < 0 else line + 1, after, after
    made.append(Part(script.text[start:].strip("\n")))
    return tuple(_cleaned(made, waiting))


def _is_inside(script: Script, first: int, number: int) -> bool:
    """Say whether a statement goes on with what the line above it does to the files that wait, as for a mount."""
    if number == first:
        return False
    before, after = script.body.statements[number - 1].span, script.body.statements[number].span
    gap = script.text[before.end : after.start]
    return DIRECTORY in script.text[slice(*before)] and gap.count("\n") < 2


def _exports(script: Script, settings: tuple[Setting, ...] | None) -> dict[int, Setting]:
    """Find the exports that were ENV, by the numbers of their statements."""
    if settings is None:
        return _plain_exports(script)
    wanted = {setting.name: setting for setting in settings}
    found: dict[int, Setting] = {}
    seen: set[str] = set()
    for number, statement in enumerate(script.body.statements):
        setting = _exported(script.text[slice(*statement.span)])
        if setting is None:
            continue
        known = wanted.get(setting.name)
        if setting.name not in seen and known is not None and _said(known.value) == _said(setting.value):
            found[number] = known
        seen.add(setting.name)
    return found


def _plain_exports(script: Script) -> dict[int, Setting]:
    """Find the exports whose values a builder knows as the shell does: no command before sets what they mention."""
    from recipec.shell.state import left_by

    found: dict[int, Setting] = {}
    own: set[str] = set()
    for number, statement in enumerate(script.body.statements):
        setting = _exported(script.text[slice(*statement.span)])
        if setting is not None and not variables(setting.value) & own:
            found[number] = setting
            own.discard(setting.name)
            continue
        left = left_by(Sequence((statement,)))
        own |= left.assigned | left.exported | left.unset
    return found


def _above(script: Script, start: int, first: int, number: int) -> tuple[str, tuple[str, ...]]:
    """Part what stands above a statement into the commands, and the comments right above it."""
    end = script.body.statements[number].span.start
    code = start if first == number else script.text.find("\n", script.body.statements[number - 1].span.end)
    comments = [span for span in script.body.comments if code <= span.start < end]
    stop = comments[0].start if comments else end
    return script.text[start:stop].strip(), tuple(script.text[span.start + 1 : span.end] for span in comments)


def _cleaned(made: list[Part], waiting: Waiting) -> list[Part]:
    """Take off the removal of what waited, and of what was put into the host's ``/tmp``, when all of it came back."""
    rest = "\n".join(part.text for part in made)
    if rest.count(DIRECTORY) != 1 or CLEANING not in rest.split("\n"):
        return made
    *kept, last = made
    lines = last.text.split("\n")
    at = lines.index(CLEANING) if CLEANING in lines else 0
    start = at
    while start and lines[start - 1] in waiting.removals:
        start -= 1
    return [*kept, last._replace(text="\n".join((*lines[:start], *lines[at + 1 :])))]


def _exported(text: str) -> Setting | None:
    if not text.startswith("export "):
        return None
    found = plain(text_of(text))
    return found.settings[0] if found is not None and len(found.settings) == 1 and not found.hidden else None


def _said(value: Text) -> tuple[object, ...]:
    """Give a value for comparison: an argument is the same, however it is mentioned."""
    return tuple(part if isinstance(part, str) else (part.name, part.modifier, part.word) for part in value)


def _is_dropped(text: str, *, starts_base: bool) -> bool:
    return (starts_base and _KEEP.fullmatch(text) is not None) or _TEMPORARY.fullmatch(text) is not None


def _argument(text: str, names: list[str], sheet: Sheet) -> str | None:
    """Name the argument that a line exports under its own name: RUN has those of its stage in its environment."""
    export = _EXPORT.fullmatch(text) if names else None
    if export is None or set(names) != {export["name"]} or export["name"] in _TAKEN or names[0] not in sheet.arguments:
        return None
    sheet.exported.add(names[0])
    if export["guard"]:
        sheet.unset.add(names[0])
    return names[0]


def _line(line: str, names: list[str]) -> list[str | Variable]:
    from recipec.ir.text import Sigil

    parts: list[str | Variable] = []
    for number, piece in enumerate(line.split(_TEMPLATE)):
        if number:
            parts.append(Variable(names[number - 1], sigil=Sigil.TEMPLATE))
        parts.append(piece)
    return parts
