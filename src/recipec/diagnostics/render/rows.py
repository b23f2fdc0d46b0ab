"""Findings as rows: the objects that ``json`` lists and ``jsonl`` writes on a line each."""

from recipec.diagnostics.finding import Finding
from recipec.diagnostics.fix import Fix
from recipec.diagnostics.render.form import Form, Json, page
from recipec.diagnostics.render.report import Report
from recipec.source import Source, Span


def rows(report: Report) -> list[Json]:
    """Give a row for each finding, and one without a rule for what stopped the work."""
    found = [_row(report.source, finding) for finding in report.findings]
    if report.error is not None:
        span = None if report.error.span is None else Span(*report.error.span)
        found.append(
            {
                "code": None,
                "name": None,
                "severity": "error",
                "message": report.error.message,
                "help": report.error.help,
                "file": report.name,
                "start": _position(report.source, span, end=False),
                "end": _position(report.source, span, end=True),
                "related": [],
                "fix": None,
                "url": None,
            }
        )
    return found


def _row(source: Source | None, finding: Finding) -> Json:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "file": None if source is None else source.name,
        "start": _position(source, finding.span, end=False),
        "end": _position(source, finding.span, end=True),
        "related": [
            {
                "message": related.message,
                "start": _position(source, related.span, end=False),
                "end": _position(source, related.span, end=True),
            }
            for related in finding.related
        ],
        "fix": None if finding.fix is None else _fix(source, finding.fix),
        "url": page(finding.kind),
    }


def _fix(source: Source | None, fix: Fix) -> Json:
    return {
        "title": fix.title,
        "safe": fix.is_safe,
        "edits": [
            {
                "start": _position(source, edit.span, end=False),
                "end": _position(source, edit.span, end=True),
                "text": edit.text,
            }
            for edit in fix.edits
        ],
    }


def _position(source: Source | None, span: Span | None, *, end: bool) -> Json:
    if source is None or span is None:
        return None
    offset = min(span.end if end else span.start, len(source.text))
    line, column = source.position(offset)
    return {"offset": offset, "line": line, "column": column}


def _list_piece(report: Report) -> str:
    from json import dumps

    listed = ",\n".join(dumps(row, indent=2, ensure_ascii=False) for row in rows(report))
    return "\n".join("  " + line for line in listed.split("\n")) if listed else ""


def _line_piece(report: Report) -> str:
    from json import dumps

    return "".join(dumps(row, ensure_ascii=False) + "\n" for row in rows(report))


JSON = Form(_list_piece, "[\n", ",\n", lambda _: "\n]\n")
JSONL = Form(_line_piece)
