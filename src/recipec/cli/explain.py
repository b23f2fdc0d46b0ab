"""``recipec explain``: from what was given on the command line to an explanation and an exit code."""

import sys

from recipec.cli import output, talk, terminal
from recipec.cli.convert import asked
from recipec.cli.given import recipe
from recipec.cli.options import OPERANDS, Given, value
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.render.human import Style
from recipec.errors import RecipeError
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.explanation.explanation import Explanation

SAME, DIFFERS = 0, 1


def run(given: Given) -> int:
    """Explain, and write the explanation."""
    from recipec.api import explain

    if "html" in given and "output-format" in given:
        raise RecipeError("`--html` is a form of its own", help="leave out `--output-format`, or `--html`")
    name = given[OPERANDS][0]
    path = value(given, "output")
    path = None if path == "-" else path
    force = "force" in given
    if path is not None:
        output.check(path, recipe=None if name == "-" else name, force=force)
    source = recipe(name)
    explanation = explain(source, **asked(source, given))
    output.write(_shown(explanation, given, is_file=path is not None), path, force=force)
    if path is not None:
        talk.detail(given, f"wrote `{path}`")
    findings = (*explanation.findings, *(finding for step in explanation.steps for finding in step.findings))
    return DIFFERS if any(finding.severity is Severity.ERROR for finding in findings) else SAME


def _shown(explanation: "Explanation", given: Given, *, is_file: bool) -> str:
    if "html" in given:
        from recipec.explanation.render.html import render as as_page

        return as_page(explanation)
    if value(given, "output-format") == "json":
        from recipec.explanation.render.json import render as as_json

        return as_json(explanation)
    from recipec.explanation.render.text import render as as_text

    colour = terminal.has_colour(value(given, "color") or ("never" if is_file else "auto"), sys.stdout)
    return as_text(explanation, Style(colour, terminal.width(sys.stdout)))
