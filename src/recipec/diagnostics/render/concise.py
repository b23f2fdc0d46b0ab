"""Findings on one line each, as editors and ``grep`` read them: ``name:line:column: severity[code] message``."""

from recipec.diagnostics.render.columns import visible
from recipec.diagnostics.render.report import Report


def render(report: Report) -> str:
    """Show a line per finding; help and related places are left to the other forms."""
    lines = [
        f"{_place(report, finding.span)}{finding.severity.value}[{finding.code}] {_flat(finding.message)}"
        for finding in report.findings
    ]
    if report.error is not None:
        lines.append(f"{_place(report, report.error.span)}error: {_flat(report.error.message)}")
    return "".join(line + "\n" for line in lines)


def _place(report: Report, span: tuple[int, int] | None) -> str:
    if report.source is None:
        return ""
    name = _flat(report.source.name)
    if span is None:
        return f"{name}: "
    line, column = report.source.position(min(span[0], len(report.source.text)))
    return f"{name}:{line}:{column}: "


def _flat(text: str) -> str:
    return visible(text).replace("\n", " ")
