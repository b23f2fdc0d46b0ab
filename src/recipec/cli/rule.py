"""``recipec rule``: explain rules, or list them."""

import sys

from recipec.checks.registry import headers, load
from recipec.checks.rule import Header
from recipec.cli import terminal
from recipec.cli.options import OPERANDS, Given, value
from recipec.errors import RecipeError

_BOLD, _RESET = "\x1b[1m", "\x1b[0m"


def run(given: Given) -> int:
    """Show the rules that were named, or a line for each when none was."""
    form = value(given, "output-format") or "human"
    asked = given.get(OPERANDS, ())
    chosen = tuple(_named(word) for word in asked) if asked else _all()
    if form == "json":
        text = _json(chosen)
    elif asked:
        text = "\n".join(_explained(header, form, value(given, "color") or "auto") for header in chosen)
    else:
        text = "".join(_line(header, form) for header in chosen)
    terminal.write(text, sys.stdout)
    return 0


def _all() -> tuple[Header, ...]:
    """Give every rule, and every other finding that there is an explanation of, in the order of their codes."""
    from recipec.checks.findings import others

    return tuple(sorted((*headers(), *others())))


def _named(word: str) -> Header:
    everything = _all()
    found = next((one for one in everything if word.upper() == one.code or word.lower() == one.name), None)
    if found is not None:
        return found
    from difflib import get_close_matches

    known = [word for one in everything for word in (one.code, one.name)]
    close = get_close_matches(word, known, n=1) or get_close_matches(word.upper(), known, n=1)
    raise RecipeError(
        f"there is no rule `{word}`",
        help=f"did you mean `{close[0]}`?" if close else "`recipec rule` lists all of them",
    )


def _line(header: Header, form: str) -> str:
    if form == "markdown":
        return f"* `{header.code}` `{header.name}` ({header.severity}): {header.title}\n"
    return f"{header.code} {header.severity:7} {header.name:32} {header.title}\n"


def _explained(header: Header, form: str, colour: str) -> str:
    title = f"{header.code}: {header.name} ({header.severity})"
    if form == "markdown":
        head = f"# {title}"
    else:
        head = f"{_BOLD}{title}{_RESET}" if terminal.has_colour(colour, sys.stdout) else title
    return f"{head}\n\n{_explanation(header)}\n"


def _explanation(header: Header) -> str:
    from recipec.checks.explanation import read
    from recipec.checks.told import EXPLANATIONS

    return EXPLANATIONS[header.code] if header.code in EXPLANATIONS else read(load(header).explanation).text


def _json(chosen: tuple[Header, ...]) -> str:
    from json import dumps

    rows = [
        {
            "code": one.code,
            "name": one.name,
            "severity": one.severity,
            "situations": list(one.situations),
            "title": one.title,
            "explanation": _explanation(one),
        }
        for one in chosen
    ]
    return dumps(rows, indent=2, ensure_ascii=False) + "\n"
