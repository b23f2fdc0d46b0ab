"""Findings as JSON: one object, whose shape changes only together with its ``version``."""

from recipec.diagnostics.render.form import Json
from recipec.diagnostics.render.report import Report

VERSION = 1


def render(report: Report) -> str:
    """Write all that is known, with offsets in characters and lines and columns counted from 1."""
    from json import dumps

    return dumps(value(report), indent=2, ensure_ascii=False) + "\n"


def value(report: Report) -> Json:
    """Give the object that is written."""
    error = report.error
    return {
        "version": VERSION,
        "recipe": None if report.source is None else report.source.name,
        "findings": [
            {
                "code": finding.code,
                "name": finding.name,
                "severity": finding.severity.value,
                "loss": finding.kind.loss,
                "message": finding.message,
                "help": finding.help,
                "place": _place(report, finding.span),
                "related": [
                    {"message": related.message, "place": _place(report, related.span)} for related in finding.related
                ],
            }
            for finding in report.findings
        ],
        "error": None
        if error is None
        else {"message": error.message, "help": error.help, "place": _place(report, error.span)},
    }


def _place(report: Report, span: tuple[int, int] | None) -> Json:
    if span is None or report.source is None:
        return None
    return {"start": _position(report, span[0]), "end": _position(report, span[1])}


def _position(report: Report, offset: int) -> Json:
    assert report.source is not None
    line, column = report.source.position(offset)
    return {"offset": offset, "line": line, "column": column}
