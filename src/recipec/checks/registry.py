"""All rules: each is a module below ``rules/``, and the table beside this module says what is in them.

A start imports only the rules that a recipe can break, so what decides about that is in the table, which
``python -m recipec.checks`` writes anew.
"""

from collections.abc import Iterator
from functools import cache

from recipec.checks.rule import Header, Rule, TextRule
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType


@cache
def headers() -> tuple[Header, ...]:
    """Give what is known of every rule without importing it, in the order of their codes."""
    from recipec.checks.table import RULES

    return tuple(Header(*row) for row in RULES)


def _imported(name: str) -> "ModuleType":
    # Without `importlib`, which takes the modules of warnings along.
    return __import__(name, fromlist=("",))


importing: "Callable[[str], ModuleType]" = _imported
"""How a rule is imported: the command has a way of its own."""


def load(header: Header) -> Rule | TextRule:
    """Import a rule."""
    return _at(header.home)


@cache
def _at(home: str) -> Rule | TextRule:
    module = importing(home)
    found = next((value for value in vars(module).values() if isinstance(value, Rule | TextRule)), None)
    assert found is not None, f"{home} holds no rule"
    return found


def all_rules() -> Iterator[Rule | TextRule]:
    """Import every rule that there is, whatever the table says."""
    from importlib import import_module
    from pkgutil import walk_packages

    from recipec.checks import rules

    for module in walk_packages(rules.__path__, "recipec.checks.rules."):
        if not module.ispkg:
            yield from (
                value for value in vars(import_module(module.name)).values() if isinstance(value, Rule | TextRule)
            )


def _without_longer(header: Header) -> Header:
    """Leave out the words that have another one in them."""
    words = header.words
    return header._replace(
        words=tuple(one for one in words if not any(other in one and other != one for other in words))
    )


def build_table() -> str:
    """Write the module that holds the table."""
    rows = sorted(tuple(_without_longer(rule.header)) for rule in all_rules())
    lines = "".join("    " + repr(row) + ",\n" for row in rows)
    head = '"""What is known of the rules without importing them, written by ``python -m recipec.checks``."""\n\n'
    types = "tuple[str, str, str, tuple[str, ...], tuple[str, ...], bool, str, str, tuple[str, ...]]"
    return f"{head}# fmt: off\nRULES: tuple[{types}, ...] = (\n{lines})\n"
