"""Which characters of a shell script are quoted, and how: a scanner, for layout and for templates.

It decides nothing about meaning; where it cannot be sure, what it says makes callers leave the text alone.
"""

import re
from collections.abc import Callable

from recipec.regex import regex

BARE, SINGLE, DOUBLE, ESCAPED, COMMENT, EXPANDED, VERBATIM = "b", "s", "d", "e", "c", "h", "l"

_DECLARING = frozenset(("export", "declare", "local", "readonly", "typeset"))
# What leaves the quoting as it is, outside of quotes and in double ones.
_UNQUOTED = regex(r"[^'\"\\#()<\n]+")
_DOUBLE_QUOTED = regex(r"[^\"\\$\n]+")
_HEREDOC = regex(r"<<(-?)[ \t]*(\\?[\w.!+-]+|'[^'\n]*'|\"[^\"\n]*\")")


def contexts(script: str) -> str:
    """Give a letter for each character: the quoting that it stands in; of documents EXPANDED or VERBATIM."""
    out: list[str] = []
    stack = [BARE]
    pending: list[tuple[str, bool, bool]] = []
    at, size = 0, len(script)
    while at < size:
        character = script[at]
        mode = stack[-1]
        if character == "\n" and pending and mode != SINGLE:
            out.append(mode[0])
            at = _bodies(script, at + 1, pending, out)
            pending.clear()
            continue
        if mode == SINGLE:
            end = script.find("'", at)
            if end < 0:
                end = size
            else:
                stack.pop()
            out.append(SINGLE * (min(end + 1, size) - at))
            at = end
        elif run := (_DOUBLE_QUOTED if mode == DOUBLE else _UNQUOTED).match(script, at):
            out.append((DOUBLE if mode == DOUBLE else BARE) * len(run[0]))
            at = run.end() - 1
        elif character == "\\" and at + 1 < size:
            out.append(mode[0])
            out.append(ESCAPED)
            at += 1
        elif mode == DOUBLE:
            out.append(DOUBLE)
            if character == '"':
                stack.pop()
            elif script.startswith("$(", at):
                stack.append("(")
                out.append(DOUBLE)
                at += 1
        else:
            at = _bare(script, at, stack, pending, out)
        at += 1
    return "".join(out)


def _bare(script: str, at: int, stack: list[str], pending: list[tuple[str, bool, bool]], out: list[str]) -> int:
    """Scan one character that no quote surrounds; give the place of the last one that was taken."""
    character = script[at]
    mode = stack[-1]
    if character == "#" and (at == 0 or script[at - 1] in " \t\n;&|("):
        end = script.find("\n", at)
        end = len(script) if end < 0 else end
        out.append(COMMENT * (end - at))
        return end - 1
    out.append(BARE)
    if character == "'":
        out[-1] = SINGLE
        stack.append(SINGLE)
    elif character == '"':
        out[-1] = DOUBLE
        stack.append(DOUBLE)
    elif character == "(":
        stack.append("((" if script.startswith("((", at) else "(")
        if stack[-1] == "((":
            out.append(BARE)
            return at + 1
    elif character == ")" and mode == "((" and script.startswith("))", at):
        stack.pop()
        out.append(BARE)
        return at + 1
    elif character == ")" and mode == "(":
        stack.pop()
    elif character == "<" and "((" not in stack and script.startswith("<<", at):
        if script.startswith("<<<", at):
            out.append(BARE * 2)
            return at + 2
        match = _HEREDOC.match(script, at)
        if match:
            name = match[2]
            quoted = name[0] in "'\"\\"
            pending.append((name.strip("'\"").lstrip("\\"), bool(match[1]), quoted))
            out.append(BARE * (match.end() - at - 1))
            return match.end() - 1
    return at


def _bodies(script: str, at: int, pending: list[tuple[str, bool, bool]], out: list[str]) -> int:
    for name, tabs, quoted in pending:
        letter = VERBATIM if quoted else EXPANDED
        while at < len(script):
            end = script.find("\n", at)
            stop = len(script) if end < 0 else end + 1
            line = script[at : stop - (end >= 0)]
            out.append(letter * (stop - at))
            at = stop
            if (line.lstrip("\t") if tabs else line) == name:
                break
    return at


