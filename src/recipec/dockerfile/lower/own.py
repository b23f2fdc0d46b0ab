"""What a definition file holds because it was a Dockerfile once: on the way back, none of it is needed."""

import re
from collections.abc import Callable
from typing import NamedTuple

from recipec.dockerfile.lower.environment import Setting, plain
from recipec.dockerfile.lower.quoting import contexts
from recipec.dockerfile.lower.sheet import Sheet
from recipec.ir.text import Text, Variable, join, show
from recipec.ir.text import plain as text_of
from recipec.shell.script import Script
from recipec.shell.syntax import Sequence

# Where the runscript of the base image is kept, which alone knows its ENTRYPOINT.
BASE_START = 'SINGULARITY_NO_EVAL=1 exec /.singularity.d/base-runscript "$@"'

_TEMPLATE = "\ue000"
_UMASK = re.compile(r"[ \t]*umask 0?022[ \t]*(?P<comment>#[^\n]*)?(?:\n|\Z)")
_KEEP = re.compile(r"cp /\.singularity\.d/runscript /\.singularity\.d/base-runscript\b[^\n]*")
_PRIVATE = re.compile(
    r"mkdir -p /\.recipec(?P<at>/\S+) && chmod 1777 /\.recipec(?P=at)"
    r" && mount --bind /\.recipec(?P=at) (?P=at)"
    r"|#[^\n]* is the host's here, and a step below empties it: the build gets its own"
    r"|umount (?:-l )?(?:/var)?/tmp"
)
_EXPORT = re.compile(rf"(?P<guard>\[ -z '{_TEMPLATE}' \] \|\| )?export (?P<name>\w+)='{_TEMPLATE}'")
# An ARG of such a name would be more than a value for the commands.
_TAKEN = frozenset(("PATH", "HOME", "IFS", "PWD", "LD_LIBRARY_PATH", "LD_PRELOAD", "SHELL", "USER", "LANG"))


class Own(NamedTuple):
    """A script without what only Apptainer needs. ``came_back``: it says of itself that it was a Dockerfile."""

    script: Text
    came_back: bool = False


def strip(script: Text, sheet: Sheet, *, starts_base: bool, directory: str) -> Own:
    """Take off what a Dockerfile has anyway: its umask, its own /tmp, its arguments, and the start of its base.

    ``directory``: the WORKDIR, as the shell has it, that the image starts in. The instruction makes it.
    """
    first = script[0] if script and isinstance(script[0], str) else ""
    leading = re.match(r"(?:[ \t]*\n)*", first)
    match = _UMASK.match(first, leading.end() if leading else 0)
    if match is None:
        return Own(script)
    rest: Text = (first[match.end() :], *script[1:])
    if "Docker" not in (match["comment"] or ""):
        return Own(rest)
    scanned = "".join(part if isinstance(part, str) else _TEMPLATE for part in rest)
    names = [part.name for part in rest if isinstance(part, Variable)]
    letters = contexts(scanned)
    kept: list[str | Variable] = []
    number, at, leads = 0, 0, True
    for line in scanned.splitlines(keepends=True):
        count = line.count(_TEMPLATE)
        own = names[number : number + count]
        code = line.strip()
        is_free = not code or letters[at + len(line) - len(line.lstrip())] not in "sdhle"
        if not (is_free and _is_dropped(code, own, sheet, starts_base=starts_base, leads=leads)):
            kept += _line(line, own)
            leads = leads and not code
        number += count
        at += len(line)
    text = join(kept)
    last = next((line for line in reversed(show(text).split("\n")) if line.strip()), "")
    if directory and last.strip() == f"mkdir -p {directory}":
        text = _without_last_line(text)
    return Own(text, came_back=True)


def _without_last_line(text: Text) -> Text:
    parts = list(text)
    while parts:
        last = parts.pop()
        if isinstance(last, str) and "\n" in last.rstrip():
            return (*parts, last.rstrip().rpartition("\n")[0] + "\n")
    return ()


class Part(NamedTuple):
    """A stretch of a script, or the variables that are set for everything below it, comments above both."""

    text: str = ""
    settings: tuple[Setting, ...] = ()


def parts(
    script: Script, settings: tuple[Setting, ...], crosses: Callable[[Sequence, Sequence], bool]
) -> tuple[Part, ...]:
    """Cut a script at the exports that `%environment` has too: ENV was one of both.

    ``crosses``: what the statements before leave in the shell matters to those behind.
    """
    wanted = {setting.name: setting for setting in settings}
    statements = script.body.statements
    found: dict[int, Setting] = {}
    seen: set[str] = set()
    for number, statement in enumerate(statements):
        setting = _exported(script.text[slice(*statement.span)])
        if setting is None:
            continue
        known = wanted.get(setting.name)
        if setting.name not in seen and known is not None and _said(known.value) == _said(setting.value):
            found[number] = known
        seen.add(setting.name)
    made: list[Part] = []
    start = first = 0
    for number, setting in found.items():
        before = Sequence(statements[first:number])
        if before.statements and crosses(before, Sequence(statements[number + 1 :])):
            continue
        span = statements[number].span
        text = script.text[start : span.start].strip()
        if before.statements:
            made.append(Part(text))
            text = ""
        comments = tuple(line.strip()[1:] for line in text.split("\n") if line.strip())
        setting = setting._replace(comments=comments)
        if made and made[-1].settings:
            made[-1] = Part(settings=(*made[-1].settings, setting))
        else:
            made.append(Part(settings=(setting,)))
        line = script.text.find("\n", span.end)
        start, first = len(script.text) if line < 0 else line + 1, number + 1
    made.append(Part(script.text[start:].strip("\n")))
    return tuple(made)


def _exported(text: str) -> Setting | None:
    if not text.startswith("export "):
        return None
    found = plain(text_of(text))
    return found.settings[0] if found is not None and len(found.settings) == 1 and not found.hidden else None


def _said(value: Text) -> tuple[object, ...]:
    """Give a value for comparison: an argument is the same, however it is mentioned."""
    return tuple(part if isinstance(part, str) else (part.name, part.modifier, part.word) for part in value)


def _is_dropped(text: str, names: list[str], sheet: Sheet, *, starts_base: bool, leads: bool) -> bool:
    if (starts_base and _KEEP.fullmatch(text)) or _PRIVATE.fullmatch(text):
        return True
    export = _EXPORT.fullmatch(text) if leads and names else None
    if export is None or set(names) != {export["name"]} or export["name"] in _TAKEN or names[0] not in sheet.arguments:
        return False
    # RUN has the arguments of its stage in its environment.
    sheet.used.add(names[0])
    sheet.exported.add(names[0])
    if export["guard"]:
        sheet.unset.add(names[0])
    return True


def _line(line: str, names: list[str]) -> list[str | Variable]:
    from recipec.ir.text import Sigil

    parts: list[str | Variable] = []
    for number, piece in enumerate(line.split(_TEMPLATE)):
        if number:
            parts.append(Variable(names[number - 1], sigil=Sigil.TEMPLATE))
        parts.append(piece)
    return parts
