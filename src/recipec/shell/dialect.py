"""What a script uses that ``/bin/sh`` need not have: bash's own syntax and builtins."""

import re
from typing import NamedTuple

from recipec.shell.script import Script
from recipec.shell.syntax import Compound, Simple
from recipec.shell.walk import words
from recipec.source import Span

_BUILTINS = frozenset(
    (
        "source declare typeset shopt pushd popd dirs let mapfile readarray enable builtin caller compgen complete "
        "disown"
    ).split()
)
_EXPANSION = re.compile(r"\$\{(?:!|[A-Za-z_][A-Za-z0-9_]*(?:\[|/|\^|,|@|:(?![-=?+])))")
_BRACES = re.compile(r"\{[^{}'\"$ ]*(?:,|\.\.)[^{}'\" ]*\}")
_OPERATORS = frozenset(("<<<", "&>", "&>>"))
_VARIABLES = frozenset("BASH_SOURCE BASH_VERSION FUNCNAME PIPESTATUS RANDOM SECONDS EPOCHSECONDS UID EUID".split())


class Bashism(NamedTuple):
    """A place where a script needs bash. ``what`` is the construct, in a few words."""

    span: Span
    what: str


def bashisms(script: Script) -> tuple[Bashism, ...]:
    """Find what dash does not have, in the order of the text."""
    found: list[Bashism] = []
    for one in script.commands:
        command = one.command
        if one.pipeline.merges_errors and command is one.pipeline.parts[0]:
            found.append(Bashism(one.pipeline.span, "|&"))
        found += [
            Bashism(redirect.span, redirect.operator)
            for redirect in command.redirects
            if redirect.operator in _OPERATORS
        ]
        for word in words(command):
            found += [Bashism(word.span, what) for what in _in_word(word.raw, word.reads)]
        if isinstance(command, Compound):
            if command.kind in ("select", "cfor"):
                found.append(Bashism(command.span, "for (( ))" if command.kind == "cfor" else "select"))
            elif command.kind == "function" and script.text.startswith("function", command.span.start):
                found.append(Bashism(command.span, "function"))
        else:
            found += _in_simple(command)
    return tuple(sorted(set(found)))


def _in_simple(command: Simple) -> list[Bashism]:
    found = []
    name = command.name
    if name in ("[[", "((") or name in _BUILTINS:
        found.append(Bashism(command.span, name))
    elif name in ("[", "test") and any(word.raw == "==" for word in command.words):
        found.append(Bashism(command.span, "== in a test"))
    elif name == "set" and any(word.value == "pipefail" for word in command.words):
        found.append(Bashism(command.span, "set -o pipefail"))
    for assignment in command.assignments:
        if assignment.appends:
            found.append(Bashism(assignment.span, "+="))
        if assignment.value is not None and assignment.value.raw.startswith("("):
            found.append(Bashism(assignment.span, "an array"))
    return found


def _in_word(raw: str, reads: tuple[str, ...]) -> list[str]:
    found = []
    if raw.startswith(("<(", ">(")):
        found.append("process substitution")
    if raw.startswith(("$'", '$"')):
        found.append(raw[:2])
    if "${" in raw and _EXPANSION.search(raw):
        found.append("an expansion of bash's")
    if "{" in raw and raw[0] not in "'\"" and _BRACES.search(raw.replace("${", "")):
        found.append("braces")
    found += [f"${name}" for name in reads if name in _VARIABLES]
    return found
