"""What a script leaves behind in the shell that runs it, for the lines after it."""

import re
from collections.abc import Iterable

from recipec.record import Record
from recipec.regex import regex
from recipec.shell.script import Script
from recipec.shell.stops import options
from recipec.shell.syntax import Compound, Sequence, Simple, Word
from recipec.shell.walk import Found, commands, words

_ASSIGNMENT = regex(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[[^]]*\])?\+?=")
_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*\Z")
# Before these, POSIX lets `A=1 command` assign for good.
_SPECIAL = frozenset("break : continue . eval exec exit export readonly return set shift times trap unset".split())
_DECLARATIONS = frozenset("export readonly declare typeset local".split())
_UNKNOWN = frozenset(". source eval enable ulimit fc builtin".split())


class Left(Record):
    """What lasts. Names of variables are all that may be assigned, exported or unset.

    ``reads`` is no trace: it names the variables that the script reads, inner shells included.
    ``options`` are names (``errexit``); one that is switched off, or that is not known, is there with a ``+``
    before it.
    ``ends``: it may end the shell before the lines after it. ``unknown``: it may leave anything (a file is
    sourced, ``eval``).
    """

    directory: bool = False
    assigned: frozenset[str] = frozenset()
    exported: frozenset[str] = frozenset()
    unset: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    options: frozenset[str] = frozenset()
    umask: bool = False
    traps: bool = False
    aliases: bool = False
    redirects: bool = False
    positional: bool = False
    background: bool = False
    ends: bool = False
    unknown: bool = False

    @property
    def leaks(self) -> bool:
        """Tell whether anything lasts that ``%post`` (a shell under ``-ex``) does not have already."""
        return bool(
            self.directory
            or self.assigned
            or self.exported
            or self.unset
            or self.functions
            or self.options - _OF_POST
            or self.umask
            or self.traps
            or self.aliases
            or self.redirects
            or self.positional
            or self.background
            or self.ends
            or self.unknown
        )


_OF_POST = frozenset(("errexit", "xtrace"))


def left_behind(script: Script) -> Left:
    """Say what running a script in the current shell leaves for what comes after it."""
    return _left_by(script.commands) if script.is_understood else Left(ends=True, unknown=True)


def left_by(body: Sequence) -> Left:
    """Say the same of statements."""
    return _left_by(commands(body))


def _left_by(every: Iterable[Found]) -> Left:
    trace = _Trace()
    for found in every:
        command = found.command
        for word in words(command):
            if word.reads:
                trace.reads.update(word.reads)
            if word.assigns and found.in_shell:
                trace.assigned.update(word.assigns)
        for redirect in command.redirects:
            if redirect.heredoc is not None:
                trace.reads.update(redirect.heredoc.reads)
        if found.statement.is_background:
            trace.flags.add("background")
        if isinstance(command, Compound):
            if found.in_shell and command.kind in ("for", "select"):
                trace.assigned.add(command.name)
            if found.in_shell and command.kind == "function":
                trace.functions.add(command.name)
            if found.in_shell and command.kind == "cfor":
                trace.flags.add("unknown")
        elif found.in_shell:
            trace.simple(command)
        elif command.name in ("kill", "pkill", "killall"):
            trace.kill(command.words)
    return trace.left()


