"""``%pre`` and ``%setup``: what runs on the host, said as COPY and RUN where that is the same."""

import re

from recipec.dockerfile.lower import files, scripts
from recipec.dockerfile.lower.findings import HOST_SCRIPT, HOST_SCRIPT_TRANSLATED
from recipec.dockerfile.lower.sheet import Group, Sheet
from recipec.dockerfile.lower.simple import Command, Word, read
from recipec.ir.classes import evolve
from recipec.ir.steps import Copy, CopyRules, HostScript, Moment
from recipec.ir.text import Text, Variable, join, literal, plain, show
from recipec.shell.quoting import quote

_ROOTS = frozenset(("SINGULARITY_ROOTFS", "APPTAINER_ROOTFS"))
_SILENT = frozenset(("echo", "printf", "date", "pwd", "ls", "set", "true", ":"))
# Programs that change what they name, and do the same inside of the image.
_INSIDE = frozenset(("mkdir", "touch", "chmod", "rm", "ln", "rmdir", "mv"))


class _Step:
    """What one command becomes: a command of the build, or copies."""

    def __init__(self, run: str = "", copies: tuple[Copy, ...] = ()) -> None:
        self.run = run
        self.copies = copies


def lower(script: HostScript, sheet: Sheet) -> None:
    """Write what a script of the host does to the image; report it when only the host can do it."""
    body = sheet.fixed(script.script, script)
    steps = _translate(script)
    section = f"%{script.moment.value}"
    if steps is None:
        shown = scripts.trim(body).replace("\n", "\n        ")
        sheet.tell(
            HOST_SCRIPT,
            f"`{section}` runs on the host, where a Dockerfile cannot run anything: it is left out",
            script,
            f"run it before the build, and copy what it made with COPY; it was:\n        {shown}",
        )
        return
    sheet.wrote(script)
    told = False
    above = scripts.comments(script)
    for step in steps:
        if step.run:
            for directory in _made(step):
                sheet.made(directory.rstrip("/"))
            sheet.put(Group.SETUP, "RUN", step.run, comments=above, node=script)
            above = ()
            told = True
        elif step.copies:
            first, *rest = step.copies
            if above and script.origin:
                first = evolve(first, origin=evolve(script.origin, comments=above))
            files.lower([first, *rest], sheet, Group.SETUP)
            above = ()
            told = True
    what = "its COPY and RUN do the same in the image" if told else "it changes nothing of the image, and is left out"
    sheet.tell(HOST_SCRIPT_TRANSLATED, f"`{section}` runs on the host: {what}", script)


def _translate(script: HostScript) -> tuple[_Step, ...] | None:
    if script.arguments.split("#")[0].strip() not in ("", "-c /bin/bash", "-c /bin/sh"):
        return None
    commands = read(script.script)
    if commands is None:
        return None
    steps: list[_Step] = []
    made: set[str] = set()
    for command in commands:
        step = _command(command, script, made)
        # %pre runs before there is an image to change.
        if step is None or (script.moment is Moment.PRE and (step.run or step.copies)):
            return None
        steps.append(step)
        made.update(directory.rstrip("/") for directory in _made(step))
    return tuple(steps)


def _made(step: _Step) -> list[str]:
    return re.findall(r"(?<=\s)/\S+", step.run) if step.run.startswith("mkdir ") else []


def _command(command: Command, script: HostScript, made: set[str]) -> _Step | None:
    if not command.words or command.redirection:
        return None
    name = command.words[0].plain
    arguments = command.words[1:]
    if name in _SILENT and not any(_root(word) is not None for word in arguments):
        return _Step()
    if name in _INSIDE:
        return _inside(name, arguments)
    if name == "cp":
        return _copy(arguments, script, made)
    if name == "rsync":
        return _rsync(arguments, script)
    return None


