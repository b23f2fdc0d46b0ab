"""Every code and name that a check of a recipe may come out with."""

from recipec.checks.registry import headers
from recipec.diagnostics.finding import Kind


def kinds() -> tuple[Kind, ...]:
    """Give what may be found besides the rules: what reading a recipe has to say, and suppressions without a use."""
    from recipec.checks import suppression
    from recipec.definition.lift import findings
    from recipec.dockerfile.lift import program

    return tuple(
        sorted({one for module in (findings, program, suppression) for one in vars(module).values() if _is_kind(one)})
    )


def _is_kind(value: object) -> bool:
    return isinstance(value, Kind)


def selectors() -> frozenset[str]:
    """Give the codes and names that ``select`` and ``ignore`` may mean."""
    rules = [(header.code, header.name) for header in headers()]
    return frozenset(word for pair in (*rules, *((kind.code, kind.name) for kind in kinds())) for word in pair)
