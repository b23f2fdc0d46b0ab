"""Findings that no rule makes: those of reading a recipe and of converting it."""

from recipec.checks.rule import Header
from recipec.checks.told import EXPLANATIONS
from recipec.diagnostics.finding import Kind


def kinds() -> tuple[Kind, ...]:
    """Give every kind of finding that there is besides the rules."""
    import recipec.definition.lift.findings as of_definitions
    import recipec.definition.lower.findings as to_definition
    import recipec.dockerfile.lift.program as of_dockerfiles
    import recipec.dockerfile.lower.findings as to_dockerfile
    from recipec import build_args
    from recipec.checks import conservation, suppression

    modules = (of_definitions, of_dockerfiles, to_definition, to_dockerfile, build_args, conservation, suppression)
    return tuple(
        sorted({one for module in modules for one in vars(module).values() if isinstance(one, Kind)}, key=_order)
    )


def _order(kind: Kind) -> tuple[str, str, str]:
    return kind.code, kind.name, kind.severity.value


def others() -> tuple[Header, ...]:
    """Give those that have an explanation of their own, as rules are known: without a home."""
    found: dict[str, Header] = {}
    for kind in kinds():
        text = EXPLANATIONS.get(kind.code)
        if text is not None and kind.code not in found:
            title = text.partition("\n")[0]
            found[kind.code] = Header(
                kind.code, kind.name, kind.severity.value, (), (), of_text=False, home="", title=title
            )
    return tuple(found.values())