def _root(word: Word) -> str | None:
    """Give the path in the image when a word is a path below the root of the image."""
    first = word.text[0] if word.text else ""
    if not isinstance(first, Variable) or first.name not in _ROOTS or first.modifier:
        return None
    rest = literal(word.text[1:])
    return None if rest is None or word.special or ".." in rest.split("/") else "/" + rest.lstrip("/")


def _inside(name: str, arguments: tuple[Word, ...]) -> _Step | None:
    words = [name]
    named = False
    for number, word in enumerate(arguments):
        path = _root(word)
        if path is not None:
            if path == "/":
                return None
            words.append(quote(path))
            named = True
        elif word.plain is not None and (
            word.plain.startswith("-")
            or (name == "chmod" and not named)
            or (name == "ln" and number < len(arguments) - 1)
        ):
            words.append(quote(word.plain))
        else:
            return None
    return _Step(" ".join(words)) if named else None


def _split(arguments: tuple[Word, ...], allowed: str) -> tuple[list[Word], str] | None:
    """Take the options away; give the sources and the destination in the image."""
    rest: list[Word] = []
    for word in arguments:
        if word.plain is not None and word.plain.startswith("-"):
            if not re.fullmatch(allowed, word.plain):
                return None
        else:
            rest.append(word)
    if len(rest) < 2:
        return None
    destination = _root(rest[-1])
    if destination is None or any(_root(word) is not None for word in rest[:-1]):
        return None
    return rest[:-1], destination


def _source(word: Word) -> Text | None:
    """Write a word as a source of %files, which is expanded again."""
    if word.quoted and word.special:
        return None
    text = word.text
    if any(isinstance(part, Variable) and part.sigil.value == "$" for part in text):
        return (show(text).replace("${", "$").replace("}", ""),) if show(text).startswith("${HOME}/") else None
    if word.special:
        return text
    return join(re.sub(r"([*?\[\]{}\\$`])", r"\\\1", part) if isinstance(part, str) else part for part in text)


def _copies(sources: list[Text], destination: str, script: HostScript) -> _Step:
    target = destination.rstrip("/") + "/" if len(sources) > 1 else destination
    origin = evolve(script.origin, comments=()) if script.origin else None
    return _Step(
        copies=tuple(Copy((source,), plain(target or "/"), rules=CopyRules.HOST, origin=origin) for source in sources)
    )


def _copy(arguments: tuple[Word, ...], script: HostScript, made: set[str]) -> _Step | None:
    found = _split(arguments, r"-[afLprRuvxT]+|--recursive|--force|--verbose|--dereference")
    if found is None or any(word.plain and "T" in word.plain and word.plain.startswith("-") for word in arguments):
        return None
    words, destination = found
    sources = [source for word in words if (source := _source(word)) is not None]
    if _makes_directory(arguments, words, destination) and destination.rstrip("/") not in made:
        # It becomes the copy, where `%files` would make it first.
        destination = destination.rstrip("/")
    return _copies(sources, destination, script) if len(sources) == len(words) else None


def _makes_directory(arguments: tuple[Word, ...], words: list[Word], destination: str) -> bool:
    """Say whether ``cp -r DIRECTORY NEW/`` names a directory that is not there yet, as far as names tell."""
    is_recursive = any(re.match(r"-[a-zA-Z]*[arR]|--recursive", word.plain or "") for word in arguments)
    return (
        is_recursive
        and len(words) == 1
        and not files.FILE_NAME.search(show(words[0].text))
        and not destination.startswith(files.OF_THE_BASE)
    )


def _rsync(arguments: tuple[Word, ...], script: HostScript) -> _Step | None:
    found = _split(arguments, r"-[aAlLprtvzgoDXHhPqru]+|--archive|--recursive|--verbose|--progress|--quiet")
    if found is None:
        return None
    words, destination = found
    sources: list[Text] = []
    for word in words:
        source = _source(word)
        if source is None or ":" in show(source):
            return None
        # rsync puts the contents of `d/` into the destination, and `d` itself under its name.
        sources.append(join((*source, ".")) if show(source).endswith("/") else source)
    return _copies(sources, destination.rstrip("/") + "/", script)