def double_quoted(scanned: str, template: str, may: Callable[[int], bool]) -> str:
    """Put templates that stand in single quotes into double quotes, where nothing else in them would change.

    ``may`` says whether the template at a place may stand in double quotes.
    """
    if template not in scanned or "'" not in scanned:
        return scanned
    letters = contexts(scanned)
    pattern = re.compile(rf"'([^'\"$`\\\n{template}]*(?:{template}[^'\"$`\\\n{template}]*)+)'")
    parts: list[str] = []
    done = 0
    for match in pattern.finditer(scanned):
        start, end = match.span()
        is_opening = start == 0 or letters[start - 1] == BARE
        if not is_opening or letters[start:end] != SINGLE * (end - start):
            continue
        if all(may(at) for at in range(start, end) if scanned[at] == template):
            parts += (scanned[done:start], '"', match[1], '"')
            done = end
    return "".join(parts) + scanned[done:]


def with_backslashes(script: str) -> str:
    r"""Write for a shell what Apptainer's interpreter understands: an unquoted backslash in an assignment stays there.

    `A=a\ b` gives `a\ b` to it (mvdan/sh), where shells give `a b`.
    """
    if "\\" not in script:
        return script
    letters = contexts(script)
    parts: list[str] = []
    done = 0
    for match in re.finditer(r"(?<![^\s;&|({])[A-Za-z_]\w*\+?=", script):
        if match.start() < done or letters[match.start()] != BARE or not _is_assignment(script, match.start()):
            continue
        at = match.end()
        while at < len(script) and not (letters[at] == BARE and script[at] in " \t\n;&|<>()"):
            if script[at] == "\\" and letters[at] == BARE and script[at + 1 : at + 2] not in ("\n", ""):
                parts += (script[done:at], "\\\\\\", script[at + 1])
                at += 1
                done = at + 1
            at += 1
    return "".join(parts) + script[done:]


def _is_assignment(script: str, start: int) -> bool:
    before = script[script.rfind("\n", 0, start) + 1 : start]
    words = re.split(r"[;&|({]|\b(?:then|do|else)\b", before)[-1].split()
    return not words or words[0] in _DECLARING or "=" in words[0]


def dedent(script: str) -> str:
    """Take the indentation away that all lines share, but from no line that starts inside a string or a document."""
    letters = contexts(script)
    lines = script.split("\n")
    starts: list[int] = []
    at = 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    free = [start == 0 or start >= len(letters) or _starts_free(letters, start) for start in starts]
    code = [line for line, is_free in zip(lines, free, strict=True) if is_free and line.strip()]
    # Comments that stand at the margin of a section do not say how its code is indented.
    code = [line for line in code if not line.lstrip().startswith("#")] or code
    indents = [line[: len(line) - len(line.lstrip(" \t"))] for line in code]
    if not indents:
        return script
    shared = min(indents, key=len)
    while any(not indent.startswith(shared) for indent in indents):
        shared = shared[:-1]
    return "\n".join(_less(line, shared) if is_free else line for line, is_free in zip(lines, free, strict=True))


def _less(line: str, shared: str) -> str:
    """Take an indentation off a line; a comment may have less of it."""
    if not line.strip():
        return ""
    return line.removeprefix(shared) if line.startswith(shared) else line.lstrip(" \t")


def _starts_free(letters: str, start: int) -> bool:
    """Say whether the line break before this place stands outside of strings and documents."""
    # The line break itself carries the state: a line that a quote runs into begins quoted.
    before = letters[start - 1]
    here = letters[start]
    return (
        before in (BARE, COMMENT, ESCAPED, EXPANDED, VERBATIM)
        and here not in (EXPANDED, VERBATIM)
        and not (before in (BARE, COMMENT, ESCAPED) and here == ESCAPED)
    )
