"""A stage of a Dockerfile while it is written: instructions in their groups, findings, and the account of both."""

from collections.abc import Iterable
from enum import IntEnum

from recipec.context import Context
from recipec.diagnostics.finding import Finding, Kind, Related
from recipec.dockerfile.lower import words
from recipec.dockerfile.lower.findings import FIXED_ARGUMENT, NO_VALUE
from recipec.dockerfile.tree import Flag, Heredoc, Instruction
from recipec.ir.classes import evolve
from recipec.ir.node import Node, Origin
from recipec.ir.steps import Argument
from recipec.ir.text import Sigil, Text, Variable, join, literal, variables
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.ir.configuration import Configuration

BRACES = "{{"


class Group(IntEnum):
    """The groups of a stage, in the order in which they are written: what changes rarely comes first."""

    FROM = 0
    INCLUDE = 1
    ARG = 2
    LABEL = 3
    STAGE_FILES = 4
    SETUP = 5
    FILES = 6
    POST = 7
    APP = 8
    ENV = 9
    SCRIPT = 10
    TEST = 11
    START = 12


class Sheet:
    """Where the lowering of a stage's parts puts what it has."""

    def __init__(
        self,
        arguments: Iterable[Argument],
        context: Context | None,
        names: dict[str, str],
        header: dict[str, str],
    ) -> None:
        self.arguments = {argument.name: argument for argument in arguments}
        self.context = context
        self.names = names  # of stages: as the program calls them, as the Dockerfile does
        self.header = header  # declarations before the first FROM, which all stages share
        self.used: set[str] = set()  # arguments that an instruction below FROM mentions
        self.exported: set[str] = set()  # arguments that the build's scripts have in their environment
        self.unset: set[str] = set()  # arguments that are not set at all when nobody gives them
        self.withheld: frozenset[str] = frozenset()  # arguments that no ARG of the stage may declare
        self.groups: dict[Group, list[Instruction]] = {}
        self.findings: dict[Finding, None] = {}
        self.written: set[Span] = set()
        self.base: Node | None = None  # what the stage starts from, as findings name it
        self.known: Configuration | None = None  # what the base image says of itself
        self.loader = "#!/bin/sh"  # who reads the environment's script
        self.is_plain = False  # the base has no directories but the standard ones
        self.directories: set[str] = set()  # that something copied has made
        self.late: set[str] = set()  # arguments that %post exports at a turn of their own
        self.workdir = ""  # the last WORKDIR so far
        self.reasons: list[tuple[Span, str]] = []
        self.about: Node | None = None  # what is being written where nobody says which node it is

    def put(
        self,
        group: Group,
        keyword: str,
        value: str,
        *,
        flags: tuple[Flag, ...] = (),
        heredocs: tuple[Heredoc, ...] = (),
        comments: tuple[str, ...] = (),
        node: Node | None = None,
    ) -> None:
        """Write an instruction, with the comments that stood above what it says."""
        origin = node.origin if node else None
        if origin:
            self.written.add(origin.span)
        elif self.about:
            origin = self.about.origin
        instruction = Instruction.made(
            keyword,
            value,
            flags=flags,
            heredocs=heredocs,
            comments=comments,
            origin=Origin(origin.span) if origin else None,
        )
        self.groups.setdefault(group, []).append(instruction)

    def made(self, directory: str) -> None:
        """Remember a directory that the stage has from now on, and those above it: copies go into them."""
        while directory and directory not in self.directories:
            self.directories.add(directory)
            directory = directory.rpartition("/")[0]

    def because(self, node: Node, why: str) -> None:
        """Say why a node is written as it is, where that is not plain."""
        if node.origin:
            self.reasons.append((node.origin.span, why))

    def wrote(self, node: Node) -> None:
        """Account for a node whose meaning is in an instruction that another one wrote."""
        if node.origin:
            self.written.add(node.origin.span)

    def tell(self, kind: Kind, message: str, node: Node | None, help: str | None = None) -> None:  # noqa: A002 -- the word that findings use
        """Report something about a node."""
        span = node.origin.span if node and node.origin else None
        self.findings[Finding(kind, message, span, help)] = None

    def tell_once(self, kind: Kind, message: str, node: Node, help: str, again: str) -> None:  # noqa: A002 -- the word that findings use
        """Report something about a node; of a later one of the kind, ``again`` beside what was told."""
        first = next((finding for finding in self.findings if finding.kind is kind), None)
        if first is None or node.origin is None:
            self.tell(kind, message, node, help)
            return
        more = first._replace(related=(*first.related, Related(node.origin.span, again)))
        self.findings = {more if finding is first else finding: None for finding in self.findings}

    def withhold(self, names: Iterable[str]) -> None:
        """Declare no ARG of these names in the stage; one without a value has to be given, and so declared."""
        self.withheld = frozenset(
            name
            for name in names
            if name in self.arguments and self.arguments[name].default is not None and not self.is_brace(name)
        )

    def builder(self, text: Text) -> Text:
        """Write the templates of a text as variables of the builder, or as values where no ARG may declare them."""
        return join(self._withholding(part) for part in self._mentions(text, self.withheld))

    def _withholding(self, part: str | Variable) -> str | Variable:
        if not isinstance(part, Variable) or part.sigil is not Sigil.TEMPLATE or part.name not in self.withheld:
            return part
        value = self.value(part.name)
        self.tell(
            FIXED_ARGUMENT,
            f"`{{{{ {part.name} }}}}` is written out as `{value}`: a script of the build reads a variable"
            f" `${part.name}` that nothing sets, and an ARG would",
            self.arguments[part.name],
            "give the argument another name, or write it as a template in the script too",
        )
        return value

    def _mentions(self, text: Text, withheld: frozenset[str] = frozenset()) -> Text:
        result: list[str | Variable] = []
        for part in text:
            if isinstance(part, Variable) and self.is_brace(part.name):
                part = BRACES
            elif isinstance(part, Variable) and part.name in self.arguments and part.name not in withheld:
                self.used.add(part.name)
                part = self.required(part)
                part = evolve(part, word=self.builder(part.word), replacement=self.builder(part.replacement))
            result.append(part)
        return tuple(result)

    def required(self, variable: Variable) -> Variable:
        """Let a variable without a value stop the build: Apptainer refuses too."""
        if variable.modifier or not self.is_required(variable.name):
            return variable
        return evolve(variable, modifier=":?")

    def is_required(self, name: str) -> bool:
        """Say whether an argument has no value unless the build gives it one."""
        return name in self.arguments and self.arguments[name].default is None

    def require(self, name: str, help: str) -> None:  # noqa: A002 -- the word that findings use
        """Say that an argument has no value."""
        self.tell(
            NO_VALUE,
            f"`{{{{ {name} }}}}` has no value in the recipe: it has to be given, as Apptainer wants it too",
            self.arguments[name],
            help,
        )

    def is_brace(self, name: str) -> bool:
        """Say whether an argument is there to write two braces, which mean nothing here."""
        return name in self.arguments and self.arguments[name].default == (BRACES,)

    def fixed(self, text: Text, node: Node | None) -> str:
        """Write a text with the values of its arguments, and say that they are fixed by that."""
        parts: list[str] = []
        for part in text:
            if isinstance(part, str):
                parts.append(part)
            else:
                parts.append(self.value(part.name))
                self.fix(part.name, node)
        return "".join(parts)

    def fix(self, name: str, node: Node | None) -> None:
        """Say that a value is written out."""
        if self.is_brace(name):
            return
        if self.is_required(name):
            self.require(name, f"convert again with `--build-arg {name}=VALUE`: it is written out")
            return
        self.tell(
            FIXED_ARGUMENT,
            f"`{{{{ {name} }}}}` is written out as `{self.value(name)}`: a build argument cannot change it here",
            node,
            f"convert again with `--build-arg {name}=VALUE` for another value",
        )

    def value(self, name: str) -> str:
        """Give the value that an argument has unless the build says otherwise."""
        argument = self.arguments.get(name)
        if argument is None or argument.default is None:
            return ""
        plain = literal(argument.default)
        if plain is not None:
            return plain
        # Apptainer expands one level of arguments in arguments, no more.
        return "".join(part if isinstance(part, str) else (self._plain(part.name)) for part in argument.default)

    def _plain(self, name: str) -> str:
        argument = self.arguments.get(name)
        return "" if argument is None or argument.default is None else literal(argument.default) or ""

    def assignment(self, name: str) -> str:
        """Write the declaration of an argument with its default."""
        default = self.arguments[name].default
        return (
            name
            if default is None or (name in self.unset and not default)
            else f"{name}={words.value(self._mentions(default))}"
        )

    def declaration(self, name: str) -> str:
        """Write the declaration of an argument in the stage.

        One whose default mentions what the stage must not declare gets it from before the first FROM: what is
        declared there is no variable of a RUN (dockerfile2llb, dispatchArg).
        """
        default = self.arguments[name].default
        if default is None or not variables(default) & self.withheld:
            return self.assignment(name)
        if self.declare_first(name):
            return name
        return f"{name}={words.value(self.builder(default))}"

    def declare_first(self, name: str) -> bool:
        """Declare an argument, and those that its default mentions, before the first FROM.

        False: a stage above has given one of them another value there, and nothing is declared.
        """
        used = set(self.used)
        needed = [*sorted(variables(self.arguments[name].default or ())), name]
        declared = {one: self.assignment(one) for one in needed if one in self.arguments}
        self.used = used
        if any(self.header.get(one, text) != text for one, text in declared.items()):
            return False
        self.header.update(declared)
        for one in declared:
            self.wrote(self.arguments[one])
        return True
