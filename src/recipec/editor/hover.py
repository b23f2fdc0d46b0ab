"""What is told of a place: the rules that were broken there, what a word of the language does, what a stage is."""

from collections.abc import Iterable

from recipec.diagnostics.finding import Finding
from recipec.editor import pages
from recipec.editor.document import Document
from recipec.format import Format
from recipec.record import Record
from recipec.regex import regex
from recipec.source import Span

_WORD = regex(r"%?[A-Za-z][\w-]*")
_KEY = regex(r"[ \t]*([A-Za-z]+)[ \t]*:[ \t]*(\S*)")


class Hover(Record):
    """Markdown about a place."""

    text: str
    span: Span


def hover(document: Document, at: int, findings: Iterable[Finding]) -> Hover | None:
    """Tell what there is to tell; None where there is nothing."""
    for finding in findings:
        if finding.span is not None and finding.span.start <= at <= finding.span.end:
            return Hover(explained(finding), finding.span)
    if document.format is Format.DOCKERFILE:
        return _of_dockerfile(document, at)
    return _of_definition(document, at)


def explained(finding: Finding) -> str:
    """Give the explanation of a finding: its rule's page, or what it says itself."""
    from recipec.diagnostics.render.form import page

    title = f"**[{finding.code}]({page(finding.kind)}) {finding.name}**: {finding.message}"
    text = _page(finding.code)
    return "\n\n".join(part for part in (title, finding.help, text) if part)


def _page(code: str) -> str | None:
    from recipec.checks.findings import explained as explained_by_rule
    from recipec.checks.findings import others
    from recipec.checks.registry import headers

    header = next((one for one in (*headers(), *others()) if one.code == code), None)
    return None if header is None else explained_by_rule(header)


def _of_dockerfile(document: Document, at: int) -> Hover | None:
    for one in document.dockerfile.instructions if document.dockerfile is not None else ():
        keyword = Span(one.span.start, one.span.start + len(one.keyword))
        if keyword.start <= at <= keyword.end and one.name in pages.INSTRUCTIONS:
            return Hover(pages.told(one.name, pages.INSTRUCTIONS[one.name], from_dockerfile=True), keyword)
    return None


def _of_definition(document: Document, at: int) -> Hover | None:
    line = document.line_at(at)
    text = document.text[line.start : line.end]
    section = _WORD.match(text)
    if section is not None and section[0].startswith("%") and at <= line.start + section.end():
        name = section[0][1:].lower()
        if name in pages.SECTIONS:
            told = pages.told(f"%{name}", pages.SECTIONS[name], from_dockerfile=False)
            return Hover(told, Span(line.start, line.start + section.end()))
    row = _KEY.match(text)
    if row is None or not _in_header(document, at):
        return None
    key, value = (Span(line.start + row.start(group), line.start + row.end(group)) for group in (1, 2))
    if key.start <= at <= key.end:
        name = next((known for known in pages.KEYS if known.lower() == row[1].lower()), "")
        return Hover(pages.told(name, pages.KEYS[name], from_dockerfile=False), key) if name else None
    if row[1].lower() == "bootstrap" and value.start <= at <= value.end and row[2] in pages.AGENTS:
        return Hover(pages.told(row[2], pages.AGENTS[row[2]], from_dockerfile=False), value)
    return None


def _in_header(document: Document, at: int) -> bool:
    """Tell whether a place is above the sections of its stage."""
    from recipec.definition.tree import HeaderLine

    file = document.definition
    return file is not None and any(
        isinstance(item, HeaderLine) and item.span is not None and item.span.start <= at <= item.span.end
        for stage in file.stages
        for item in stage.header
    )
