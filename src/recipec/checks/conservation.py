"""No silent loss: what a recipe says is written, or a finding names it, or it is a bug of recipec."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate

from recipec.diagnostics.finding import Finding, Kind, Severity
from recipec.ir.node import Node
from recipec.ir.program import Program
from recipec.source import Span

VANISHED = Kind("RC000", "vanished", Severity.ERROR, loss=True)


def unaccounted(said: Iterable[Span], written: frozenset[Span], findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Find what was said and is neither written nor in the place of a finding."""
    missing = sorted(set(said) - written)
    if not missing:
        return
    places = sorted(span for finding in findings for span in _spans(finding))
    starts = [place.start for place in places]
    furthest = [0, *accumulate((place.end for place in places), max)]
    for span in missing:
        # The places that start before the span ends: one of them touches it when the furthest end is beyond its start.
        if furthest[bisect_left(starts, max(span.end, span.start + 1))] <= span.start and span.start not in starts:
            yield Finding(
                VANISHED,
                "this is not in the output, and nothing says why",
                span,
                "this is a bug in recipec: please report it with the recipe",
            )


def said(program: Program) -> Iterator[Span]:
    """Give the place of everything that a program says."""
    nodes: list[Node] = [*program.arguments]
    for stage in program.stages:
        nodes.append(stage.base)
        nodes.extend(stage.steps)
    return (node.origin.span for node in nodes if node.origin is not None)


def _spans(finding: Finding) -> Iterator[Span]:
    if finding.span is not None:
        yield finding.span
    for related in finding.related:
        yield related.span
