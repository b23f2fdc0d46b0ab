"""Findings as XML: in the shape of Checkstyle, and as JUnit's test results, where each recipe is a suite."""

from recipec.diagnostics.render.form import Form
from recipec.diagnostics.render.report import Report
from recipec.source import Position, Span

_NOTHING = Position(1, 1)


def _checkstyle_piece(report: Report) -> str:
    lines = [
        f"    <error {_at(report, one.span)} severity={_quoted(one.severity.value)} "
        f"message={_quoted(_told(one.message, one.help))} source={_quoted(f'recipec.{one.name}')}/>\n"
        for one in report.findings
    ]
    if report.error is not None:
        span = None if report.error.span is None else Span(*report.error.span)
        message = _quoted(_told(report.error.message, report.error.help))
        lines.append(f'    <error {_at(report, span)} severity="error" message={message} source="recipec"/>\n')
    return f"  <file name={_quoted(report.name or '')}>\n{''.join(lines)}  </file>\n" if lines else ""


def _at(report: Report, span: Span | None) -> str:
    place = _place(report, span)
    return f'line="{place.line}" column="{place.column}"'


def _junit_piece(report: Report) -> str:
    name = report.name or ""
    cases = []
    for one in report.findings:
        place = _place(report, one.span)
        cases.append(
            f"    <testcase name={_quoted(f'{one.code} {one.name}')} classname={_quoted(name)} "
            f'file={_quoted(name)} line="{place.line}">\n'
            f"      <failure type={_quoted(one.severity.value)} message={_quoted(one.message)}>"
            f"{_text(f'{name}:{place.line}:{place.column}: {_told(one.message, one.help)}')}</failure>\n"
            "    </testcase>\n"
        )
    errors = 0
    if report.error is not None:
        errors = 1
        cases.append(
            f'    <testcase name="recipec" classname={_quoted(name)}>\n'
            f"      <error message={_quoted(report.error.message)}/>\n    </testcase>\n"
        )
    if not cases:
        cases.append(f'    <testcase name="recipec" classname={_quoted(name)}/>\n')
    return (
        f'  <testsuite name={_quoted(name)} tests="{len(cases)}" failures="{len(report.findings)}" '
        f'errors="{errors}">\n{"".join(cases)}  </testsuite>\n'
    )


def _place(report: Report, span: Span | None) -> Position:
    if report.source is None or span is None:
        return _NOTHING
    return report.source.position(min(span.start, len(report.source.text)))


def _told(message: str, advice: str | None) -> str:
    return f"{message} ({advice})" if advice else message


def _quoted(text: str) -> str:
    return '"' + _text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;") + '"'


def _text(text: str) -> str:
    """Escape what XML reserves, and show what it cannot hold at all."""
    clean = "".join(one if one in "\t\n" or " " <= one not in "\ufffe\uffff" else "\ufffd" for one in text)
    clean = clean.encode("utf-8", "replace").decode()
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


CHECKSTYLE = Form(_checkstyle_piece, f'{_HEAD}<checkstyle version="4.3">\n', tail=lambda _: "</checkstyle>\n")
JUNIT = Form(_junit_piece, f'{_HEAD}<testsuites name="recipec">\n', tail=lambda _: "</testsuites>\n")
