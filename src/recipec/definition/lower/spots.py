"""What a COPY says, settled: paths, owner and mode as words."""

import posixpath

from recipec.definition.lower import findings
from recipec.definition.lower.encode import MARK
from recipec.definition.lower.sheet import Sheet
from recipec.definition.lower.values import bare, in_double_quotes
from recipec.ir.node import Node
from recipec.ir.steps import Copy
from recipec.ir.text import Sigil, Text, Variable, literal, variables
from recipec.ir.walk import State, default_of, evaluate, within
from recipec.record import Record
from recipec.shell.quoting import quote

# Stands around the name of a variable of the base image, in a path that only a shell can write.
BASE_MARK = "\ufdd1"
WRITE_OUT = "write the path out, or set the variable with ENV or ARG"


class Spot(Record):
    """A copy with all of its words settled. ``stage`` None: from the context."""

    step: Copy
    sources: tuple[str, ...]
    destination: str
    stage: str | None
    owner: str | None
    mode: str | None


def shell_path(path: str) -> str:
    """Write a path as a word of the shell; the marks of templates in it stay."""
    if BASE_MARK in path:
        literal_, *rest = path.split(BASE_MARK)
        parts = [in_double_quotes(literal_)]
        for at, part in enumerate(rest):
            parts.append("${" + part + "}" if at % 2 == 0 else in_double_quotes(part))
        return '"' + "".join(parts) + '"'
    if MARK not in path:
        return quote(path)
    return "'" + path + "'" if "'" not in path else '"' + path + '"'


def with_base(text: Text, state: State, sheet: Sheet) -> str | None:
    """Write a symbolic text with marks for variables of the base image; None when the script has overwritten one."""
    parts: list[str] = []
    for part in sheet.templates.settle(text, state):
        if isinstance(part, Variable) and part.sigil is Sigil.DOLLAR:
            if part.modifier or sheet.in_post.holds(part.name, state) != (part,):
                return None
            parts.append(BASE_MARK + part.name + BASE_MARK)
        else:
            parts.append(bare((part,)) or "")
    return "".join(parts)


def settled(text: Text, state: State, sheet: Sheet) -> str | None:
    """Write a text that no shell reads; None when it needs the base image's environment."""
    return bare(sheet.templates.settle(evaluate(text, state), state))


def note_home(text: Text, state: State, node: Node, sheet: Sheet) -> None:
    """Say that the builder's ``$HOME`` is not to be known: no shell sets it, only an ENV of the base image."""
    if "HOME" in variables(text) and "HOME" not in state.variables and not state.base_is_known:
        sheet.find(
            findings.HOME_UNKNOWN,
            "`$HOME` is empty here, unless the base image sets it by ENV, which is not known",
            node,
            help="write the path out, set HOME by ENV or ARG, or let `--inspect` look at the base image",
        )


def destination(text: Text, state: State, sheet: Sheet) -> str | None:
    """Write where something is copied to: absolute, with a ``/`` at its end when it is a directory by its form."""
    given = evaluate(text, state)
    at = within(state.workdir if state.workdir is not None else ("/",), given)
    path = with_base(at, state, sheet) if at is not None else None
    if path is None:
        return None
    said = with_base(given, state, sheet) or ""
    is_directory = said.endswith(("/", "/.", "/..")) or said in ("", ".", "..")
    path = posixpath.normpath(path)
    path = path[1:] if path.startswith("//") else path
    return path + "/" if is_directory and path != "/" else path


def owner_of(text: Text | None, state: State, sheet: Sheet) -> str | None:
    """Write the owner of ``--chown`` as chown takes it; None when there is none.

    Docker reads `55` as 55:55, and a name alone as that account with its own group, which chown does for `name:`.
    """
    owner = settled(text, state, sheet) if text is not None else None
    if not owner or text is None or ":" in owner:
        return owner or None
    default = literal(default_of(evaluate(text, state), state)) or ""
    return f"{owner}:{owner}" if default.isdigit() else f"{owner}:"
