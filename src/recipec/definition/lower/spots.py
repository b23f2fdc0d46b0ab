"""What a COPY says, settled: paths, owner and mode as words."""

import posixpath
from typing import NamedTuple

from recipec.definition.lower.encode import MARK
from recipec.definition.lower.sheet import Sheet
from recipec.definition.lower.values import bare
from recipec.ir.steps import Copy
from recipec.ir.text import Text, literal
from recipec.ir.walk import State, evaluate, within
from recipec.shell.quoting import quote

WRITE_OUT = "write the path out, or set the variable with ENV or ARG"


class Spot(NamedTuple):
    """A copy with all of its words settled. ``stage`` None: from the context."""

    step: Copy
    sources: tuple[str, ...]
    destination: str
    stage: str | None
    owner: str | None
    mode: str | None


def shell_path(path: str) -> str:
    """Write a path as a word of the shell; the marks of templates in it stay."""
    if MARK not in path:
        return quote(path)
    return "'" + path + "'" if "'" not in path else '"' + path + '"'


def settled(text: Text, state: State, sheet: Sheet) -> str | None:
    """Write a text that no shell reads; None when it needs the base image's environment."""
    return bare(sheet.templates.settle(evaluate(text, state), state))


def destination(text: Text, state: State, sheet: Sheet) -> str | None:
    """Write where something is copied to: absolute, with a ``/`` at its end when it is a directory by its form."""
    given = evaluate(text, state)
    at = within(state.workdir if state.workdir is not None else ("/",), given)
    path = bare(sheet.templates.settle(at or (), state)) if at is not None else None
    if path is None:
        return None
    said = literal(given) or bare(given) or ""
    is_directory = said.endswith(("/", "/.", "/..")) or said in ("", ".", "..")
    path = posixpath.normpath(path)
    path = path[1:] if path.startswith("//") else path
    return path + "/" if is_directory and path != "/" else path


def owner_word(owner: str) -> str:
    """Say an owner as chown does: Docker reads `55` as 55:55."""
    return f"{owner}:{owner}" if owner.isdigit() else owner
