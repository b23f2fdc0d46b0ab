"""What the page asks of recipec, and what it is told: JSON both ways, places as editors of the web count them."""

import json
from typing import TypeAlias

from recipec import Finding, Format, RecipeError, Settings, Source, convert, lint
from recipec.api import format_of, recipe_of
from recipec.diagnostics.fix import Edit
from recipec.source import Span
from recipec.target import DOCKER, default, named

Told: TypeAlias = "str | int | bool | list[Told] | dict[str, Told] | None"


def answer(question: str) -> str:
    """Convert and check a recipe: ``text``, its ``format`` (empty: to be told), the ``engine`` that is meant."""
    given: dict[str, str] = json.loads(question)
    return json.dumps(_answer(given["text"], given["format"], given["engine"]))


def _answer(text: str, said: str, engine: str) -> Told:
    written_in: Format | None = None
    output: str | None = None
    findings: tuple[Finding, ...] = ()
    error: RecipeError | None = None
    try:
        source = recipe_of(text)
        written_in = format_of(source, Format(said) if said else None)
        definition = named(engine or default(Format.DEFINITION).name)
        checked = lint(source, Settings(target=definition.name), format=written_in)
        findings, error = checked.findings, checked.error
        target = definition if written_in is Format.DOCKERFILE else DOCKER
        conversion = convert(source, target, format=written_in)
        output = conversion.text
        findings = _together(findings, conversion.findings)
    except RecipeError as stop:
        error = error or stop
    place = _Places(text)
    explained = error is not None and any(one.span is not None and one.span == error.span for one in findings)
    return {
        "format": None if written_in is None else written_in.value,
        "output": output,
        "findings": [_finding(one, place) for one in findings],
        "error": None if error is None or explained else _error(error, place),
    }


def _together(checked: tuple[Finding, ...], converted: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Put in one order what both have to say; of a place and a code the check says it better."""
    known = {(one.code, one.span) for one in checked}
    more = (one for one in converted if (one.code, one.span) not in known)
    return tuple(sorted((*checked, *more), key=lambda one: one.span or Span(-1, -1)))


class _Places:
    """Places of a text: characters beyond U+FFFF are two to a browser."""

    def __init__(self, text: str) -> None:
        self._source = Source(text)
        self._wide = [at for at, character in enumerate(text) if ord(character) > 0xFFFF]

    def at(self, span: Span) -> "dict[str, Told]":
        begin, end = (self._offset(at) for at in span)
        return {"from": begin, "to": end, "line": self._source.position(span.start).line}

    def _offset(self, at: int) -> int:
        return at + sum(wide < at for wide in self._wide)


def _finding(one: Finding, place: _Places) -> Told:
    fix = one.fix
    return {
        "code": one.code,
        "name": one.name,
        "severity": one.severity.value,
        "message": one.message,
        "help": one.help,
        "place": None if one.span is None else place.at(one.span),
        "fix": None
        if fix is None
        else {"title": fix.title, "isSafe": fix.is_safe, "edits": [_edit(edit, place) for edit in fix.edits]},
    }


def _edit(edit: Edit, place: _Places) -> Told:
    return {**place.at(edit.span), "insert": edit.text}


def _error(error: RecipeError, place: _Places) -> Told:
    where = None if error.span is None else place.at(Span(*error.span))
    return {"message": error.message, "help": error.help, "place": where}
