"""``recipec rule``: explain rules, or list them."""

import re
import sys

from recipec.checks.findings import explained
from recipec.checks.registry import headers
from recipec.checks.rule import Header
from recipec.cli import terminal
from recipec.cli.options import OPERANDS, Given, value
from recipec.errors import RecipeError

_BOLD, _RESET = "\x1b[1m", "\x1b[0m"


def run(given: Given) -> int:
    """Show the rules that were named, or a line for each when none was."""
    form = value(given, "output-format") or "human"
    groups = [_meant(word) for word in given.get(OPERANDS, ("RC",))]
    if form == "json":
        text = _json(tuple(dict.fromkeys(header for group in groups for header in group)))
    else:
        text = "\n".join(_shown(group, form, value(given, "color") or "auto") for group in groups)
    terminal.write(text, sys.stdout)
    return 0


def _all() -> tuple[Header, ...]:
    """Give every rule, and every other finding that there is an explanation of, in the order of their codes."""
    from recipec.checks.findings import others

    return tuple(sorted((*headers(), *others())))


def _meant(word: str) -> tuple[Header, ...]:
    """Give the rule of a code or a name, or those whose codes begin so."""
    everything = _all()
    for one in everything:
        if word.upper() == one.code or word.lower() == one.name:
            return (one,)
    family = tuple(one for one in everything if one.code.startswith(word.upper() or "?"))
    if family:
        return family
    raise _unknown(word, everything)


def _unknown(word: str, everything: tuple[Header, ...]) -> RecipeError:
    from recipec.checks.selection import LINTERS, other_linter, unknown

    linter = other_linter(word)
    if linter is None:
        return unknown(word, frozenset(name for one in everything for name in (one.code, one.name)))
    from recipec.diagnostics.finding import Kind, Severity
    from recipec.diagnostics.render.form import page

    name = LINTERS[linter]
    if not word[2:].isdigit():
        return RecipeError(f"the rules of {name} are not recipec's", help=f"`recipec lint --{linter}` asks it")
    address = page(Kind(word.upper(), linter, Severity.INFO))
    return RecipeError(f"`{word}` is a rule of {name}'s", help=f"{address} explains it")


def _shown(group: tuple[Header, ...], form: str, colour: str) -> str:
    if len(group) == 1:
        return _explained(group[0], form, colour)
    return "".join(_line(header, form) for header in group)


def _line(header: Header, form: str) -> str:
    if form == "markdown":
        return f"* `{header.code}` `{header.name}` ({header.severity}): {header.title}\n"
    return f"{header.code} {header.severity:7} {header.name:32} {header.title}\n"


def _explained(header: Header, form: str, colour: str) -> str:
    title = f"{header.code}: {header.name} ({header.severity})"
    told = explained(header)
    if form == "markdown":
        return f"# {title}\n\n{told}\n"
    head = f"{_BOLD}{title}{_RESET}" if terminal.has_colour(colour, sys.stdout) else title
    return f"{head}\n\n{_wrapped(told, terminal.width(sys.stdout))}\n"


def _wrapped(text: str, width: int) -> str:
    """Wrap the prose that is too wide for the terminal; what stands in a fence is code, and keeps its lines."""
    parts = text.split("```")
    parts[::2] = ["\n\n".join(_paragraph(one, width) for one in part.split("\n\n")) for part in parts[::2]]
    return "```".join(parts)


def _paragraph(text: str, width: int) -> str:
    if all(len(line) <= width for line in text.split("\n")):
        return text
    from textwrap import TextWrapper

    wrapper = TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    lines: list[str] = []
    for item in re.split(r"\n(?=\* )", text):
        wrapper.subsequent_indent = "  " if item.startswith("* ") else ""
        lines += wrapper.wrap(item)
    return "\n".join(lines)


def _json(chosen: tuple[Header, ...]) -> str:
    from json import dumps

    rows = [
        {
            "code": one.code,
            "name": one.name,
            "severity": one.severity,
            "situations": list(one.situations),
            "title": one.title,
            "explanation": explained(one),
        }
        for one in chosen
    ]
    return dumps(rows, indent=2, ensure_ascii=False) + "\n"
