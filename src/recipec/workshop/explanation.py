"""Which findings of a conversion explain which differences of the containers."""

from recipec.diagnostics.finding import Finding
from recipec.engines.compare import Difference
from recipec.source import Source

# Findings about whoever runs the image hold for every program in it, those about its start for every start.
_ABOUT_USERS = frozenset(("RC101", "RC117"))
_ABOUT_STARTS = _ABOUT_USERS | {"RC501", "RC508", "RC514", "RC521", "RC523", "RC546"}


def explaining(difference: Difference, findings: tuple[Finding, ...], source: Source | None) -> tuple[Finding, ...]:
    """Give the findings that a difference follows from, as far as can be told by what they name."""
    if difference.kind in ("run", "probe"):
        codes = _ABOUT_STARTS if difference.kind == "run" else _ABOUT_USERS
        return tuple(one for one in findings if one.code in codes)
    return tuple(one for one in findings if _names(one, difference, source))


def _names(finding: Finding, difference: Difference, source: Source | None) -> bool:
    place = "" if source is None or finding.span is None else source.text[finding.span.start : finding.span.end]
    for quoted in finding.message.split("`")[1::2]:
        if quoted == difference.name or _holds(quoted, difference):
            return True
    return difference.kind in ("env", "label") and difference.name in place.replace("=", " ").split()


def _holds(path: str, difference: Difference) -> bool:
    """Tell whether a path that a finding names is a directory above what differs."""
    return difference.kind == "tree" and path.startswith("/") and difference.name.startswith(path.rstrip("/") + "/")
