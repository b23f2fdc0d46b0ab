"""From the grammar of definition files to its parse table, by Lark: the one module that imports it."""

from collections.abc import Iterable, Mapping
from importlib import resources

from lark import Lark
from lark.common import ParserConf
from lark.parsers.lalr_analysis import IntParseTable, LALR_Analyzer, Shift

_HEAD = '''\
"""The parse table of definition.lark, written by ``python -m recipec.grammar``.

``PATTERNS`` are the terminals, in the order in which to try them, and ``RULES`` a name and a length each. ``STATES``
say what to do at a symbol: go to that state, or, below zero, reduce the rule ``~action``. The first is where to start.
"""

# fmt: off
# ruff: noqa: E501
'''


def grammar() -> Lark:
    """Read the grammar."""
    text = resources.files("recipec.grammar").joinpath("definition.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer="contextual", maybe_placeholders=False)


def table() -> str:
    """Write the module that holds the parse table of the grammar, the same for every run of Lark."""
    read = grammar()
    # Lark's own order of trying: what is more urgent first, of these what may be longer.
    terminals = sorted(read.terminals, key=lambda one: (-one.priority, -one.pattern.max_width, -len(one.pattern.value)))
    patterns = {str(terminal.name): terminal.pattern.to_regexp() for terminal in terminals}
    # The parser makes nodes of rules by their names alone.
    assert all(rule.alias is None and not rule.options.expand1 for rule in read.rules)
    rules = tuple((str(rule.origin.name), len(rule.expansion)) for rule in read.rules)
    analysis = LALR_Analyzer(ParserConf(read.rules, {}, ["start"]))
    analysis.compute_lalr()  # type: ignore[no-untyped-call]  # it comes without a type
    numbers: dict[object, int] = {rule: ~number for number, rule in enumerate(read.rules)}
    states = _numbered(IntParseTable.from_ParseTable(analysis.parse_table), numbers)
    text = _written("PATTERNS: dict[str, str]", "{}", (f"{name!r}: {one!r}" for name, one in patterns.items()))
    text += _written("RULES: tuple[tuple[str, int], ...]", "()", map(repr, rules))
    text += _written("STATES: tuple[dict[str, int], ...]", "()", map(repr, states))
    assert '"' not in text  # so that the quotes can be those of this project
    return _HEAD + text.replace("'", '"')


def _written(name: str, brackets: str, entries: Iterable[str]) -> str:
    return f"{name} = {brackets[0]}\n" + "".join(f"    {entry},\n" for entry in entries) + f"{brackets[1]}\n"


def _numbered(table: IntParseTable, rules: Mapping[object, int]) -> tuple[dict[str, int], ...]:
    """Number the states in the order in which they are met: Lark's own numbers are others in every run."""
    numbers: dict[int, int] = {table.start_states["start"]: 0}
    met = list(numbers)
    states: list[dict[str, int]] = []
    for state in met:  # it grows on the way
        actions: dict[str, int] = {}
        for symbol, (action, aim) in sorted(table.states[state].items()):
            if action is Shift and aim not in numbers:
                numbers[aim] = len(met)
                met.append(aim)
            actions[str(symbol)] = numbers[aim] if action is Shift else rules[aim]
        states.append(actions)
    return tuple(states)
