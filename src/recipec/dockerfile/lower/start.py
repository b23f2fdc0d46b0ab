"""What `run` starts: `%runscript` to ENTRYPOINT, CMD and WORKDIR, or to a script of its own."""

import re

from recipec.dockerfile.lower import bases, own, scripts, words
from recipec.dockerfile.lower.environment import FILE
from recipec.dockerfile.lower.findings import BASE_START, HOST_VARIABLE
from recipec.dockerfile.lower.sheet import Group, Sheet
from recipec.dockerfile.lower.simple import Word, read
from recipec.ir.node import Node
from recipec.ir.steps import SetRunscript
from recipec.ir.text import Text, Variable, join, literal, plain, show
from recipec.record import Record
from recipec.regex import regex

RUNSCRIPT = "/.singularity.d/runscript"
LOADER = "/.singularity.d/actions/exec"
RUN = "/.singularity.d/actions/run"

_FIRST_TEMPLATE = 0xE000
_DEFAULTS = regex(
    r"if \[ \"?\$#\"? -eq 0 \]; then\n[ \t]*set -- "
    r"(?P<words>(?:[^'\"\\\n]|\\.|'[^']*'|\"(?:[^\"\\]|\\.)*\")+)\n[ \t]*fi\n",
    re.DOTALL,
)
_DIRECTORY = regex(r"cd (?P<path>[^\n;&|]+?)(?: \|\| exit)?\n")
_REMARKS = regex(r"\A(?:[ \t]*(?:#(?!!)[^\n]*)?\n)*[ \t]*")
_POSITIONAL = regex(r"\$\{?[0-9@*#]|\bshift\b|\bset --|\bgetopts\b")
_OF_THE_HOST = regex(r"\$\{?((?:SLURM|PBS|LSB|SGE|APPTAINER|SINGULARITY)_\w+|USER|LOGNAME|DISPLAY|SCRATCH|WORK)\b")
# What a shell does itself: no program, or another one than that of the same name.
_BUILT_IN = frozenset(
    "echo cd printf test [ export set unset source . eval exit return read shift trap umask ulimit wait alias"
    " type command builtin local declare let pwd true false kill jobs times".split()
)


class Start(Record):
    """How a container starts. ``line`` is a script without arguments, for the shell form.

    ``is_base``: by what the base image's ENTRYPOINT says.
    """

    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    workdir: str = ""
    line: str = ""
    comments: tuple[str, ...] = ()
    is_base: bool = False


def recognise(body: str) -> Start | None:
    """Read a runscript that is an ENTRYPOINT and a CMD; None when it is more."""
    text = scripts.trim(body) + "\n"
    comments: list[str] = []
    while match := re.match(r"#(?!!)([^\n]*)\n|[ \t]*\n|#!/bin/(?:ba|da)?sh[ \t]*\n", text):
        if match[1] is not None:
            comments.append(match[1])
        text = text[match.end() :]
    workdir = ""
    if match := _DIRECTORY.match(text):
        found = _static(match["path"])
        if found is None or len(found) != 1 or not found[0].startswith("/"):
            return None
        workdir = found[0]
        text = text[match.end() :]
    command: tuple[str, ...] = ()
    text = text.lstrip("\n")
    if match := _DEFAULTS.match(text):
        found = _static(match["words"])
        if not found:
            return None
        command = found
        text = text[match.end() :]
    start = _last(text.strip(), command)
    return None if start is None else start._replace(workdir=workdir, comments=tuple(comments) + start.comments)


def starts_base(step: SetRunscript | None) -> bool:
    """Say whether a runscript hands over to the one of the base image, as recipec writes it."""
    return step is not None and show(step.script.body).rstrip().endswith(own.BASE_START)


def directory(step: SetRunscript | None) -> str:
    """Give the directory that a runscript goes to first, as a word of the shell; empty when it goes nowhere."""
    match = _DIRECTORY.match(_REMARKS.sub("", show(step.script.body))) if step is not None else None
    return match["path"] if match else ""


