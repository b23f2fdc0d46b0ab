"""Scripts that become files of the image, and templates in scripts."""

import re
from collections.abc import Iterable, Iterator

from recipec.dockerfile.lower.quoting import BARE, DOUBLE, EXPANDED, contexts, dedent, double_quoted
from recipec.dockerfile.lower.sheet import BRACES, Group, Sheet
from recipec.dockerfile.lower.unset import read_unset
from recipec.dockerfile.tree import Flag, Heredoc
from recipec.ir.node import Node
from recipec.ir.steps import Script
from recipec.ir.text import Text, Variable, join, literal, variables
from recipec.regex import regex

_TEMPLATE = "\ue000"
_HARMLESS = regex(r"[A-Za-z0-9_./:@%+=,-]+\Z")
_QUOTED_HARMLESS = regex(r"[^\"$`\\\n]*\Z")
# An ARG of such a name would change the build's own environment, or be changed by it.
_TAKEN = frozenset(("PATH", "HOME", "IFS", "PWD", "LD_LIBRARY_PATH", "LD_PRELOAD", "SHELL", "USER", "LANG"))


def shell(text: Text, sheet: Sheet, node: Node) -> str:
    """Write a script of the build. A template is ``${NAME}`` where the shell gives its very text, else its value."""
    if literal(text) is not None:
        return literal(text) or ""
    text = join(BRACES if isinstance(part, Variable) and sheet.is_brace(part.name) else part for part in text)
    # A private character for each template lets the scanner see what surrounds it.
    scanned = "".join(part if isinstance(part, str) else _TEMPLATE for part in text)
    assigned = _last_places(variables(text), scanned, sheet)
    templates = [part for part in text if isinstance(part, Variable)]
    places = [at for at, character in enumerate(scanned) if character == _TEMPLATE]
    named = {
        at: part.name
        for at, part in zip(places, templates, strict=False)
        if at <= assigned[part.name] and _same(part, DOUBLE, "---", sheet)
    }
    scanned = double_quoted(scanned, _TEMPLATE, named.__contains__)
    text = tuple(_pieces(templates, scanned))
    letters = contexts(scanned)
    parts: list[str] = []
    at = 0
    for part in text:
        if isinstance(part, str):
            parts.append(part)
            at += len(part)
            continue
        around = scanned[at - 1 : at] + "-" + scanned[at + 1 : at + 2]
        if at <= assigned[part.name] and _same(part, letters[at], around, sheet):
            sheet.used.add(part.name)
            # Apptainer refuses to build without a value, and so does the shell.
            required = "?" if sheet.arguments[part.name].default is None else ""
            parts.append(f"${{{part.name}{required}}}")
        else:
            parts.append(sheet.value(part.name))
            sheet.fix(part.name, node)
        at += 1
    return "".join(parts)


def _pieces(templates: list[Variable], scanned: str) -> Iterator[str | Variable]:
    """Put the templates back into a text in which a private character stands for each."""
    for number, piece in enumerate(scanned.split(_TEMPLATE)):
        if 0 < number <= len(templates):
            yield templates[number - 1]
        if piece:
            yield piece


def _same(variable: Variable, letter: str, around: str, sheet: Sheet) -> bool:
    if (
        variable.name in _TAKEN | sheet.withheld
        or variable.name not in sheet.arguments
        or around[0] in "$\\"
        or around.startswith("{-")
    ):
        return False
    value = sheet.value(variable.name)
    unknown = sheet.arguments[variable.name].default is None
    if letter == BARE:
        return unknown or bool(_HARMLESS.match(value))
    if letter in (DOUBLE, EXPANDED):
        return unknown or bool(_QUOTED_HARMLESS.match(value))
    return False


def _last_places(names: Iterable[str], scanned: str, sheet: Sheet) -> dict[str, int]:
    """Find up to where a name may stand for an argument: until the script gives it a value of its own.

    Nowhere, when the script reads a variable of that name that it has not set: an ARG would set it.
    """
    own: dict[str, int] = {}
    for match in re.finditer(r"(?<![\w$])(\w+)=[\"']?(.?)", scanned):
        # `A={{ A }}` gives it the value that it has.
        if match[2] != _TEMPLATE:
            own.setdefault(match[1], match.start())
    unset = read_unset(scanned) - sheet.exported
    return {name: -1 if name in unset else own.get(name, len(scanned)) for name in names}


def delimiter(body: str) -> str:
    """Choose the end mark of a document: a line that the body does not have."""
    lines = {line.strip() for line in body.split("\n")}
    return next(
        name for number in range(len(lines) + 2) if (name := "EOF" + (str(number) if number else "")) not in lines
    )


def trim(body: str) -> str:
    """Take blank lines from both ends, and the shared indentation from the rest."""
    return dedent(body.strip("\n").rstrip()) if body.strip() else ""


def file(script: Script, sheet: Sheet) -> str:
    """Write the file that Apptainer makes of a section: its own ``#!`` line, or /bin/sh's."""
    body = sheet.fixed(script.body, script)
    shebang, rest = interpreter(script, body)
    lines = [shebang]
    # In other languages indentation may mean something.
    trimmed = trim(rest) if re.search(r"sh\b", shebang) else rest.rstrip()
    if trimmed:
        lines.append(trimmed)
    return "\n".join(lines) + "\n"


def interpreter(script: Script, body: str) -> tuple[str, str]:
    """Give the ``#!`` line, with the section's arguments, and the rest of the body."""
    arguments = script.arguments.split("#")[0].strip()
    start = body.lstrip("\n") if not script.arguments.strip() else body
    first, _, rest = body.partition("\n")
    # A blank line before it, and Apptainer does not see it: the kernel's line is the very first one.
    if first.strip().startswith("#!"):
        line = first.strip()
    else:
        line, rest = "#!/bin/sh", start
    return (f"{line} {arguments}" if arguments else line), rest


def write(
    path: str,
    content: str,
    sheet: Sheet,
    group: Group,
    node: Node | None,
    *,
    executable: bool = True,
    comments: tuple[str, ...] = (),
) -> None:
    """Write a file of the image."""
    name = delimiter(content)
    sheet.put(
        group,
        "COPY",
        f"<<'{name}' {path}",
        flags=(Flag("chmod", "755"),) if executable else (),
        heredocs=(Heredoc(name, content, expand=False),),
        comments=comments,
        node=node,
    )


def comments(node: Node) -> tuple[str, ...]:
    """Give the comments above a node."""
    return node.origin.comments if node.origin else ()
