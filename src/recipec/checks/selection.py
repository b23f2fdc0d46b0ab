"""Which rules speak: what ``select``, ``extend-select``, ``ignore`` and ``severity`` say, codes and names alike."""

from recipec.checks.registry import headers
from recipec.checks.rule import Header
from recipec.checks.settings import Settings
from recipec.diagnostics.finding import Finding, Severity
from recipec.errors import RecipeError


def is_selected(code: str, name: str, settings: Settings) -> bool:
    """Tell whether findings of a code are wanted: what is said most exactly about it counts, and `ignore` in a draw."""
    wanted = max((_length(one, code, name) for one in (*settings.select, *settings.extend_select)), default=-1)
    unwanted = max((_length(one, code, name) for one in settings.ignore), default=-1)
    if unwanted >= max(wanted, 0):
        return False
    return wanted >= 0 or not settings.select


def _length(selector: str, code: str, name: str) -> int:
    """Say how exactly a selector means a code: -1 not at all."""
    if selector.upper() == "ALL":
        return 0
    if selector == name:
        # Those of other linters share a name.
        return len(code) if code.startswith("RC") else 2
    return len(selector) if code.startswith(selector.upper()) else -1


def selected(settings: Settings) -> tuple[Header, ...]:
    """Give the rules that are wanted."""
    return tuple(header for header in headers() if is_selected(header.code, header.name, settings))


def graded(finding: Finding, settings: Settings) -> Finding:
    """Give a finding the severity that the user wants for its code."""
    severity = settings.severity.get(finding.code)
    return finding if severity is None else finding._replace(kind=finding.kind._replace(severity=Severity(severity)))


def _is_others(selector: str) -> bool:
    """Tell whether a selector means the findings of another linter."""
    return selector in ("shellcheck", "hadolint") or (
        selector[:2].upper() in ("SC", "DL") and (selector[2:].isdigit() or not selector[2:])
    )


def check(selectors: tuple[str, ...], known: frozenset[str]) -> None:
    """Refuse a selector that means no rule: ``known`` are all codes and names."""
    for selector in selectors:
        if selector.upper() == "ALL" or selector in known or _is_others(selector):
            continue
        if not any(one.startswith(selector.upper()) for one in known if one.startswith("RC")):
            from difflib import get_close_matches

            close = get_close_matches(selector, sorted(known), n=1)
            raise RecipeError(
                f"`{selector}` is no rule",
                help=f"did you mean `{close[0]}`?" if close else "`recipec rule` lists all of them",
            )
