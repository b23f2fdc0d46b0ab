"""``recipec fmt``: from what was given on the command line to formatted files and an exit code."""

import os
import sys

from recipec.cli import talk, terminal
from recipec.cli.given import GIVE_A_NAME, folder_of, standard_input
from recipec.cli.options import OPERANDS, Given, value
from recipec.errors import RecipeError
from recipec.format import Format, named
from recipec.record import Record
from recipec.source import Source
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.cli.config import Configs

FORMATTED, WOULD_CHANGE, FAILED = 0, 1, 2
_BY_NAME = "give it a name that says which one it is: `--stdin-filename tool.def`"


class _Done(Record):
    """What came of a file. ``text`` is for standard output; ``error``: it was left alone, and this says why."""

    changes: bool = False
    text: str = ""
    error: str = ""


def run(given: Given) -> int:
    """Format what was named."""
    from recipec.cli.config import Configs

    paths = given.get(OPERANDS) or (".",)
    if not all(paths):
        raise RecipeError("a path is empty", help="`.` is the folder where you are")
    configs = Configs(given)
    # A configuration that is wrong stops everything, a file that is wrong only itself.
    files = [(path, _target(_name(path, given), configs, given)) for path in _files(paths, configs, given)]
    progress = talk.progress(given, len(files))
    counts = {"changed": 0, "same": 0, "failed": 0}
    for path, target in files:
        done = _formatted(path, target, given)
        progress.step()
        counts["failed" if done.error else "changed" if done.changes else "same"] += 1
        if done.text or done.error:
            progress.clear()
            terminal.write(done.error, sys.stderr)
            terminal.write(done.text, sys.stdout)
    progress.clear()
    if paths != ("-",):
        talk.note(given, _summary(counts, only_tells=_only_tells(given)))
    if counts["failed"]:
        return FAILED
    return WOULD_CHANGE if counts["changed"] and _only_tells(given) else FORMATTED


def _only_tells(given: Given) -> bool:
    return "check" in given or "diff" in given


def _files(paths: tuple[str, ...], configs: "Configs", given: Given) -> list[str]:
    """Give the definition files, and whatever else somebody has named to be formatted."""
    from recipec.cli.discovery import listed

    chosen = frozenset(paths) if "force-exclude" not in given else frozenset()
    return [
        path
        for path in listed(paths, configs, given)
        if path in chosen or path == "-" or named(path) is not Format.DOCKERFILE or os.path.isdir(path)
    ]


def _name(path: str, given: Given) -> str:
    """Say what messages call a file."""
    return (value(given, "stdin-filename") or "<stdin>") if path == "-" else path


def _target(name: str, configs: "Configs", given: Given) -> str | None:
    """Give the engine for which a file keeps its meaning; None when nobody says."""
    from recipec.target import DOCKER

    target = configs.of((None if name == "<stdin>" else folder_of(name)) or ".").settings.target
    # A configuration says to lint that an image is for Docker, which reads no definition files.
    return None if target == DOCKER.name and "target" not in given else target


def _formatted(path: str, target: str | None, given: Given) -> _Done:
    """Format a file; what stops the work on it stops nothing else."""
    from recipec.api import format_definition, format_of, recipe_of

    name = _name(path, given)
    source: Source | None = None
    try:
        source = standard_input(name) if path == "-" else Source.read(path)
        format_of(recipe_of(source), None, _BY_NAME if path == "-" else GIVE_A_NAME)
        text = format_definition(source, target)
        talk.detail(given, f"`{name}` {'is formatted already' if text == source.text else 'is not formatted'}")
        return _settled(source, text, path, given)
    except RecipeError as error:
        return _Done(error=_told(source, name, error, given))


def _settled(source: Source, text: str, path: str, given: Given) -> _Done:
    """Write or show what came out, as it was asked for."""
    changes = text != source.text
    if "diff" in given:
        from recipec.cli.difference import difference

        colour = terminal.has_colour(value(given, "color") or "auto", sys.stdout)
        return _Done(changes, difference(source.text, text, (source.name, source.name), colour=colour))
    if "check" in given:
        from recipec.diagnostics.render.columns import on_a_line

        return _Done(changes, f"would reformat {on_a_line(source.name)}\n" if changes else "")
    if path == "-" or changes:
        from recipec.cli.output import write

        if path != "-" and not os.path.isfile(path):
            # Whoever opens a pipe to write waits for somebody who reads, or writes to nobody.
            raise RecipeError(
                f"`{path}` cannot be formatted: it is no file", help="format standard input: `recipec fmt -`"
            )
        write(text, None if path == "-" else path, force=True)
    return _Done(changes)


def _told(source: Source | None, name: str, error: RecipeError, given: Given) -> str:
    """Tell what stops the work on a file as `recipec lint` does."""
    from recipec.diagnostics.render.human import Style, shown
    from recipec.diagnostics.render.report import Report

    style = Style(terminal.has_colour(value(given, "color") or "auto", sys.stderr), terminal.width(sys.stderr))
    return shown(Report(source if error.span is not None else None, (), error, name), style)


def _summary(counts: dict[str, int], *, only_tells: bool) -> str:
    """Sum up: ``2 files reformatted, 5 left unchanged``."""
    if not any(counts.values()):
        return "there is no definition file here"
    changed, same = ("would be reformatted", "already formatted") if only_tells else ("reformatted", "left unchanged")
    parts = ((counts["changed"], changed), (counts["same"], same), (counts["failed"], "could not be formatted"))
    said = [f"{count} {'file' if count == 1 else 'files'} {what}" for count, what in parts if count]
    return ", ".join(said)
