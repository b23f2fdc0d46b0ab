"""Checking one file, in whichever process: from its path to what is to be shown and counted."""

import os
from collections import Counter
from functools import cache
from time import monotonic

from recipec.checks.settings import Settings
from recipec.diagnostics.finding import Finding, Kind, Severity
from recipec.diagnostics.render.form import Form
from recipec.diagnostics.render.human import Style
from recipec.diagnostics.render.report import Report
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.record import Record
from recipec.source import Source
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.cli.bases import Bases


class How(Record):
    """What is the same for all files of a run.

    ``fix`` and ``diff`` are what becomes of fixes; ``is_told``: what is decided about each file is said too.
    ``inspects``: base images are looked at.
    """

    form: str
    style: Style
    fix: bool = False
    diff: bool = False
    unsafe: bool = False
    written_in: Format | None = None
    context: str | None = None
    is_told: bool = False
    inspects: bool = False
    is_quiet: bool = False


class Job(Record):
    """A file to check. ``name`` is what messages call it, ``known`` are fingerprints of findings to leave out."""

    path: str
    name: str
    settings: Settings
    level: Severity
    fail_level: Severity
    known: frozenset[str]
    how: How
    marks: bool = False


class Done(Record):
    """What came of a file. ``text`` is to be shown, ``marks`` are the fingerprints of all findings, where asked for.

    ``told`` is what was decided, where that is asked for, ``recipe`` what becomes of standard input.
    """

    name: str
    text: str
    counts: Counter[Kind]
    fails: bool = False
    error: str | None = None
    fixed: int = 0
    marks: tuple[str, ...] = ()
    told: str = ""
    recipe: str | None = None


def check(job: Job) -> Done:
    """Check a file; what stops the work on it is told like a finding."""
    source: Source | None = None
    started = monotonic()
    try:
        source = _source(job)
        done = _checked(source, job)
        return done._replace(told=_told(source, job, monotonic() - started)) if job.how.is_told else done
    except RecipeError as error:
        report = Report(source, (), error, job.name)
        # A filter gives back what it cannot mend.
        recipe = source.text if source is not None and job.how.fix and job.path == "-" else None
        return Done(job.name, form(job.how).piece(report), Counter(), error=error.message, recipe=recipe)


def _told(source: Source, job: Job, seconds: float) -> str:
    from recipec.cli.given import format_told
    from recipec.target import default

    target = job.settings.target or default(Format.DEFINITION).name
    return f"{format_told(source, job.how.written_in)}; checked for {target} in {seconds:.3f} s"


def _source(job: Job) -> Source:
    if job.path == "-":
        from recipec.cli.given import standard_input

        return standard_input(job.name)
    return Source.read(job.path)


def _checked(source: Source, job: Job) -> Done:
    from recipec.api import format_of, lint, recipe_of
    from recipec.cli.given import SAY_FROM, folder_of
    from recipec.context import Directory

    beside = folder_of(job.path)
    folder = beside if job.how.context is None else job.how.context
    context = None if folder is None else Directory(folder, "" if beside is None else os.path.relpath(job.path, folder))
    written_in = format_of(recipe_of(source), job.how.written_in, SAY_FROM)
    bases = _bases(job.how.is_quiet) if job.how.inspects else None

    def find(text: Source) -> tuple[Finding, ...]:
        """Give what is shown: nobody expects fixes of anything else."""
        findings = lint(text, job.settings, format=written_in, context=context, bases=bases).findings
        return _kept(text, tuple(one for one in findings if one.severity.reaches(job.level)), job)[0]

    fixed = 0
    if job.how.fix or job.how.diff:
        from recipec.checks.fixing import fix

        result = fix(source, find, unsafe=job.how.unsafe)
        if job.how.diff:
            from recipec.cli.difference import difference

            names = (source.name, source.name)
            text = difference(source.text, result.text, names, colour=job.how.style.colour)
            return Done(job.name, text, Counter(), fails=bool(text))
        fixed = len(result.fixes)
        if fixed:
            source = Source(result.text, source.name)
            if job.path != "-":
                _write(result.text, job.path)
    checked = lint(source, job.settings, format=written_in, context=context, bases=bases)
    findings, marks = _kept(source, checked.findings, job)
    report = Report(source, findings, checked.error, job.name)
    fails = any(one.severity.reaches(job.fail_level) for one in findings)
    shown = report._replace(findings=tuple(one for one in findings if one.severity.reaches(job.level)))
    error = None if checked.error is None else checked.error.message
    counts = Counter(one.kind for one in shown.findings)
    recipe = source.text if job.how.fix and job.path == "-" else None
    return Done(job.name, form(job.how).piece(shown), counts, fails, error, fixed, marks, recipe=recipe)


def _write(text: str, path: str) -> None:
    from recipec.cli.output import write

    if not os.path.isfile(path):
        raise RecipeError(f"`{path}` cannot be fixed: it is no file", help="fix standard input: `recipec lint --fix -`")
    write(text, path, force=True)


@cache
def _bases(is_quiet: bool) -> "Bases":  # noqa: FBT001 -- `cache` takes what comes by its place for the same
    from recipec.cli.bases import Bases

    return Bases({"quiet": ("",)} if is_quiet else {})


def _kept(source: Source, findings: tuple[Finding, ...], job: Job) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    """Leave out what the baseline knows, and give the fingerprints of all where they are asked for."""
    if not job.known and not job.marks:
        return findings, ()
    from recipec.diagnostics.fingerprint import fingerprints

    marks = fingerprints(source, findings)
    kept = tuple(one for one, mark in zip(findings, marks, strict=True) if mark not in job.known)
    return kept, tuple(marks) if job.marks else ()


def form(how: How) -> Form:
    """Find the form of output by its name."""
    return _form(how.form, how.style)


@cache
def _form(name: str, style: Style) -> Form:
    match name:
        case "concise":
            from recipec.diagnostics.render.concise import render as concise

            return Form(concise)
        case "json" | "jsonl":
            from recipec.diagnostics.render import rows

            return rows.JSON if name == "json" else rows.JSONL
        case "sarif":
            from recipec.diagnostics.render.sarif import SARIF

            return SARIF
        case "github" | "gitlab":
            from recipec.diagnostics.render import annotations

            return annotations.GITHUB if name == "github" else annotations.GITLAB
        case "checkstyle" | "junit":
            from recipec.diagnostics.render import xml

            return xml.CHECKSTYLE if name == "checkstyle" else xml.JUNIT
        case _:
            from recipec.diagnostics.render.human import shown

            return Form(lambda report: shown(report, style), between="\n")
