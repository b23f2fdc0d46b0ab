"""Every script of a recipe, parsed, with the way back from a place in the script to the place in the recipe."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import accumulate
from posixpath import normpath

from recipec.ir.steps import Exec, Run, ScriptFile, SetCommand, SetEntrypoint, Shell, Step
from recipec.ir.text import literal
from recipec.ir.walk import State, default_of
from recipec.shell.calls import SHELLS
from recipec.source import Span
from recipec.typed import TYPE_CHECKING, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from recipec.checks.invocation import Invocation
    from recipec.checks.touches import Touch
    from recipec.definition.tree import Section
    from recipec.dockerfile.tree import Instruction
    from recipec.shell.script import Script
    from recipec.shell.syntax import Word

# What runs a script: the three instructions of a Dockerfile first, then the sections of a definition file.
Kind: TypeAlias = Literal[
    "run",
    "entrypoint",
    "cmd",
    "pre",
    "setup",
    "post",
    "environment",
    "runscript",
    "startscript",
    "test",
    "appinstall",
    "appenv",
    "apprun",
    "appstart",
    "apptest",
]
BUILD: tuple[Kind, ...] = ("run", "post", "appinstall")
START: tuple[Kind, ...] = ("entrypoint", "cmd", "runscript", "startscript", "apprun", "appstart")
# Behind those that run the instructions of a Dockerfile.
_SECTIONS: tuple[Kind, ...] = get_args(Kind)[3:]


class PlacedScript:
    """A script of a recipe. ``stage`` is the number of its stage, ``origin`` the place of all of it in the recipe.

    ``interpreter`` is what reads it: ``("/bin/sh", "-c")`` for a RUN, ``("/bin/sh", "-ex")`` for ``%post``, what its
    ``#!`` line or the arguments of its section say otherwise; nothing for a program that starts without a shell.
    ``state`` is what holds when it starts, for Dockerfiles. Templates ``{{ a }}`` are in ``text`` as variables of the
    same length.
    """

    def __init__(
        self,
        kind: Kind,
        text: str,
        origin: Span,
        place: Callable[[int], int],
        interpreter: tuple[str, ...],
        stage: int = 0,
        state: State | None = None,
    ) -> None:
        self.kind = kind
        self.text = text
        self.origin = origin
        self.interpreter = interpreter
        self.stage = stage
        self.state = state
        self._place = place

    @cached_property
    def script(self) -> "Script":
        """What it says. A script for another interpreter than a shell, or beyond the parser, has no statements."""
        from recipec.shell.script import parse

        return parse(self.text if self.is_shell else "")

    @property
    def program(self) -> str:
        """The name of the program that reads the script: ``sh``, ``bash``, ``python3``."""
        return self.interpreter[0].rpartition("/")[2] if self.interpreter else "sh"

    @property
    def is_argv(self) -> bool:
        """Whether it is a program with its arguments, which no shell reads."""
        return not self.interpreter

    @property
    def is_shell(self) -> bool:
        return self.program in SHELLS or self.program == "busybox"

    @property
    def is_build(self) -> bool:
        """Whether it runs in the image while that is built."""
        return self.kind in BUILD

    @property
    def stops(self) -> bool:
        """Whether the interpreter stops at the first command that fails, as it is started."""
        return any(word[:1] == "-" and word[1:2] != "-" and "e" in word for word in self.interpreter[1:])

    def span(self, span: Span) -> Span:
        """Say where a place of the script is in the recipe."""
        start = self._place(span.start)
        return Span(
            start, max(start, self._place(max(span.end - 1, span.start)) + 1 if span.end > span.start else start)
        )

    def source(self, span: Span) -> str:
        """Give the script's text at a place."""
        return self.text[span.start : span.end]

    @cached_property
    def invocations(self) -> "tuple[Invocation, ...]":
        """Every program that it runs, in the order of the text."""
        from recipec.checks.invocation import invocations

        return tuple(invocations(self))

    @cached_property
    def variables(self) -> dict[str, str]:
        """The values that are known when it starts, HOME and PATH among them where they are."""
        values: dict[str, str] = {"HOME": "/root"} if self.is_build else {}
        if self.state is not None:
            for name, held in self.state.variables.items():
                known = literal(default_of(held, self.state))
                if known is not None:
                    values[name] = known
            if self.user and "HOME" not in self.state.variables:
                values.pop("HOME", None)
        return values

    @cached_property
    def user(self) -> str | None:
        """Who runs it, by the name or number that USER gives; empty for root, None when nobody knows."""
        if self.state is None:
            return ""
        text = literal(default_of(self.state.user, self.state)) if self.state.user else ""
        name = None if text is None else text.partition(":")[0]
        return "" if name in ("root", "0") else name

    def path(self, word: "Word") -> str | None:
        """Give the absolute path that a word means, as far as variables are known when the script starts."""
        from recipec.shell.syntax import Mention

        parts: list[str] = []
        for part in (word.value,) if word.value is not None else word.parts:
            value = self.variables.get(part.name) if isinstance(part, Mention) else part
            if value is None:
                return None
            parts.append(value)
        path = "".join(parts)
        return normpath(path) if path.startswith("/") else None

    @property
    def directory(self) -> str | None:
        """Where it starts; None when nobody knows."""
        if self.kind == "run":
            workdir = self.state.workdir if self.state is not None else None
            return "/" if workdir is None else literal(workdir)
        return "/" if self.is_build else None

    @cached_property
    def touches(self) -> "tuple[Touch, ...]":
        """The files that its commands surely or possibly read, write and remove, in the order of the text."""
        from recipec.checks.touches import touches

        return tuple(touches(self))


