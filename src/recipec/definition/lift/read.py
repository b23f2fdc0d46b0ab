"""A stage's sections, ready to be lifted: templates masked, comments at their places."""

from collections.abc import Iterator, Mapping

from recipec.definition.lift.comments import LINES, above
from recipec.definition.parse.words import is_skipped, trim, without_comment
from recipec.definition.templates import Masks, mask, value
from recipec.definition.tree import Section, Stage
from recipec.ir.node import Origin
from recipec.ir.text import Sigil, Text, Variable
from recipec.record import Record
from recipec.source import Span


class Templates(Record):
    """How templates are read in a stage. ``active``: they are at all."""

    defaults: Mapping[str, str]
    active: bool = True
    nests: bool = True
    skips_comments: bool = True

    def mask(self, text: str) -> tuple[str, Masks]:
        return mask(text, skips_comments=self.skips_comments) if self.active else (text, Masks())

    def text(self, text: str) -> Text:
        """Make a value of a text of one line."""
        masked, masks = self.mask(text)
        return masks.text(masked)

    def plain(self, text: str) -> str:
        """Put the default values in, where the program can hold no template; what has none stays as it is written."""
        parts = []
        for part in self.text(text):
            known = self.value(part.name) if isinstance(part, Variable) else part
            parts.append("{{ " + part.name + " }}" if known is None and isinstance(part, Variable) else known or "")
        return "".join(parts)

    def value(self, name: str) -> str | None:
        return value(name, self.defaults, nests=self.nests)

    def default(self, text: str) -> Text:
        """Make a value of what ``%arguments`` gives: templates in it are replaced once, and no further."""
        if not self.nests:
            return (text,) if text else ()
        parts: list[str | Variable] = []
        masked, masks = self.mask(text)
        for part in masks.text(masked):
            written = self.defaults.get(part.name) if isinstance(part, Variable) else None
            if isinstance(part, Variable) and (written is None or "{{" in written):
                # Of no value: it stays as text. Of a value with templates: these stay as text.
                parts.append("{{ " + part.name + " }}" if written is None else written)
            else:
                parts.append(part)
        return tuple(parts)


class Line(Record):
    """A line of a section that says something, trimmed and masked."""

    text: str
    origin: Origin


class Part(Record):
    """A section: its own lines masked and joined, without the comments that belong to what follows it."""

    section: Section
    masked: str
    masks: Masks
    comments: tuple[str, ...]
    arguments: str

    @property
    def body(self) -> Text:
        return self.masks.text(self.masked)

    @property
    def span(self) -> Span:
        return self.section.span or Span(0, 0)

    @property
    def origin(self) -> Origin:
        return Origin(self.span, self.comments)

    def lines(self) -> Iterator[Line]:
        """Give the lines that are neither blank nor a comment, each with the comments above it."""
        comments = list(self.comments)
        spans = self.section.line_spans
        at = 0
        for masked in self.masked.split("\n"):
            text = trim(masked)
            height = 1 + self.masks.source(masked).count("\n")
            if is_skipped(text):
                if text:
                    comments.append(self.masks.source(text)[1:])
            else:
                span = Span(spans[at].start, spans[at + height - 1].end) if at + height <= len(spans) else self.span
                yield Line(text, Origin(_trimmed(span, masked), tuple(comments)))
                comments.clear()
            at += height


def _trimmed(span: Span, masked: str) -> Span:
    """Leave the blanks around a line out of its place."""
    from recipec.definition.parse.words import SPACE

    start = span.start + len(masked) - len(masked.lstrip(SPACE))
    return Span(start, max(start, span.end - (len(masked) - len(masked.rstrip(SPACE)))))


def parts(
    stage: Stage, reading: Templates, comments: tuple[str, ...], *, is_last: bool
) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Give the sections of a stage, and the comments at its end that belong to the next one, or to no line.

    ``comments`` stand right above the first section.
    """
    read: list[Part] = []
    sections = [section for section in stage.sections if isinstance(section, Section)]
    for at, section in enumerate(sections):
        own, below = above(section)
        if is_last and at == len(sections) - 1 and section.name not in LINES:
            own, below = len(section.lines), ()
        body = "".join(line + "\n" for line in section.lines[:own])
        masked, masks = reading.mask(body)
        arguments = trim(without_comment(reading.plain(section.arguments)))
        read.append(Part(section, masked, masks, comments, arguments))
        comments = below
    return tuple(read), comments


def joined(same: list[Part]) -> Text:
    """Give the one script that sections of the same name are, blank lines at its end left out.

    The comments above a section are put back where they were, below others of its name. Above all that is said they
    are none of its lines: ``#!`` on the first one counts.
    """
    from recipec.ir.text import join

    pieces: list[str | Variable] = []
    for part in same:
        if pieces:
            pieces += [f"#{comment}\n" for comment in part.comments]
        pieces += part.body
    text = list(join(pieces))
    if text and isinstance(text[-1], str):
        end = text[-1].rstrip(" \t\n")
        # A blank behind a backslash is an argument.
        kept = text[-1][len(end) : len(end) + 1].rstrip("\n") if end.endswith("\\") else ""
        text[-1] = f"{end}{kept}\n"
    return tuple(text)


def origin(same: list[Part]) -> Origin:
    """Give the place of such a script, with the comments above all that it says."""
    comments: list[str] = []
    for part in same:
        comments += part.comments
        if part.masked:
            break
    return Origin(same[0].span, tuple(comments))


def is_template(part: str | Variable) -> bool:
    """Whether a part of a text is a template."""
    return isinstance(part, Variable) and part.sigil is Sigil.TEMPLATE
