"""``recipec lint``: from what was given on the command line to findings and an exit code."""

import gc
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from io import StringIO, TextIOWrapper

from recipec.cli import talk, terminal
from recipec.cli.check import Done, How, Job, check, form
from recipec.cli.discovery import listed
from recipec.cli.given import context_of, folder_of
from recipec.cli.options import OPERANDS, Given, value
from recipec.diagnostics.finding import Kind
from recipec.diagnostics.render.form import Total
from recipec.diagnostics.render.human import Style
from recipec.diagnostics.render.report import counted
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.typed import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from recipec.cli.baseline import Baseline
    from recipec.cli.config import Config, Configs

CLEAN, FOUND, FAILED = 0, 1, 2
# Starting processes takes longer than checking so many files.
_MANY = 300
_NONE: frozenset[str] = frozenset()


def run(given: Given) -> int:
    """Check what was named, show what was found."""
    from recipec.checks import registry
    from recipec.cli import shortcut
    from recipec.cli.config import Configs

    registry.importing = shortcut.module
    paths = given.get(OPERANDS) or (".",)
    if not all(paths):
        raise RecipeError("a path is empty", help="`.` is the folder where you are")
    how, configs = _how(given), Configs(given)
    known = None
    if "baseline" in given:
        from recipec.cli.baseline import Baseline

        known = Baseline.read(value(given, "baseline") or "")
    jobs = [_job(path, given, configs, how, known) for path in listed(paths, configs, given)]
    if len(jobs) > 1:
        # Switched off for a single recipe. One that has been checked leaves few circles, which may wait for each other.
        gc.enable()
        gc.set_threshold(200_000)
    path = value(given, "output")
    held = None if path in (None, "-") else StringIO()
    total, fixed, fails, marks = _show(_checked(jobs, given), jobs, given, how, held or _standard(given, how.form))
    if held is not None:
        from recipec.cli import output

        # A file gets all of it at once, in the end.
        output.write(held.getvalue(), path, force=True)
    if "write-baseline" in given:
        from recipec.cli import baseline, output

        path = value(given, "write-baseline") or ""
        output.write(baseline.written(path, marks), path, force=True)
        talk.note(given, f"{sum(map(len, marks.values()))} findings are known from now on")
        return FAILED if total.errors else CLEAN
    if fixed:
        talk.note(given, f"fixed {fixed} {'finding' if fixed == 1 else 'findings'}")
    if total.errors:
        return FAILED
    return FOUND if fails and "exit-zero" not in given else CLEAN


def _how(given: Given) -> How:
    written_in = value(given, "from")
    style = terminal.style(value(given, "color") or "auto", _stream(given))
    if (value(given, "output") or "-") != "-":
        style = Style(width=style.width)
    return How(
        value(given, "output-format") or "human",
        style._replace(source="no-source" not in given),
        fix="fix" in given and "diff" not in given,
        diff="diff" in given,
        unsafe="unsafe-fixes" in given,
        written_in=None if written_in is None else Format(written_in),
        context=context_of(given),
        inspects="inspect" in given,
        is_quiet=talk.is_quiet(given),
        is_told=talk.is_verbose(given),
    )


def _job(path: str, given: Given, configs: "Configs", how: How, known: "Baseline | None") -> Job:
    name = (value(given, "stdin-filename") or "<stdin>") if path == "-" else path
    config: Config = configs.of((None if name == "<stdin>" else folder_of(name)) or ".")
    return Job(
        path,
        name,
        config.for_file(name),
        config.level,
        config.fail_level,
        _NONE if known is None else known.known(name),
        how,
        marks="write-baseline" in given,
    )


def _checked(jobs: list[Job], given: Given) -> Iterator[Done]:
    """Check in as many processes as are worth it; results come in the order of the files."""
    wanted = value(given, "jobs")
    # Python converts no number of thousands of digits.
    if wanted is not None and not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10 and int(wanted)):
        raise RecipeError(f"`--jobs {wanted}` is no number of processes")
    processes = int(wanted) if wanted is not None else (os.cpu_count() or 1) if len(jobs) >= _MANY else 1
    processes = min(processes, len(jobs))
    talk.detail(given, f"{len(jobs)} {'file' if len(jobs) == 1 else 'files'} to check, {processes} at a time")
    if processes < 2:
        yield from map(check, jobs)
        return
    from recipec.cli.workers import checked

    yield from checked(jobs, processes)


def _show(
    results: Iterable[Done], jobs: list[Job], given: Given, how: How, stream: TextIO
) -> tuple[Total, int, bool, dict[str, tuple[str, ...]]]:
    """Write what was found as it comes; give the total, the number of fixes, whether it fails, and fingerprints."""
    from recipec.checks.registry import headers
    from recipec.cli import output

    shape = form(how)
    shows = not how.diff and "write-baseline" not in given
    counts: Counter[Kind] = Counter()
    errors: list[tuple[str, str]] = []
    marks: dict[str, tuple[str, ...]] = {}
    fixed, fails, is_first = 0, False, True
    if shows:
        stream.write(shape.head)
    with talk.progress(given, len(jobs)) as progress:
        for done in results:
            progress.step()
            counts.update(done.counts)
            fixed += done.fixed
            fails = fails or done.fails
            if done.error is not None:
                errors.append((done.name, done.error))
            if done.marks:
                marks[done.name] = done.marks
            if done.told:
                progress.clear()
                talk.detail(given, done.told)
            if done.recipe is not None:
                progress.clear()
                output.write(done.recipe, None, force=False)
            if done.text and "write-baseline" not in given:
                progress.clear()
                terminal.write(("" if is_first or not shows else shape.between) + done.text, stream)
                is_first = False
    titles = {header.code: header.title for header in headers()} if how.form == "sarif" else {}
    total = Total(len(jobs), counts, tuple(errors), titles)
    if shows:
        stream.write(shape.tail(total))
        if how.form == "human":
            stream.write(_summary(total, given, is_first=is_first))
    if "statistics" in given:
        terminal.write(_statistics(total), stream if how.form in ("human", "concise") else sys.stderr)
    stream.flush()
    return total, fixed, fails, marks


def _summary(total: Total, given: Given, *, is_first: bool) -> str:
    if talk.is_quiet(given):
        return ""
    found = ", ".join(counted(total.count))
    if not found and not total.errors:
        return "nothing found\n" if total.recipes else "there is no recipe here\n"
    where = f" in {total.recipes} recipes" if found and total.recipes > 1 else ""
    failed = f"{len(total.errors)} of {total.recipes} not checked" if total.errors else ""
    return f"{'' if is_first else chr(10)}{', '.join(filter(None, (found + where, failed)))}\n"


def _statistics(total: Total) -> str:
    rows = sorted(total.findings.items(), key=lambda row: (-row[1], row[0].code))
    size = max((len(str(count)) for _, count in rows), default=0)
    return "".join(f"{count:>{size}} {kind.severity.value}[{kind.code}] {kind.name}\n" for kind, count in rows)


def _stream(given: Given) -> TextIO:
    """Give what findings go to, where no file is named: standard output is for the recipe if that is fixed."""
    fixes = "fix" in given and "diff" not in given
    return sys.stderr if fixes and "-" in given.get(OPERANDS, ()) else sys.stdout


def _standard(given: Given, shape: str) -> TextIO:
    """Give the stream that findings go to, where no file is named."""
    stream = _stream(given)
    if shape not in ("human", "concise") and isinstance(stream, TextIOWrapper):
        # What programs read is UTF-8, whatever letters a terminal would have.
        stream.reconfigure(encoding="utf-8")
    return stream
