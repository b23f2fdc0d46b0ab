"""What can be done about a place: fixes, and saying that a finding is known."""

from collections.abc import Iterable, Iterator

from recipec.checks.settings import Settings
from recipec.diagnostics.finding import Finding, Severity
from recipec.diagnostics.fix import Edit
from recipec.editor.diagnosis import diagnose
from recipec.editor.document import Document
from recipec.record import Record
from recipec.source import Source, Span


class Action(Record):
    """Edits with a title. ``finding`` is what they remove; ``is_preferred``: nothing else is changed by them."""

    title: str
    edits: tuple[Edit, ...]
    finding: Finding | None = None
    is_preferred: bool = False


def actions(document: Document, findings: Iterable[Finding], place: Span) -> Iterator[Action]:
    """Give what can be done about the findings that touch a place: fixes first."""
    near = [one for one in findings if one.span is not None and _touch(one.span, place)]
    for finding in near:
        if finding.fix is not None:
            title = finding.fix.title[:1].upper() + finding.fix.title[1:]
            yield Action(title, finding.fix.edits, finding, finding.fix.is_safe)
    for finding in near:
        yield Action(f"Ignore {finding.code} ({finding.name}) here", (_ignored(finding, document),), finding)


def fix_all(document: Document, settings: Settings, level: Severity) -> Action | None:
    """Put in all safe fixes of what is shown at once; None when there are none."""
    from recipec.checks.fixing import fix

    def findings(source: Source) -> tuple[Finding, ...]:
        again = Document(source.text, document.path, document.format.value)
        return diagnose(again, settings, level).findings

    fixed = fix(document.source, findings)
    if fixed.text == document.text:
        return None
    return Action("Fix all that can be fixed safely", replaced(document.text, fixed.text))


def replaced(before: str, after: str) -> tuple[Edit, ...]:
    """Give the lines that are to be changed, so that everything else in the editor stays where it is."""
    from difflib import SequenceMatcher

    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    return tuple(
        Edit(Span(starts[first], starts[last]), "".join(new[begin:end]))
        for tag, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    )


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


def _ignored(finding: Finding, document: Document) -> Edit:
    """Put the comment above the part of the recipe that a finding is about, as far left as that stands."""
    assert finding.span is not None
    start = _unit(finding.span.start, document)
    line = document.text[start : document.line_at(start).end]
    margin = line[: len(line) - len(line.lstrip())]
    end = "\r\n" if document.text[start : document.line_at(start).end].endswith("\r") else "\n"
    return Edit(Span(start, start), f"{margin}# recipec: ignore[{finding.code}]{end}")


def _unit(at: int, document: Document) -> int:
    """Find the line above which a comment speaks of a place: an instruction's first one, or a line of a section."""
    if document.dockerfile is not None:
        for one in document.dockerfile.instructions:
            if one.span.start <= at < one.span.start + len(one.raw):
                return one.span.start
    start = document.line_at(at).start
    # A line that goes on is one line to the comment above it.
    while start and document.text[: start - 1].rpartition("\n")[2].rstrip("\r").endswith("\\"):
        start = document.line_at(start - 1).start
    return start
