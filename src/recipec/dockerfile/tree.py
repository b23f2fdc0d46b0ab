"""A Dockerfile as written: every character of it, and what each instruction consists of."""

from bisect import bisect_right
from operator import attrgetter

from recipec.ir.node import Origin
from recipec.record import Record
from recipec.source import Source, Span
from recipec.typed import TypeAlias

NOWHERE = Span(0, 0)


class Flag(Record):
    """``--name=value`` before an instruction's arguments, quotes removed. ``value`` None: no ``=`` was there."""

    name: str
    value: str | None = None
    span: Span = NOWHERE


class Heredoc(Record):
    """A here-document. ``body`` is verbatim, leading tabs included; ``expand``: the name was not quoted."""

    name: str
    body: str
    expand: bool = True
    chomp: bool = False
    span: Span = NOWHERE  # the body, without the line that ends it
    fd: int = 0

    @property
    def content(self) -> str:
        """What the document says: with ``<<-`` every line is without its leading tabs."""
        if not self.chomp:
            return self.body
        return "\n".join(line.lstrip("\t") for line in self.body.split("\n"))


class Line(Record):
    """A physical line of an instruction: ``at`` in the value stands what the source has at ``start``.

    ``comments`` are the comment lines right above it, inside of the continuation, without their ``#``.
    """

    at: int
    start: int
    comments: tuple[str, ...] = ()


class Instruction(Record):
    """An instruction. ``value`` is the logical text behind keyword and flags, continuations joined, trimmed.

    ``json`` is the list of the JSON form, None for any other. ``words`` are the arguments: split at blanks
    (FROM, EXPOSE, COPY, ADD, VOLUME), with quotes kept (ENV, LABEL, ARG; two of them for the legacy
    ``ENV KEY VALUE``), type and rest (HEALTHCHECK), else the value alone. ``lines`` has an entry for each
    physical line that the value takes part of, the first included. ``inner`` is what ONBUILD will run.
    ``raw`` is the text of the physical lines, heredocs included, up to the line end; empty for an instruction
    that no text has been written for yet.
    """

    keyword: str
    value: str = ""
    flags: tuple[Flag, ...] = ()
    json: tuple[str, ...] | None = None
    words: tuple[str, ...] = ()
    heredocs: tuple[Heredoc, ...] = ()
    comments: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    span: Span = NOWHERE
    raw: str = ""
    inner: "Instruction | None" = None
    origin: Origin | None = None

    @classmethod
    def made(
        cls,
        keyword: str,
        value: str = "",
        *,
        flags: tuple[Flag, ...] = (),
        heredocs: tuple[Heredoc, ...] = (),
        comments: tuple[str, ...] = (),
        origin: Origin | None = None,
    ) -> "Instruction":
        """Make an instruction that has no text yet. ``value`` is written as it is, its line breaks included."""
        return cls(keyword, value, flags=flags, heredocs=heredocs, comments=comments, origin=origin)

    @property
    def name(self) -> str:
        """The keyword in upper case."""
        return self.keyword.upper()

    @property
    def breaks(self) -> tuple[Line, ...]:
        """The lines that a continuation joined to the first one."""
        return self.lines[1:]

    def place(self, offset: int) -> int:
        """Say where in the source a character of the value stands."""
        index = bisect_right(self.lines, offset, key=attrgetter("at")) - 1
        best = self.lines[index] if index >= 0 else Line(0, self.span.start)
        return best.start + offset - best.at

    def flag(self, name: str) -> Flag | None:
        """Find a flag by its name; of several the last."""
        return next((flag for flag in reversed(self.flags) if flag.name == name), None)


class Layout(Record):
    """Lines between instructions, with their ends: blank lines, comments, directives."""

    text: str


class Directive(Record):
    """``# name=value`` at the head of the file; the name in lower case."""

    name: str
    value: str
    span: Span = NOWHERE


Item: TypeAlias = Instruction | Layout


class File(Record):
    """A Dockerfile. ``source`` None: no text has been written for it yet."""

    items: tuple[Item, ...]
    source: Source | None = None
    escape: str = "\\"
    directives: tuple[Directive, ...] = ()

    @property
    def instructions(self) -> tuple[Instruction, ...]:
        """The instructions alone."""
        return tuple(item for item in self.items if isinstance(item, Instruction))
