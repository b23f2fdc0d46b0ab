"""An explanation for programs: an editor, a page, a script."""

from json import dumps

from recipec.diagnostics.finding import Finding
from recipec.explanation.explanation import Explanation, Step
from recipec.source import Source, Span
from recipec.typed import TypeAlias

VERSION = 1

Value: TypeAlias = "str | int | list[Value] | dict[str, Value] | None"


def render(explanation: Explanation) -> str:
    """Write it as one object."""
    return dumps(as_object(explanation), indent=2, ensure_ascii=False) + "\n"


def as_object(explanation: Explanation) -> dict[str, Value]:
    """Give it as what JSON has; places are lines, counted from 1, the last one included."""
    source, output = explanation.source, Source(explanation.text)
    return {
        "version": VERSION,
        "input": {"name": source.name, "format": explanation.format.value, "text": source.text},
        "output": {"format": explanation.format.other.value, "target": explanation.target, "text": output.text},
        "steps": [_step(step, source, output) for step in explanation.steps],
        "own": [lines(span, output) for span in explanation.own],
        "findings": [_finding(finding, source) for finding in explanation.findings],
    }


def lines(span: Span, source: Source) -> dict[str, Value]:
    """Give the first and the last line of a place."""
    last = source.position(max(span.start, span.end - 1)).line
    return {"first": source.position(span.start).line, "last": last}


def _step(step: Step, source: Source, output: Source) -> Value:
    return {
        "name": step.name,
        "lines": lines(step.span, source),
        "places": [
            {"section": place.section, "lines": lines(place.span, output), "of": lines(place.origin, source)}
            for place in step.places
        ],
        "why": list(step.why),
        "findings": [_finding(finding, source) for finding in step.findings],
    }


def _finding(finding: Finding, source: Source) -> Value:
    from recipec.diagnostics.render.form import page

    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "lines": None if finding.span is None else lines(finding.span, source),
        "url": page(finding.kind),
    }
