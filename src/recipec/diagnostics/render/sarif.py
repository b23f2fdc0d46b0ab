"""Findings as SARIF 2.1.0, with what GitHub's code scanning wants to have beyond the standard."""

from recipec.diagnostics.fingerprint import fingerprints
from recipec.diagnostics.render.form import PAGES, Form, Json, Total, page
from recipec.diagnostics.render.report import Report
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.diagnostics.finding import Finding, Kind
    from recipec.diagnostics.fix import Fix
    from recipec.source import Span

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_HEAD = """\
{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "columnKind": "unicodeCodePoints",
      "results": [
"""


def _piece(report: Report) -> str:
    from json import dumps

    marks = fingerprints(report.source, report.findings)
    results = (_result(report, one, mark) for one, mark in zip(report.findings, marks, strict=True))
    return ",\n".join(dumps(result, ensure_ascii=False) for result in results)


def _result(report: Report, finding: "Finding", mark: str) -> Json:
    text = f"{finding.message}: {finding.help}" if finding.help else finding.message
    result: dict[str, Json] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity.value],
        # GitHub wants sentences.
        "message": {"text": text[:1].upper() + text[1:] + "."},
        "locations": [{"physicalLocation": _location(report, finding.span)}],
        "partialFingerprints": {"primaryLocationLineHash": mark},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": at, "message": {"text": one.message}, "physicalLocation": _location(report, one.span)}
            for at, one in enumerate(finding.related)
        ]
    if finding.fix is not None:
        result["fixes"] = [_fix(report, finding.fix)]
    return result


def _location(report: Report, span: "Span | None") -> Json:
    location: dict[str, Json] = {"artifactLocation": {"uri": _uri(report.name or "")}}
    location["region"] = {"startLine": 1} if span is None else _region(report, span)
    return location


def _uri(name: str) -> str:
    from urllib.parse import quote

    # Names of files need not be UTF-8: such bytes are what they are.
    return quote(name.replace("\\", "/").removeprefix("./").encode("utf-8", "surrogateescape"))


def _region(report: Report, span: "Span") -> Json:
    assert report.source is not None
    limit = len(report.source.text)
    start = report.source.position(min(span.start, limit))
    end = report.source.position(min(max(span.end, span.start), limit))
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _fix(report: Report, fix: "Fix") -> Json:
    replacements: list[Json] = [
        {"deletedRegion": _region(report, edit.span), "insertedContent": {"text": edit.text}} for edit in fix.edits
    ]
    change: Json = {"artifactLocation": {"uri": _uri(report.name or "")}, "replacements": replacements}
    return {"description": {"text": fix.title[:1].upper() + fix.title[1:] + "."}, "artifactChanges": [change]}


def _tail(total: Total) -> str:
    from json import dumps

    from recipec import __version__

    by_code = {kind.code: kind for kind in sorted(total.findings, key=lambda kind: kind.severity.value, reverse=True)}
    driver: Json = {
        "name": "recipec",
        "semanticVersion": __version__,
        "informationUri": PAGES,
        "rules": [_rule(kind, total.titles.get(code, "")) for code, kind in sorted(by_code.items())],
    }
    notifications: list[Json] = [
        {
            "level": "error",
            "message": {"text": message},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(name)}}}],
        }
        for name, message in total.errors
    ]
    invocation: Json = {"executionSuccessful": not total.errors, "toolExecutionNotifications": notifications}
    rest = f'"tool": {dumps({"driver": driver}, ensure_ascii=False)},\n      "invocations": [{dumps(invocation)}]'
    return f"\n      ],\n      {rest}\n    }}\n  ]\n}}\n"


def _rule(kind: "Kind", title: str) -> Json:
    title = title or kind.name.replace("-", " ").capitalize() + "."
    return {
        "id": kind.code,
        "name": "".join(word.capitalize() for word in kind.name.split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": title},
        "helpUri": page(kind),
        "help": {"text": f"{title} See {page(kind)}"},
        "defaultConfiguration": {"level": _LEVELS[kind.severity.value]},
        "properties": {"precision": "high", "tags": ["containers", "hpc"]},
    }


SARIF = Form(_piece, _HEAD, ",\n", _tail)
