"""Trees and programs as text that a person reviews."""

from enum import Enum

import attrs

from recipec.definition.tree import Blank, Comment, File, HeaderItem, HeaderLine, Section
from recipec.ir.node import Node, Origin
from recipec.ir.outcome import Outcome
from recipec.ir.program import Program
from recipec.ir.text import Variable, show
from recipec.source import Source, Span


def dump_tree(file: File, source: Source) -> str:
    """Show a tree: a line for each thing, bodies behind a bar."""
    lines: list[str] = []
    for stage in file.stages:
        lines.append("stage")
        lines += [_header(item) for item in stage.header]
        for section in stage.sections:
            assert isinstance(section, Section)
            place = source.position(section.span.start).line if section.span else "?"
            lines.append(f"  %{section.name} {section.arguments!r} on line {place}")
            lines += [f"    |{line}" for line in section.lines]
    return "\n".join(lines) + "\n"


def _header(item: HeaderItem) -> str:
    match item:
        case HeaderLine(key, value, comment):
            tail = "" if comment is None else f" #{comment}"
            return f"  {key} = {value!r}{tail}" + (" (lost)" if item.is_lost else "")
        case Comment(text):
            return f"  #{text}"
        case Blank():
            return "  (blank)"


def dump_outcome(outcome: Outcome[Program], source: Source) -> str:
    """Show a program, each node with the text that it comes from, and what was found."""
    lines: list[str] = []
    for stage in outcome.value.stages:
        lines.append(f"stage {stage.name}" + _origin(stage.origin, source, text=False))
        lines.append("  " + _node(stage.base, source))
        lines += ["    " + _node(step, source) for step in stage.steps]
    for finding in outcome.findings:
        lines.append(f"{finding.severity.value} {finding.code} {finding.message} @ {_text(finding.span, source)!r}")
        lines += [f"  help: {finding.help}"] if finding.help else []
        lines += [f"  related: {one.message} @ {_text(one.span, source)!r}" for one in finding.related]
    return "\n".join(lines) + "\n"


def _fields(node: object) -> dict[str, object]:
    """Give the fields of a node that differ from their default, but for its origin."""
    kind = type(node)
    if not attrs.has(kind):
        return {}
    return {
        each.name: getattr(node, each.name)
        for each in attrs.fields(kind)
        if each.name != "origin" and getattr(node, each.name) != each.default
    }


def _node(node: Node, source: Source) -> str:
    fields = ", ".join(f"{name}={_value(value)}" for name, value in _fields(node).items())
    return f"{type(node).__name__}({fields})" + _origin(node.origin, source)


def _value(value: object) -> str:
    if isinstance(value, tuple) and value and all(isinstance(part, str | Variable) for part in value):
        return repr(show(value)) + (" with variables" if any(isinstance(part, Variable) for part in value) else "")
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, Enum):
        return value.name
    if attrs.has(type(value)):
        return f"{type(value).__name__}({', '.join(map(_value, _fields(value).values()))})"
    return repr(value)


def _origin(origin: Origin | None, source: Source, *, text: bool = True) -> str:
    if origin is None:
        return ""
    comments = "".join(f" #{comment}" for comment in origin.comments)
    return (f" @ {_text(origin.span, source)!r}" if text else "") + comments


def _text(span: tuple[int, int] | Span | None, source: Source) -> str:
    return "" if span is None else source.text[span[0] : span[1]]