def _last(text: str, command: tuple[str, ...]) -> Start | None:
    if text == own.BASE_START:
        return Start((), command, is_base=True)
    commands = read(plain(text))
    if commands is None or len(commands) != 1 or commands[0].redirection:
        return _line(text, command)
    found = commands[0].words
    execs = bool(found) and found[0].plain == "exec"
    given = found[execs:]
    if not given or not _is_arguments(given[-1]):
        return _line(text, command)
    program = [word.plain for word in given[:-1]]
    fixed = tuple(word for word in program if word is not None)
    if len(fixed) != len(program):
        return None
    if not fixed:
        return Start((), command, comments=commands[0].comments) if execs and command else None
    if fixed[0].startswith("-") or "=" in fixed[0] or (not execs and fixed[0] in _BUILT_IN):
        return None
    return Start(fixed, command, comments=commands[0].comments)


def _line(text: str, command: tuple[str, ...]) -> Start | None:
    """Take a script that is one line and ignores its arguments: the shell form ignores them too."""
    if (
        command
        or not text
        or "\n" in text
        or text.endswith("\\")
        or _POSITIONAL.search(text)
        or text.startswith(("[", "#", "--"))
    ):
        return None
    found = _static(text)
    if (
        found
        and found[:3] == ("exec", "/bin/sh", "-c")
        and len(found) == 4
        and not re.search(r"[\n]|\\\Z|\A\s*(\[|--)|\A\Z", found[3])
    ):
        return Start(line=found[3])
    return Start(line=text)


def _static(text: str) -> tuple[str, ...] | None:
    commands = read(plain(text))
    if commands is None or len(commands) != 1 or commands[0].redirection or commands[0].comments:
        return None
    found = tuple(word.plain for word in commands[0].words)
    fixed = tuple(word for word in found if word is not None)
    return fixed if len(fixed) == len(found) else None


def _is_arguments(word: Word) -> bool:
    return word.text == (Variable("@"),) and word.quoted


def lower(step: SetRunscript | None, sheet: Sheet, base: str, *, environment: str, apps: str) -> None:
    """Write how the container starts.

    ``environment`` reads the variables that every start computes, ``apps`` is what chooses an app; both are shell text.
    """
    start = Start()
    if step is not None:
        start = _of_script(step, sheet)
        sheet.wrote(step)
    if start.workdir and start.workdir != sheet.workdir:
        sheet.put(Group.START, "WORKDIR", words.path(sheet.builder(_restored(start.workdir, step))), node=step)
    if environment:
        scripts.write(LOADER, f'{sheet.loader}\n{environment}\nexec "$@"\n', sheet, Group.SCRIPT, None)
    if apps:
        _with_apps(_of_base(start, step, sheet), sheet, base, step, environment=environment, apps=apps)
    elif environment:
        _with_environment(_of_base(start, step, sheet), sheet, base, step)
    elif step is not None:
        _plainly(start, sheet, base, step)


def _of_base(start: Start, step: SetRunscript | None, sheet: Sheet) -> Start:
    """Add what the base image starts, where that is what is to start and is known."""
    known = sheet.known
    if known is None or not (step is None or start.is_base):
        return start
    return start._replace(entrypoint=known.entrypoint or (), command=start.command or known.command or ())


def _restored(path: str, step: SetRunscript | None) -> Text:
    """Put the templates back into a path."""
    templates = _templates(step)
    return join(templates.get(character, character) for character in path)


def _templates(step: SetRunscript | None) -> dict[str, Variable]:
    found = () if step is None else (part for part in step.script.body if isinstance(part, Variable))
    return {chr(_FIRST_TEMPLATE + number): part for number, part in enumerate(found)}


def _in_the_directory_alone(step: SetRunscript) -> Start | None:
    """Read a runscript that has templates in the directory it goes to and nowhere else, so that they may stay."""
    numbers = iter(range(len(step.script.body)))
    body = "".join(part if isinstance(part, str) else chr(_FIRST_TEMPLATE + next(numbers)) for part in step.script.body)
    start = recognise(body)
    templates = len(_templates(step))
    if start is None or sum(ord(one) >= _FIRST_TEMPLATE for one in start.workdir) < templates:
        return None
    return start


