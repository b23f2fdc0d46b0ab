"""What ``%post`` tells Apptainer about the image: lines for $APPTAINER_ENVIRONMENT and $APPTAINER_LABELS."""

import re

from recipec.dockerfile.lower.environment import LATE_FILE, Setting, plain
from recipec.dockerfile.lower.findings import ENVIRONMENT_FILE, LABEL_COMPUTED
from recipec.dockerfile.lower.sheet import Sheet
from recipec.dockerfile.lower.simple import read as read_simple
from recipec.ir.node import Node
from recipec.ir.text import Variable
from recipec.ir.text import plain as plain_text
from recipec.record import Record
from recipec.regex import regex
from recipec.shell.script import Script
from recipec.shell.syntax import Simple, Statement

_ENVIRONMENT = frozenset(("APPTAINER_ENVIRONMENT", "SINGULARITY_ENVIRONMENT"))
_LABELS = frozenset(("APPTAINER_LABELS", "SINGULARITY_LABELS"))
# The link to the file of %environment.
_SECTION = "/environment"
_TARGETS = _ENVIRONMENT | _LABELS | {_SECTION}
# A script that has none of these tells nothing, and needs nothing of Apptainer's.
_MARKS = ("_ENVIRONMENT", "_LABELS", "/environment", "/.singularity.d/env")
_MENTION = regex(r"\b(?:APPTAINER|SINGULARITY)_(?:ENVIRONMENT|LABELS)\b")
_FILES = regex(r">>?[ \t]*[\"']?/environment(?![\w.-])|/\.singularity\.d/env\b")
_LINK = regex(r"(?<![\w./-])/environment(?![\w./-])")


class Told(Record):
    """``script`` is without the lines whose meaning is in ``settings`` and ``labels``.

    ``writes``: what is left of it writes files that every start has to read. ``early``: variables that have their ENV.
    ``first``: what it puts into the file to which Apptainer adds ``%environment``.
    """

    script: str = ""
    settings: tuple[Setting, ...] = ()
    labels: tuple[tuple[str, str, Node], ...] = ()
    writes: bool = False
    early: frozenset[str] = frozenset()
    first: tuple[Setting, ...] = ()


def read(script: Script, node: Node, sheet: Sheet, *, is_late: bool) -> Told:
    """Take the plain lines out. ``is_late``: ENV comes after the rest of the environment, as Apptainer's file does."""
    text = script.text
    if _is_plain(text):
        return Told(text.strip("\n"))
    settings: list[Setting] = []
    labels: list[tuple[str, str, Node]] = []
    taken: list[tuple[int, int]] = []
    first: list[Setting] = []  # from the file that %environment is written behind
    linked: list[tuple[int, int]] = []
    if (_MENTION.search(text) or _LINK.search(text)) and script.is_understood:
        for statement in script.body.statements:
            found = _written(script, statement)
            if found is None:
                continue
            name, line = found
            if name in _LABELS:
                pairs = [
                    one.strip().partition(" ")
                    for one in line.split("\n")
                    if one.strip() and not one.strip().startswith("#")
                ]
                labels.extend((key, value.strip(), node) for key, _, value in pairs)
            elif name == _SECTION:
                read_line = plain(plain_text(line), frozenset(sheet.arguments))
                if read_line is not None and not read_line.hidden:
                    first.extend(read_line.settings)
                    linked.append(_extent(text, statement))
                continue
            else:
                read_line = plain(plain_text(line), frozenset(sheet.arguments)) if is_late else None
                if read_line is None or read_line.hidden:
                    continue
                settings.extend(read_line.settings)
            taken.append(_extent(text, statement))
    if _LINK.search(_without(text, linked)):
        # What is left of them may build on the others.
        first, linked = [], []
    text = _without(text, sorted(taken + linked))
    writes = any(name in text for name in _ENVIRONMENT) or _FILES.search(text) is not None
    if writes:
        sheet.tell(
            ENVIRONMENT_FILE,
            "`%post` writes variables to a file that Apptainer reads at every start: the ENTRYPOINT reads it",
            node,
            "`docker exec` and `docker run --entrypoint` start programs without it; write ENV where values are known",
        )
    if any(name in text for name in _LABELS):
        sheet.tell(
            LABEL_COMPUTED,
            "`%post` computes labels, which LABEL cannot: they are lost",
            node,
            "give them to the build: `docker build --label NAME=VALUE`",
        )
    return Told(text.strip("\n"), tuple(settings), tuple(labels), writes, first=tuple(first))


