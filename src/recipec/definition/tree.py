"""The lossless tree of a definition file: stages, header lines, sections.

Every node that was read remembers its text in ``layout``, and the file is these texts in order. A node that a lowering
makes has none and is written in the canonical layout. To change what was read, make the node anew without ``layout``.
"""

from recipec.record import Record
from recipec.source import Span
from recipec.typed import TypeAlias

Sources: TypeAlias = tuple[Span, ...]
"""The places in the other recipe that something was made of; none: nothing there says it."""

APP_SECTIONS = frozenset(
    ("appinstall", "applabels", "appfiles", "appenv", "apptest", "apphelp", "apprun", "appstart"),
)
SECTIONS = frozenset(
    (
        "help",
        "setup",
        "files",
        "labels",
        "environment",
        "pre",
        "post",
        "runscript",
        "test",
        "startscript",
        "arguments",
    ),
)


class Comment(Record):
    """A line that is a comment. ``text`` is what stands after its ``#``, usually with a leading blank."""

    text: str
    layout: str | None = None
    span: Span | None = None
    sources: Sources = ()


class Blank(Record):
    """A line with nothing on it."""

    layout: str | None = None
    span: Span | None = None


class HeaderLine(Record):
    """``Key: value``. The key is spelled as it was written; engines read it without its case.

    ``value`` is what the engine understands: continued lines joined, comments off. ``comment`` is
    the comment at the end of the line, as in ``Comment``; None when there is none.
    ``is_lost``: a continuation that the end of the header cuts off, which engines drop in silence.
    """

    key: str
    value: str
    comment: str | None = None
    layout: str | None = None
    span: Span | None = None
    is_lost: bool = False
    sources: Sources = ()


class Section(Record):
    """``%name arguments`` and the lines below it, without their line ends.

    ``name`` is in lower case. ``arguments`` is what stands after the first blank, verbatim. ``span`` is the section
    line, ``body_span`` the lines below it. ``sources`` says for each line that a lowering made of what in the other
    recipe it is made.
    """

    name: str
    arguments: str = ""
    lines: tuple[str, ...] = ()
    layout: str | None = None
    span: Span | None = None
    body_span: Span | None = None
    sources: tuple[Sources, ...] = ()

    @property
    def body(self) -> str:
        """The script as the engine has it: every line ends with a newline."""
        return "\n".join(self.lines) + "\n" if self.lines else ""

    @property
    def app(self) -> str | None:
        """The app that an ``%app...`` section is for; None for all other sections."""
        return self.arguments.split(" ", 1)[0] if self.name in APP_SECTIONS else None

    @property
    def line_spans(self) -> tuple[Span, ...]:
        """Where the lines are, without their line ends; nothing for a section that was not read."""
        if self.body_span is None or self.layout is None or self.span is None:
            return ()
        spans: list[Span] = []
        at = self.body_span.start
        # Of a line that was trimmed, its end is in the layout alone.
        for line, whole in zip(self.lines, self.layout[at - self.span.start :].split("\n"), strict=False):
            spans.append(Span(at, at + len(line)))
            at += len(whole) + 1
        return tuple(spans)


HeaderItem: TypeAlias = HeaderLine | Comment | Blank
SectionItem: TypeAlias = Section | Comment


class Stage(Record):
    """A header and sections. A ``Comment`` among the sections stands right above the section that follows it.

    What was read has no comments there: to an engine they are the end of the body above.
    """

    header: tuple[HeaderItem, ...] = ()
    sections: tuple[SectionItem, ...] = ()
    span: Span | None = None

    def field(self, key: str) -> str | None:
        """Give the value of a header key, written in lower case here; the last line of that key counts."""
        line = self.field_line(key)
        return None if line is None else line.value

    def field_line(self, key: str) -> HeaderLine | None:
        """Give the header line whose value counts for a key."""
        found = None
        for item in self.header:
            if isinstance(item, HeaderLine) and not item.is_lost and item.key.lower() == key:
                found = item
        return found


class File(Record):
    """A definition file. Comments at its top are the first items of the first stage's header."""

    stages: tuple[Stage, ...] = ()
