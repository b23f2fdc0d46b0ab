"""``# recipec: ignore[RC301]``: findings that the recipe itself says are known.

On a line of its own the comment speaks of what follows: an instruction, a line of a section, or a whole section. Behind
something on the same line it speaks of that. ``# recipec: ignore-file[...]`` speaks of the whole file.
"""

import re

from recipec.diagnostics.finding import Finding, Kind, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.record import Record
from recipec.regex import regex
from recipec.source import Source, Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UNUSED = Kind("RC092", "unused-suppression", Severity.WARNING)
_COMMENT = regex(r"#[ \t]*recipec:[ \t]*ignore(-file)?[ \t]*\[([^\]\n]*)\]")


class Suppression(Record):
    """Some codes or names, and where findings of them are known. ``names`` are as written, each with its place."""

    reach: Span
    names: tuple[tuple[str, Span], ...]
    span: Span


def find(source: Source, units: "Iterable[Span]") -> tuple[Suppression, ...]:
    """Find the suppressions of a recipe. ``units`` are what a comment above may speak of: instructions, sections."""
    if "recipec:" not in source.text:
        return ()
    return tuple(_all(source, tuple(sorted(units))))


def _all(source: Source, units: tuple[Span, ...]) -> "Iterator[Suppression]":
    text = source.text
    for match in _COMMENT.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        names = tuple(
            (word[0], Span(match.start(2) + word.start(), match.start(2) + word.end()))
            for word in re.finditer(r"[^\s,]+", match[2])
        )
        span = Span(match.start(), match.end())
        if match[1]:
            reach = Span(0, len(text))
        elif text[start : match.start()].strip():
            reach = _around(match.start(), start, text, units)
        else:
            reach = _below(match.end(), text, units)
        yield Suppression(reach, names, span)


def _around(at: int, start: int, text: str, units: tuple[Span, ...]) -> Span:
    """Give the line on which a comment stands; of a section line, the section."""
    end = text.find("\n", at)
    line = Span(start, len(text) if end < 0 else end)
    return next((unit for unit in units if unit.start == start), line)


def _below(at: int, text: str, units: tuple[Span, ...]) -> Span:
    """Give what begins on the next line that says something: a unit, or a line with its continuations."""
    end = text.find("\n", at)
    while end >= 0:
        start = end + 1
        end = text.find("\n", start)
        line = text[start : len(text) if end < 0 else end]
        if line.strip() and not line.lstrip().startswith("#"):
            unit = next((one for one in units if one.start == start), None)
            if unit is not None:
                return unit
            while end >= 0 and text[start:end].rstrip("\r").endswith("\\"):
                end = text.find("\n", end + 1)
            return Span(start, len(text) if end < 0 else end)
    return Span(len(text), len(text))


def suppress(findings: "Iterable[Finding]", suppressions: tuple[Suppression, ...], text: str) -> "Iterator[Finding]":
    """Leave out what is known, and add what was said for nothing."""
    used: set[Span] = set()
    for finding in findings:
        known = [place for one in suppressions for name, place in one.names if _speaks_of(one, name, finding)]
        used.update(known)
        if not known:
            yield finding
    for one in suppressions:
        idle = [(name, place) for name, place in one.names if place not in used]
        for name, place in idle:
            yield Finding(
                UNUSED,
                f"nothing here is found by `{name}`",
                place,
                "remove it from the comment",
                fix=_without(one, place, text) if len(idle) < len(one.names) or len(one.names) == 1 else None,
            )


def _speaks_of(one: Suppression, name: str, finding: Finding) -> bool:
    if name.upper() != finding.code and name != finding.name:
        return False
    return finding.span is None or (finding.span.start < one.reach.end and one.reach.start <= finding.span.end)


def _without(one: Suppression, place: Span, text: str) -> Fix:
    """Take a name, or with the last one the comment, out of the recipe."""
    if len(one.names) == 1:
        start = text.rfind("\n", 0, one.span.start) + 1
        end = text.find("\n", one.span.end)
        if text[start : one.span.start].strip() or end < 0 or text[one.span.end : end].strip():
            cut = Span(start + len(text[start : one.span.start].rstrip()), one.span.end)
        else:
            cut = Span(start, end + 1)
        return Fix("remove the comment", (Edit(cut, ""),), is_safe=True)
    first = one.names[0][1] == place
    start = place.start if first else max(at.end for _, at in one.names if at.end <= place.start)
    end = min(at.start for _, at in one.names if at.start >= place.end) if first else place.end
    return Fix(f"remove `{text[place.start : place.end]}`", (Edit(Span(start, end), ""),), is_safe=True)
