"""Which rules speak: what ``select``, ``extend-select``, ``ignore`` and ``severity`` say, codes and names alike."""

import re
from functools import lru_cache

from recipec.checks.registry import headers
from recipec.checks.rule import Header
from recipec.checks.settings import Settings
from recipec.checks.sieve import Sieve
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


def selected(settings: Settings, situations: frozenset[str], lowered: str) -> list[Header]:
    """Give the rules that are wanted and may have something to say. ``lowered`` is the recipe in lower case."""
    if settings.site is not None:
        from recipec.checks.onsite import words

        lowered = f"{lowered} {words(settings.site)}"
    return _wanted(settings.select, settings.extend_select, settings.ignore, situations).passing(lowered)


# The files of a run have few settings, and going through all rules takes as long as asking most of them.
@lru_cache(64)
def _wanted(
    select: tuple[str, ...], extend_select: tuple[str, ...], ignore: tuple[str, ...], situations: frozenset[str]
) -> Sieve:
    """Give the rules about some situations that are wanted."""
    settings = Settings(select=select, extend_select=extend_select, ignore=ignore)
    says_nothing = not (select or extend_select or ignore)
    return Sieve(
        header
        for header in headers()
        if not situations.isdisjoint(header.situations)
        and (says_nothing or is_selected(header.code, header.name, settings))
    )


def graded(finding: Finding, settings: Settings) -> Finding:
    """Give a finding the severity that the user wants for its code, else that which it has on the user's site."""
    lengths = {one: _length(one, finding.code, finding.name) for one in settings.severity}
    selector = max(lengths, key=lengths.__getitem__, default="")
    if lengths.get(selector, -1) < 0:
        if settings.site is None:
            return finding
        from recipec.checks.onsite import graded as on_site

        return on_site(finding, settings.site)
    return finding._replace(kind=finding.kind._replace(severity=Severity(settings.severity[selector])))


LINTERS = {"shellcheck": "ShellCheck", "hadolint": "hadolint"}
"""What the other linters are called."""


def other_linter(selector: str) -> str | None:
    """Name the other linter whose findings a selector means; None when it means ours."""
    if selector == "shellcheck" or _is_code(selector, "SC"):
        return "shellcheck"
    return "hadolint" if selector == "hadolint" or _is_code(selector, "DL") else None


def _is_code(selector: str, beginning: str) -> bool:
    return selector[:2].upper() == beginning and (selector[2:].isdigit() or not selector[2:])


def check(selectors: tuple[str, ...], known: frozenset[str]) -> None:
    """Refuse a selector that means no rule: ``known`` are all codes and names."""
    for selector in selectors:
        if selector.upper() == "ALL" or selector in known or other_linter(selector) is not None:
            continue
        if not selector or not any(one.startswith(selector.upper()) for one in known if one.startswith("RC")):
            raise unknown(selector, known)


def check_asked(settings: Settings) -> None:
    """Refuse to select nothing but findings of a linter that is not asked: there would never be any."""
    if not settings.select:
        return
    unasked: list[tuple[str, str]] = []
    for selector in (*settings.select, *settings.extend_select):
        match other_linter(selector):
            case "shellcheck" if not settings.shellcheck:
                unasked.append((selector, "shellcheck"))
            case "hadolint" if not settings.hadolint:
                unasked.append((selector, "hadolint"))
            case _:
                return
    selector, linter = unasked[0]
    raise RecipeError(f"`{selector}` is what {LINTERS[linter]} finds", help=f"ask it with `--{linter}`")


def unknown(word: str, known: frozenset[str]) -> RecipeError:
    """Say that a word is no rule, and what may have been meant."""
    return RecipeError(f"`{word}` is no rule", help=_meant(word, known))


def _meant(word: str, known: frozenset[str]) -> str:
    from recipec.checks.findings import kinds
    from recipec.suggestion import suggestion

    everything = "`recipec rule` lists all of them"
    upper = word.upper()
    if any(upper == kind.code or word == kind.name for kind in kinds()):
        return f"`recipec convert` finds this, and `recipec rule {word}` explains it"
    if re.fullmatch(r"RC\d+", upper):
        # Codes that look alike have nothing in common.
        family = upper[:3]
        is_one = any(one.startswith(family) for one in known)
        return f"`recipec rule {family}` lists those that begin so" if is_one else everything
    if re.fullmatch(r"[A-Z][A-Z_]*\d+", word):
        return "codes begin with `RC`, or with `SC` and `DL` for those of ShellCheck and hadolint"
    return suggestion(word, sorted(known)) or everything