class _Trace:
    def __init__(self) -> None:
        self.flags: set[str] = set()
        self.assigned: set[str] = set()
        self.exported: set[str] = set()
        self.unset: set[str] = set()
        self.reads: set[str] = set()
        self.functions: set[str] = set()
        self.options: set[str] = set()

    def left(self) -> Left:
        return Left(
            directory="directory" in self.flags,
            assigned=frozenset(self.assigned),
            exported=frozenset(self.exported),
            unset=frozenset(self.unset),
            reads=frozenset(self.reads),
            functions=frozenset(self.functions),
            options=frozenset(self.options),
            umask="umask" in self.flags,
            traps="traps" in self.flags,
            aliases="aliases" in self.flags,
            redirects="redirects" in self.flags,
            positional="positional" in self.flags,
            background="background" in self.flags,
            ends="ends" in self.flags,
            unknown="unknown" in self.flags,
        )

    def simple(self, command: Simple) -> None:
        """Add what a command of the shell's own leaves."""
        arguments = command.words
        while arguments and arguments[0].value in ("command", "builtin", "time"):
            arguments = arguments[1:]
            while arguments and arguments[0].value in ("-p", "-v", "-V"):
                arguments = arguments[1:]
        name = arguments[0].value if arguments else ""
        names = [assignment.name for assignment in command.assignments]
        if name in ("", None, *self.functions) or name in _SPECIAL:
            self.assigned.update(names)
        if name is None:
            if not any(isinstance(part, str) and "/" in part for part in arguments[0].parts):
                self.flags.add("unknown")
        elif name in _UNKNOWN:
            self.flags.add("unknown")
            if name in (".", "source", "eval"):
                self.flags.add("ends")
        else:
            self.builtin(name, arguments, command)

    def builtin(self, name: str, arguments: tuple[Word, ...], command: Simple) -> None:
        operands = arguments[1:]
        match name:
            case "cd" | "pushd" | "popd":
                self.flags.add("directory")
            case "exit" | "return":
                self.flags.add("ends")
            case "exec":
                if operands:
                    self.flags.add("ends")
                elif command.redirects:
                    self.flags.add("redirects")
            case "umask":
                if any(not (word.value or "?").startswith("-") for word in operands):
                    self.flags.add("umask")
            case "trap":
                self.flags.add("traps")
            case "alias" | "unalias":
                self.flags.add("aliases")
            case "shift":
                self.flags.add("positional")
            case "coproc":
                self.flags |= {"background", "unknown"}
            case "kill" | "pkill" | "killall":
                self.kill(arguments)
            case "set":
                self.switch(command, operands)
            case "shopt":
                self.options |= {
                    "+" + (word.value or "?") for word in operands if not (word.value or "").startswith("-")
                }
            case "unset":
                self.names(operands, self.unset)
            case "read" | "getopts" | "mapfile" | "readarray" | "let" | "((" | "printf" | "wait":
                self.reader(name, operands)
            case _ if name in _DECLARATIONS:
                self.names(operands, self.exported if name == "export" else self.assigned, assigns=True)

    def kill(self, arguments: tuple[Word, ...]) -> None:
        if any("$" in word.reads for word in arguments) or any(word.value == "0" for word in arguments):
            self.flags.add("ends")

    def switch(self, command: Simple, operands: tuple[Word, ...]) -> None:
        if not operands:
            return
        switched = options(command)
        if switched is not None:
            self.options |= switched
            return
        is_named = False
        for word in operands:
            value = word.value
            if is_named:
                self.options.add("+" + (value or "?"))
                is_named = False
            elif value is not None and value[:1] in ("+", "-") and value not in ("--", "-"):
                is_named = value.endswith("o")
                self.options.update("+" + letter for letter in value[1:] if letter != "o")
            else:
                self.flags.add("positional")

    def names(self, operands: tuple[Word, ...], into: set[str], *, assigns: bool = False) -> None:
        """Add what a declaration names."""
        for word in operands:
            assignment = _ASSIGNMENT.match(word.raw) or _ASSIGNMENT.match(word.value or "")
            if assignment:
                into.add(assignment[1])
                if assigns:
                    self.assigned.add(assignment[1])
            elif word.value is not None and word.value.startswith("-"):
                continue
            elif word.value is not None and _NAME.match(word.value):
                into.add(word.value)
            else:
                self.flags.add("unknown")

    def reader(self, name: str, operands: tuple[Word, ...]) -> None:
        """Add what ``read`` and its like assign."""
        values = [word.value for word in operands]
        if name == "printf":
            if values[:1] == ["-v"]:
                self.assigned.add(values[1] or "?" if len(values) > 1 else "?")
            return
        if name == "wait":
            return
        if name in ("((", "let"):
            for word in operands:
                self.assigned.update(re.findall(r"[A-Za-z_][A-Za-z0-9_]*", word.raw))
            return
        self.assigned.update(value for value in values if value and _NAME.match(value))
        self.assigned.update({"read": ("REPLY",), "getopts": ("OPTARG", "OPTIND")}.get(name, ("MAPFILE",)))
        if any(value is None for value in values):
            self.flags.add("unknown")