def interpreter_named(text: str) -> tuple[str, ...]:
    """Give the interpreter that the ``#!`` line of a script names, without ``env``; nothing where it names none."""
    first = text.partition("\n")[0]
    words = first[2:].split() if first.startswith("#!") else []
    return tuple(words[1:] if words and words[0].rpartition("/")[2] == "env" else words)


def of_section(section: "Section", text: str, stage: int) -> PlacedScript | None:
    """Give the script of a section; None when it holds none. ``text`` is the whole recipe."""
    kind = next((kind for kind in _SECTIONS if kind == section.name), None)
    if kind is None or section.body_span is None:
        return None
    start, end = section.body_span
    body = text[start:end]
    if "\r" in body:
        # Engines take it off the ends of lines (deffile.go reads with bufio.ScanLines); no place may move.
        body = body.replace("\\\r\n", " \\\n").replace("\r\n", " \n")
    if "{{" in body:
        body = _with_variables(body)
    return PlacedScript(
        kind, body, section.body_span, lambda offset: start + offset, _interpreter(kind, section, body), stage
    )


def _interpreter(kind: Kind, section: "Section", body: str) -> tuple[str, ...]:
    arguments = section.arguments.split("#", 1)[0].split()
    if kind in ("post", "pre", "setup", "appinstall"):
        # Apptainer: `/bin/sh -ex` unless the section names a shell with `-c`; then nothing but what it says.
        return tuple(arguments[1:]) if arguments[:1] == ["-c"] and len(arguments) > 1 else ("/bin/sh", "-ex")
    # Apptainer takes the blanks around the line off, too.
    if kind != "environment" and (named := interpreter_named(body.partition("\n")[0].strip())):
        return named
    # %environment is read by an interpreter of Apptainer's own, which knows bash.
    return ("bash",) if kind in ("environment", "appenv") else ("/bin/sh",)


def _with_variables(body: str) -> str:
    """Put a variable of the same length in the place of each template, so that the shell's grammar sees what it is."""
    from recipec.definition.templates import find

    parts: list[str] = []
    at = 0
    for template in find(body):
        length = template.end - template.start
        parts += (body[at : template.start], "${" + template.name.ljust(length - 3, "_") + "}")
        at = template.end
    return "".join(parts) + body[at:]


def of_step(step: Step, instruction: "Instruction", stage: int, state: State) -> Iterator[PlacedScript]:
    """Give the script that a step of a Dockerfile runs, if it runs one."""
    match step:
        case Run(command=Shell(script=script, interpreter=interpreter)):
            yield PlacedScript("run", script, instruction.span, _places(script, instruction), interpreter, stage, state)
        case Run(command=ScriptFile(body=body)):
            first = body.partition("\n")[0][2:].split()
            place = _places(body, instruction)
            yield PlacedScript("run", body, instruction.span, place, tuple(first), stage, state)
        case Run(command=Exec(argv=argv)):
            yield _of_argv("run", argv, instruction, stage, state)
        case SetEntrypoint(command=Shell(script=script, interpreter=interpreter)):
            place = _places(script, instruction)
            yield PlacedScript("entrypoint", script, instruction.span, place, interpreter, stage, state)
        case SetCommand(command=Shell(script=script, interpreter=interpreter)):
            yield PlacedScript("cmd", script, instruction.span, _places(script, instruction), interpreter, stage, state)
        case SetEntrypoint(command=Exec(argv=argv)):
            yield _of_argv("entrypoint", argv, instruction, stage, state)
        case SetCommand(command=Exec(argv=argv)):
            yield _of_argv("cmd", argv, instruction, stage, state)
        case _:
            return


def _of_argv(kind: Kind, argv: tuple[str, ...], instruction: "Instruction", stage: int, state: State) -> PlacedScript:
    """Give a program and its arguments as the script that runs just that."""
    from recipec.shell.quoting import quote

    words = [quote(word) for word in argv]
    place = _places_of_argv(argv, words, instruction)
    return PlacedScript(kind, " ".join(words), instruction.span, place, (), stage, state)


def _places_of_argv(argv: tuple[str, ...], words: list[str], instruction: "Instruction") -> Callable[[int], int]:
    """Find where the words of a JSON list are, each without its quotes."""
    import re

    strings = [match.span(1) for match in re.finditer(r'"((?:[^"\\]|\\.)*)"', instruction.value)]
    if instruction.json != argv or len(strings) != len(words):
        return _whole(instruction)
    starts = [0, *accumulate(len(word) + 1 for word in words)]

    def place(offset: int) -> int:
        number = min(bisect_right(starts, offset), len(words)) - 1
        first, end = strings[number]
        within = offset - starts[number]
        if words[number] == instruction.value[first:end]:
            return instruction.place(min(first + within, max(end - 1, first)))
        # Quoted or escaped, each in its own way: only its ends are certain.
        return instruction.place(first if within == 0 else max(end - 1, first))

    return place


def _whole(instruction: "Instruction") -> Callable[[int], int]:
    start, end = instruction.span
    return lambda offset: start if offset == 0 else end - 1


def _places(script: str, instruction: "Instruction") -> Callable[[int], int]:
    """Find where the characters of a script are: in the value of its instruction, or in a here-document below it."""
    value = instruction.value
    if script == value or script.startswith(value + "\n"):
        beyond = instruction.span.end - 1
        length = len(value)
        return lambda offset: instruction.place(offset) if offset < length else beyond
    if instruction.heredocs and script == instruction.heredocs[0].body:
        start = instruction.heredocs[0].span.start
        return lambda offset: start + offset
    return _whole(instruction)
