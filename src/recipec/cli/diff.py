"""``recipec diff``: from two names on the command line to what differs, and an exit code."""

import os
import sys

from recipec.cli import talk, terminal
from recipec.cli.given import build_args, context_of, folder_of, format_told, recipe
from recipec.cli.options import OPERANDS, Given, value
from recipec.diagnostics.render.human import Style
from recipec.errors import RecipeError
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.comparison.facet import Differences
    from recipec.context import Context
    from recipec.format import Format

SAME, DIFFER, FAILED = 0, 1, 2


def run(given: Given) -> int:
    """Compare, and show what differs."""
    try:
        found = _compared(given)
    except RecipeError as error:
        if value(given, "output-format") != "json":
            raise
        from recipec.comparison.render import json

        terminal.write(json(None, error), sys.stdout)
        return FAILED
    show(found, given)
    return SAME if found.same else DIFFER


def show(found: "Differences", given: Given) -> None:
    """Write differences as the command line wants them; with ``-q`` only that there are some."""
    from recipec.comparison.render import brief, human, json

    if value(given, "output-format") == "json":
        terminal.write(json(found), sys.stdout)
    elif talk.is_quiet(given):
        terminal.write("" if found.same else brief(found), sys.stdout)
    else:
        colour = terminal.has_colour(value(given, "color") or "auto", sys.stdout)
        terminal.write(human(found, Style(colour, terminal.width(sys.stdout))), sys.stdout)


def _compared(given: Given) -> "Differences":
    from recipec.api import format_of, recipe_of
    from recipec.comparison import diff, facets

    a, b = given[OPERANDS]
    if a == b == "-":
        raise RecipeError("both recipes cannot come from standard input", help="give one of them as a file")
    ignored = facets([word.strip() for text in given.get("ignore", ()) for word in text.split(",") if word.strip()])
    formats = _format(given, "from-a"), _format(given, "from-b")
    sources = recipe(a), recipe(b)
    for source, said, option in zip(sources, formats, ("--from-a", "--from-b"), strict=True):
        if talk.is_verbose(given):
            talk.detail(given, format_told(source, said, option))
        format_of(recipe_of(source), said, f"say which one it is with `{option}`")
    # A recipe that comes from standard input belongs beside the other one.
    contexts = [_context(given, name, beside) for name, beside in ((a, b), (b, a))]
    return diff(
        *sources,
        format_a=formats[0],
        format_b=formats[1],
        context_a=contexts[0],
        context_b=contexts[1],
        build_args=build_args(given),
        stage=value(given, "stage"),
        target=value(given, "target"),
        ignore=ignored,
    )


def _format(given: Given, key: str) -> "Format | None":
    from recipec.format import Format

    said = value(given, key)
    return None if said is None else Format(said)


def _context(given: Given, name: str, other: str) -> "Context":
    from recipec.context import Directory

    own = folder_of(name)
    folder = context_of(given) or own or folder_of(other) or "."
    return Directory(folder, "" if own is None else os.path.relpath(name, folder))
