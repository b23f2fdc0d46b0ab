"""Findings that no rule makes: those of reading a recipe and of converting it; and all that may be selected."""

from types import ModuleType

from recipec.checks.registry import headers
from recipec.checks.rule import Header
from recipec.diagnostics.finding import Kind


def kinds() -> tuple[Kind, ...]:
    """Give every kind of finding that there is besides the rules."""
    import recipec.definition.lift.findings as of_definitions
    import recipec.definition.lower.findings as to_definition
    import recipec.dockerfile.lift.program as of_dockerfiles
    import recipec.dockerfile.lower.findings as to_dockerfile
    from recipec import build_args
    from recipec.checks import conservation, suppression

    return _in(of_definitions, of_dockerfiles, to_definition, to_dockerfile, build_args, conservation, suppression)


def _of_lint() -> tuple[Kind, ...]:
    """Give those that a check may come out with: what reading has to say, and suppressions without a use."""
    from recipec.checks import suppression
    from recipec.definition.lift import findings
    from recipec.dockerfile.lift import program

    return _in(findings, program, suppression)


def _in(*modules: ModuleType) -> tuple[Kind, ...]:
    found = {one for module in modules for one in vars(module).values() if isinstance(one, Kind)}
    return tuple(sorted(found, key=lambda kind: (kind.code, kind.name, kind.severity.value)))


def selectors() -> frozenset[str]:
    """Give the codes and names that ``select`` and ``ignore`` may mean."""
    rules = ((header.code, header.name) for header in headers())
    besides = ((kind.code, kind.name) for kind in _of_lint())
    return frozenset(word for pair in (*rules, *besides) for word in pair)


def others() -> tuple[Header, ...]:
    """Give those that have an explanation of their own, as rules are known: without a home."""
    from recipec.checks.told import EXPLANATIONS

    found: dict[str, Header] = {}
    for kind in kinds():
        text = EXPLANATIONS.get(kind.code)
        if text is not None and kind.code not in found:
            title = text.partition("\n")[0]
            found[kind.code] = Header(
                kind.code, kind.name, kind.severity.value, (), (), of_text=False, home="", title=title
            )
    return tuple(found.values())


def explained(header: Header) -> str:
    """Give the explanation of a rule, or of a finding that no rule makes, in Markdown."""
    from recipec.checks.explanation import read
    from recipec.checks.registry import load
    from recipec.checks.told import EXPLANATIONS

    return EXPLANATIONS[header.code] if header.code in EXPLANATIONS else read(load(header).explanation).text
