"""``recipec verify``: from the recipes that were named to two containers and a report."""

import sys
from pathlib import Path

from recipec.cli import talk, tasks, terminal
from recipec.cli.given import bases, build_args, context_of
from recipec.cli.options import OPERANDS, Given, value
from recipec.errors import RecipeError
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.diagnostics.finding import Finding
    from recipec.ir.options import BuildMode
    from recipec.source import Source
    from recipec.workshop.verification import Side, SideError, Verdict

SAME, DIFFERS = 0, 1


def run(given: Given) -> int:
    """Build both sides, compare them, say what differs."""
    from recipec.ir.options import BuildMode
    from recipec.workshop.modes import best

    names = given[OPERANDS]
    if names.count("-") > 1:
        raise RecipeError("standard input holds one recipe", help="name the other one")
    context, stage = context_of(given), value(given, "stage")
    both = [tasks.read(name, build_args(given), context, stage) for name in names]
    mode = best(tasks.machine())
    talk.detail(given, f"this user builds definition files in mode {mode.value if mode is not None else 'none'}")
    if len(both) == 2:
        return _verify((both[0], both[1]), None, (), mode, given)
    conversion = tasks.convert(both[0], value(given, "target"), mode or BuildMode.ROOT, bases=bases(given))
    pair = both[0], tasks.other(both[0], conversion.text)
    return _verify(pair, both[0].source, conversion.findings, mode, given)


def _verify(
    both: tuple[tasks.Task, tasks.Task],
    source: "Source | None",
    findings: "tuple[Finding, ...]",
    mode: "BuildMode | None",
    given: Given,
) -> int:
    from recipec.cli.steps import Steps
    from recipec.cli.workplace import workplace
    from recipec.engines.engine import Looking
    from recipec.workshop.verification import SideError, verify

    programs = [tasks.program(task.format, mode) for task in both]
    sides: list[Side] = []

    def clear() -> None:
        for side in sides:
            side.engine.clear()

    keep = value(given, "keep")
    with workplace("verify", keep, clear) as place:
        for task, program, name in zip(both, programs, ("left", "right"), strict=True):
            sides.append(_side(task, program, mode, place / name))
        pair = (sides[0], sides[1])
        try:
            with Steps(given) as steps:
                verdict = verify(
                    pair,
                    Looking({"": ()}, given.get("probe", ())),
                    findings,
                    source,
                    step=steps.begin,
                    found=_keep if keep is not None else _forget,
                )
        except SideError as failure:
            if failure.side is sides[1]:
                _tell_errors(source, findings, given)
            raise _failure(failure, is_kept=keep is not None) from None
        _report(pair, verdict, findings, place if keep is not None else None, given)
    return DIFFERS if verdict.differences else SAME


def _side(task: tasks.Task, program: str, mode: "BuildMode | None", work: Path) -> "Side":
    from recipec.engines.engine import Surroundings
    from recipec.engines.found import engine, version
    from recipec.engines.spy import busybox
    from recipec.workshop.verification import Side

    work.mkdir()
    piece = tasks.lay(task, work)
    surroundings = Surroundings(work / "engine", busybox(), is_insecure=tasks.is_local(piece), log=work / "log")
    return Side(task.title, piece, engine(program, surroundings, mode), version(program), work)


def _keep(side: "Side", image: str) -> None:
    """Keep what a side was built from and what came of it."""
    import shutil

    from recipec.engines.namespace import remove

    if side.piece.recipe.parent != side.work:
        shutil.copy(side.piece.recipe, side.work)
    side.engine.keep(image, side.work)
    remove(side.work / "engine")


def _forget(_: "Side", __: str) -> None:
    pass


def _failure(failure: "SideError", *, is_kept: bool) -> RecipeError:
    """Show the end of the log, and say where all of it is."""
    from recipec.cli.workplace import kept_log
    from recipec.diagnostics.render.columns import visible

    side = failure.side
    terminal.write("".join(f"  {line}\n" for line in visible(str(failure)).splitlines()), sys.stderr)
    log = side.work / "log"
    if not is_kept and log.exists():
        log = kept_log(log)
    return RecipeError(
        f"{side.engine.program} {failure.what} {side.title}",
        help=f"all that it said is in `{log}`" if log.exists() else None,
    )


def _tell_errors(source: "Source | None", findings: "tuple[Finding, ...]", given: Given) -> None:
    """Show what the conversion has announced when the output does not build."""
    from recipec.diagnostics.finding import Severity
    from recipec.diagnostics.render.report import Report

    errors = tuple(one for one in findings if one.severity is Severity.ERROR)
    if errors:
        talk.report(given, Report(source, errors))


def _report(
    sides: "tuple[Side, Side]", verdict: "Verdict", findings: "tuple[Finding, ...]", kept: Path | None, given: Given
) -> None:
    from json import dumps

    from recipec.workshop import report

    if value(given, "output-format") == "json" or kept is not None:
        listed = dumps(report.value(sides, verdict, findings), indent=2) + "\n"
    if kept is not None:
        (kept / "report.json").write_text(listed)
        talk.note(given, f"kept in `{value(given, 'keep')}`: recipes, logs, images and report.json")
    if value(given, "output-format") == "json":
        terminal.write(listed, sys.stdout)
        return
    colour = report.Paint(terminal.has_colour(value(given, "color") or "auto", sys.stdout))
    terminal.write(report.text(sides, verdict, colour), sys.stdout)