def _without(text: str, extents: list[tuple[int, int]]) -> str:
    for start, end in reversed(extents):
        text = text[:start] + text[end:]
    return text


def _extent(text: str, statement: Statement) -> tuple[int, int]:
    """Give the lines of a statement, its document included."""
    start = text.rfind("\n", 0, statement.span.start) + 1
    end = statement.span.end
    for pipeline in statement.parts:
        for part in pipeline.parts:
            for redirect in part.redirects:
                if redirect.heredoc is not None:
                    end = max(end, redirect.heredoc.span.end)
    line = text.find("\n", end - 1)
    stop = len(text) if line < 0 else line + 1
    whole = not text[start : statement.span.start].strip() and not text[end:stop].strip()
    return (start, stop) if whole else (statement.span.start, statement.span.end)


def _written(script: Script, statement: Statement) -> tuple[str, str] | None:
    """Read `echo TEXT >> $FILE` and `cat >> $FILE << EOF`: the variable and the text, when that is certain."""
    if len(statement.parts) != 1 or len(statement.parts[0].parts) != 1 or statement.is_background:
        return None
    command = statement.parts[0].parts[0]
    if not isinstance(command, Simple) or command.assignments:
        return None
    documents = [redirect for redirect in command.redirects if redirect.heredoc is not None]
    if command.name == "cat" and len(documents) == 1 and len(command.words) == 1:
        targets = [redirect for redirect in command.redirects if redirect.heredoc is None]
        name = (
            re.fullmatch(r'"?\$\{?(\w+)\}?"?', targets[0].target.raw)
            if len(targets) == 1 and targets[0].target
            else None
        )
        document = documents[0].heredoc
        if name is None or document is None or name[1] not in _ENVIRONMENT | _LABELS:
            return None
        body = script.text[document.span.start : document.span.end].strip("\n").rpartition("\n")[0]
        if not document.is_quoted:
            if re.search(r"(?<!\\)[$`]|\\[^$`]", body):
                return None
            body = re.sub(r"\\([$`])", r"\1", body)
        return name[1], body
    found = read_simple(plain_text(script.text[statement.span.start : statement.span.end]))
    if found is None or len(found) != 1 or found[0].redirection is None or found[0].comments:
        return None
    words = [word.plain for word in found[0].words]
    sign, word = found[0].redirection
    target = word.text
    is_section = sign == ">>" and target == (_SECTION,)
    if is_section:
        target = (Variable(_SECTION),)
    if len(target) != 1 or not isinstance(target[0], Variable) or target[0].name not in _TARGETS:
        return None
    if (
        not words
        or words[0] != "echo"
        or None in words
        or any("\\" in str(word) or str(word).startswith("-") for word in words[1:])
    ):
        return None
    return target[0].name, " ".join(word for word in words[1:] if word is not None)


def _is_plain(script: str) -> bool:
    return not any(mark in script for mark in _MARKS)


def is_told(script: str) -> bool:
    """Say whether a script needs what ``preamble`` gives."""
    return bool(preamble(script))


def preamble(script: str) -> list[str]:
    """Give the lines that make Apptainer's variables and directories exist."""
    if _is_plain(script):
        return []
    lines: list[str] = []
    names = sorted(set(_MENTION.findall(script)))
    environment = [name for name in names if name in _ENVIRONMENT]
    if environment or _FILES.search(script) or _LINK.search(script):
        lines.append("mkdir -p /.singularity.d/env")
    if _LINK.search(script):
        # Apptainer has the link, and the file that it leads to, before %post runs.
        lines.append("touch /.singularity.d/env/90-environment.sh")
        lines.append("ln -sf .singularity.d/env/90-environment.sh /environment")
    lines += [f"export {name}={LATE_FILE}" for name in environment]
    lines += [f"export {name}=/dev/null" for name in names if name in _LABELS]
    return lines
