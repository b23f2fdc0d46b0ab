"""``recipec convert``: from what was given on the command line to an output and an exit code."""

import os
import sys
from collections.abc import Mapping

from recipec.cli import output, talk, terminal
from recipec.cli.given import bases, build_args, recipe
from recipec.cli.options import OPERANDS, Given, value
from recipec.errors import RecipeError
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypedDict

    from recipec.api import Conversion
    from recipec.cli.bases import Bases
    from recipec.context import Context
    from recipec.diagnostics.render.report import Report
    from recipec.format import Format
    from recipec.ir.options import Options
    from recipec.sites.site import Site
    from recipec.source import Source
    from recipec.target import Target

    class Asked(TypedDict):
        """How a recipe is to be converted."""

        target: Target | None
        format: Format
        build_args: Mapping[str, str]
        stage: str | None
        context: Context | None
        options: Options
        mount_points: tuple[str, ...]
        bases: Bases | None


WRITTEN, DIFFERS, FAILED = 0, 1, 2


def run(given: Given) -> int:
    """Convert, show what there is to know, write the output."""
    from recipec.diagnostics.render.report import Report

    name = given[OPERANDS][0]
    path = value(given, "output")
    path = None if path == "-" else path
    try:
        force = "force" in given
        if path is not None:
            output.check(path, recipe=None if name == "-" else name, force=force)
        source = recipe(name)
        code, text, report = _convert(source, given)
        if text is not None:
            output.write(text, path, force=force)
            talk.detail(given, f"wrote {len(text)} characters to {f'`{path}`' if path else 'standard output'}")
    except RecipeError as error:
        code, report = FAILED, Report(error.source, error=error)
    _show(report, given)
    return code


def _convert(source: "Source", given: Given) -> "tuple[int, str | None, Report]":
    """Give the exit code, the text to write (None: nothing is written), and what to show."""
    from recipec.diagnostics.render.report import Report

    conversion = converted(source, given)
    text: str | None = conversion.text
    if "strict" in given and (conversion.losses or conversion.errors):
        text = None
    code = DIFFERS if conversion.errors or text is None else WRITTEN
    return code, text, Report(source, conversion.findings)


def converted(source: "Source", given: Given) -> "Conversion":
    """Convert as the options say."""
    from recipec.api import convert

    return convert(source, **asked(source, given))


def asked(source: "Source", given: Given) -> "Asked":
    """Read the options of a conversion, as the library takes them."""
    from recipec.api import format_of, recipe_of
    from recipec.cli.given import SAY_FROM, context_of, folder_of
    from recipec.context import Directory

    written_in, target = _formats(given)
    site = _site(given, source, written_in)
    if site is not None:
        target = target or site.target
    context = context_of(given)
    if context is None:
        context = folder_of(given[OPERANDS][0])
    if talk.is_verbose(given):
        _tell(source, written_in, target, site, context, given)
    return {
        "target": target,
        "format": format_of(recipe_of(source), written_in, SAY_FROM),
        "build_args": build_args(given),
        "stage": value(given, "stage"),
        "context": None if context is None else Directory(context, _within(context, given[OPERANDS][0])),
        "options": _options(given, site),
        "mount_points": _mount_points(given, site),
        "bases": bases(given),
    }


def _tell(
    source: "Source",
    written_in: "Format | None",
    target: "Target | None",
    site: "Site | None",
    context: str | None,
    given: Given,
) -> None:
    """Say what was decided about a conversion before it begins."""
    from recipec.cli.given import format_told
    from recipec.format import detect
    from recipec.target import default

    talk.detail(given, format_told(source, written_in))
    found = written_in or detect(source)
    if target is not None:
        who = "the command line" if site is None or "target" in given else f"the site `{site.name}`"
        talk.detail(given, f"it is written for {target.name}: {who} says so")
    elif found is not None:
        talk.detail(given, f"it is written for {default(found.other).name}, as nothing else is said")
    if site is not None and (mode := site.build_mode) is not None and "build-mode" not in given:
        talk.detail(given, f"it is built with --build-mode {mode.value}: the site `{site.name}` says so")
    talk.detail(given, "there is no context" if context is None else f"files are looked for in `{context}`")


def _within(context: str, name: str) -> str:
    """Say where the recipe is in its context; nothing for what is in no folder."""
    from recipec.cli.given import folder_of

    return "" if folder_of(name) is None else os.path.relpath(name, context)


def _formats(given: Given) -> "tuple[Format | None, Target | None]":
    """Settle what the input is and what to write, from ``--from``, ``--to`` and ``--target``."""
    from recipec.format import Format
    from recipec.target import default, named

    said, wanted, engine = (value(given, key) for key in ("from", "to", "target"))
    written_in = None if said is None else Format(said)
    if engine is None:
        return written_in, None if wanted is None else default(Format(wanted))
    target = named(engine)
    if wanted is not None and target.format is not Format(wanted):
        raise RecipeError(f"`{engine}` reads no {wanted}", help="leave out `--to` or `--target`")
    return written_in, target


def _site(given: Given, source: "Source", written_in: "Format | None") -> "Site | None":
    """Read the site that the output is for; None without one, and for a Dockerfile, which no site builds."""
    named = value(given, "site")
    if named is None:
        return None
    from recipec.cli import site_files
    from recipec.format import Format, detect

    site = site_files.find(named)
    is_for_docker = (written_in or detect(source)) is Format.DEFINITION
    return None if is_for_docker else site


def _options(given: Given, site: "Site | None") -> "Options":
    from recipec.ir.options import BuildMode, Options, RunAs, StartIn

    of_site = site.build_mode if site is not None else None
    return Options(
        StartIn(value(given, "start-in") or StartIn.IMAGE),
        RunAs(value(given, "run-as") or RunAs.USER),
        BuildMode(value(given, "build-mode") or of_site or BuildMode.ROOT),
        "files-first" in given,
    )


def _mount_points(given: Given, site: "Site | None") -> tuple[str, ...]:
    points = tuple(point for text in given.get("mount-points", ()) for point in text.split(",") if point)
    if points:
        from recipec.sites.mounts import mount_points

        return mount_points(points)
    return () if site is None else site.mount_points


def _show(report: "Report", given: Given) -> None:
    from recipec.diagnostics.finding import Severity

    shape = value(given, "output-format") or "human"
    if talk.is_quiet(given) and shape != "json":
        report = report._replace(findings=tuple(one for one in report.findings if one.severity is Severity.ERROR))
    if shape == "json":
        from recipec.diagnostics.render.json import render as render_json

        text = render_json(report)
    elif not report.findings and report.error is None:
        return
    elif shape == "concise":
        from recipec.diagnostics.render.concise import render as render_concise

        text = render_concise(report)
    else:
        from recipec.diagnostics.render.human import render, shown

        style = terminal.style(value(given, "color") or "auto", sys.stderr)
        text = (shown if talk.is_quiet(given) else render)(report, style)
    terminal.write(text, sys.stderr)