def _of_script(step: SetRunscript, sheet: Sheet) -> Start:
    script = step.script
    if literal(script.body) is None and not script.arguments.split("#")[0].strip():
        found = _in_the_directory_alone(step)
        if found is not None:
            return found._replace(comments=scripts.comments(step) + found.comments)
    body = sheet.fixed(script.body, step)
    for name in sorted(set(_OF_THE_HOST.findall(body))):
        if not re.search(rf"(?m)(?:^|[;\s]){name}=", body):
            sheet.tell(
                HOST_VARIABLE,
                f"`{name}` is a variable of the host that Apptainer hands on and Docker does not",
                step,
                f"run with `docker run -e {name} ...`",
            )
    above = scripts.comments(step)
    found = None if script.arguments.split("#")[0].strip() else recognise(body)
    if found is not None:
        return found._replace(comments=above + found.comments)
    scripts.write(RUNSCRIPT, scripts.file(script, sheet), sheet, Group.SCRIPT, step, comments=above)
    return Start((RUNSCRIPT,))


def _plainly(start: Start, sheet: Sheet, base: str, step: SetRunscript) -> None:
    if start.line:
        sheet.put(Group.START, "ENTRYPOINT", start.line, comments=start.comments, node=step)
        return
    comments = start.comments
    if start.entrypoint:
        sheet.put(Group.START, "ENTRYPOINT", words.array(start.entrypoint), comments=comments, node=step)
        comments = ()
    elif not bases.has_no_entrypoint(base, sheet) and not start.is_base:
        # The runscript takes the place of the base's ENTRYPOINT, if it has one.
        sheet.put(Group.START, "ENTRYPOINT", "[]", comments=comments, node=step)
        comments = ()
    if start.command:
        sheet.put(Group.START, "CMD", words.array(start.command), comments=comments, node=step)


def _arguments(start: Start) -> tuple[str, ...]:
    return ("/bin/sh", "-c", start.line) if start.line else start.entrypoint


def _with_environment(start: Start, sheet: Sheet, base: str, step: SetRunscript | None) -> None:
    sheet.put(Group.START, "ENTRYPOINT", words.array((LOADER, *_arguments(start))), comments=start.comments, node=step)
    _command(start, sheet, base, step)


def _with_apps(
    start: Start, sheet: Sheet, base: str, step: SetRunscript | None, *, environment: str, apps: str
) -> None:
    from recipec.shell.quoting import quote

    program = " ".join(quote(word) for word in _arguments(start))
    lines = [
        sheet.loader,
        *([environment] if environment else []),
        apps,
        f'exec {program} "$@"' if program else 'exec "$@"',
    ]
    scripts.write(RUN, "\n".join(lines) + "\n", sheet, Group.SCRIPT, step)
    sheet.put(Group.START, "ENTRYPOINT", words.array((RUN,)), comments=start.comments, node=step)
    _command(start, sheet, base, step)


def _command(start: Start, sheet: Sheet, base: str, step: Node | None) -> None:
    command = start.command
    if (step is None or start.is_base) and sheet.known is None:
        command = command or bases.command(base)
        if not bases.is_bare(base):
            sheet.tell(
                BASE_START,
                "the ENTRYPOINT that is needed here replaces the ENTRYPOINT and CMD of the base, which are not known",
                sheet.base,
                f"put what the base starts into CMD, which is `{' '.join(command)}` now, or let `--inspect` look at it",
            )
    if command:
        sheet.put(Group.START, "CMD", words.array(command), node=step)


def reads(*, late: bool) -> str:
    """Give the shell text that reads the environment; ``late``: %post may have written files of its own."""
    if late:
        return 'for script in /.singularity.d/env/*.sh; do\n    . "$script"\ndone'
    return f". {FILE}"
