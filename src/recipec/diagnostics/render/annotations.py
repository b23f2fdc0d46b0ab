"""Findings for services that show them beside the lines of a change: GitHub's annotations, GitLab's code quality."""

from recipec.diagnostics.finding import Finding
from recipec.diagnostics.fingerprint import fingerprints
from recipec.diagnostics.render.form import Form, Json, page
from recipec.diagnostics.render.report import Report
from recipec.source import Span

_GITHUB = {"error": "error", "warning": "warning", "info": "notice"}
_GITLAB = {"error": "major", "warning": "minor", "info": "info"}


def _github_piece(report: Report) -> str:
    lines = [
        _command(report, _GITHUB[one.severity.value], f"{one.code} {one.name}", _told(one.message, one.help), one.span)
        for one in report.findings
    ]
    if report.error is not None:
        span = None if report.error.span is None else Span(*report.error.span)
        lines.append(_command(report, "error", "recipec", _told(report.error.message, report.error.help), span))
    return "".join(lines)


def _command(report: Report, kind: str, title: str, message: str, span: Span | None) -> str:
    fields = [f"file={_property(report.name or '')}", f"title={_property(title)}"]
    if report.source is not None and span is not None:
        limit = len(report.source.text)
        start = report.source.position(min(span.start, limit))
        end = report.source.position(min(max(span.end, span.start), limit))
        fields.append(f"line={start.line}")
        if end.line == start.line:
            # GitHub takes columns only of what ends on the line where it begins.
            fields += [f"col={start.column}", f"endColumn={max(end.column, start.column + 1)}"]
        else:
            fields.append(f"endLine={end.line}")
    return f"::{kind} {','.join(fields)}::{_data(message)}\n"


def _told(message: str, advice: str | None) -> str:
    return f"{message}\n{advice}" if advice else message


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _gitlab_piece(report: Report) -> str:
    from json import dumps

    rows: list[Json] = [
        _quality(report, one, mark)
        for one, mark in zip(report.findings, fingerprints(report.source, report.findings), strict=True)
    ]
    if report.error is not None:
        line = 1
        if report.source is not None and report.error.span is not None:
            line = report.source.position(min(report.error.span[0], len(report.source.text))).line
        rows.append(
            {
                "description": report.error.message,
                "check_name": "recipec",
                "fingerprint": f"{report.name}:error",
                "severity": "blocker",
                "location": {"path": report.name, "lines": {"begin": line}},
            }
        )
    return ",\n".join(dumps(row, ensure_ascii=False) for row in rows)


def _quality(report: Report, finding: Finding, mark: str) -> Json:
    begin = end = 1
    if report.source is not None and finding.span is not None:
        limit = len(report.source.text)
        begin = report.source.position(min(finding.span.start, limit)).line
        end = report.source.position(min(max(finding.span.end - 1, finding.span.start), limit)).line
    return {
        "description": f"{finding.code}: {_told(finding.message, finding.help)}",
        "check_name": finding.name,
        "fingerprint": f"{report.name}:{mark}",
        "severity": _GITLAB[finding.severity.value],
        "categories": ["Bug Risk"],
        "content": {"body": page(finding.kind)},
        "location": {"path": report.name, "lines": {"begin": begin, "end": end}},
    }


GITHUB = Form(_github_piece)
GITLAB = Form(_gitlab_piece, "[\n", ",\n", lambda _: "\n]\n")
