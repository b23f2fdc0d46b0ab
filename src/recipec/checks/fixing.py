"""Fixing a recipe: fixes are put in until nothing changes any more."""

from collections.abc import Callable

from recipec.diagnostics.finding import Finding
from recipec.diagnostics.fix import Fix, apply
from recipec.record import Record
from recipec.source import Source

# A fix may make room for another one: some rules speak of a script's lines one after the other.
_ROUNDS = 100


class Fixed(Record):
    """A text, and the fixes that were put into it, in order."""

    text: str
    fixes: tuple[Fix, ...]


def fix(source: Source, check: Callable[[Source], tuple[Finding, ...]], *, unsafe: bool = False) -> Fixed:
    """Put the safe fixes of all findings into a recipe, with ``unsafe`` the others too."""
    text = source.text
    done: list[Fix] = []
    seen = {text}
    for _ in range(_ROUNDS):
        findings = check(Source(text, source.name))
        wanted = [one.fix for one in findings if one.fix is not None and (one.fix.is_safe or unsafe)]
        text, applied = apply(text, wanted)
        if not applied or text in seen:
            break
        seen.add(text)
        done += applied
    return Fixed(text, tuple(done))
