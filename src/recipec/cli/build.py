"""``recipec build``: from a recipe to an image, by whatever engine can make it here."""

import os
import sys
from pathlib import Path

from recipec.cli import drafts, output, talk, tasks, terminal
from recipec.cli.given import bases, build_args, context_of
from recipec.cli.options import OPERANDS, PASSED, Given, value
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.diagnostics.finding import Finding
    from recipec.engines.machine import Machine
    from recipec.ir.options import BuildMode
    from recipec.workshop.orders import Bench, Order
    from recipec.workshop.output import Output
    from recipec.workshop.proof import Piece

BUILT, REFUSED, FAILED = 0, 1, 2


def run(given: Given) -> int:
    """Convert and check the recipe, then have it built."""
    from recipec.workshop.output import chosen

    made = chosen(value(given, "output"), value(given, "sandbox"), value(given, "tag"))
    _check(made, given)
    name = given[OPERANDS][0]
    task = tasks.read(name, build_args(given), context_of(given), value(given, "stage"))
    drafts.check(made, recipe=task.path, force="force" in given)
    machine = tasks.machine()
    mode = _mode(machine, given)
    program = _program(made, mode, machine, task)
    talk.detail(
        given, f"{program} makes the {made.kind.value}" + (f", in mode {mode.value}" if mode is not None else "")
    )
    told: tuple[Finding, ...] = ()
    if made.format is Format.DEFINITION and mode is not None:
        told = _errors(task, mode, given)
        if not _is_sound(told, task, mode, machine, given):
            return REFUSED
    if task.format is not made.format:
        converted = _converted(task, mode, told, given)
        if converted is None:
            return REFUSED
        task = converted
    elif task.format is Format.DEFINITION:
        tasks.tell_unknown(task, given)
    return _build(task, made, program, mode, given)


def _check(made: "Output", given: Given) -> None:
    """Refuse options that say nothing of what is made."""
    from recipec.target import named

    target = value(given, "target")
    if target is not None and named(target).format is not made.format:
        what = "Dockerfiles" if made.format is Format.DOCKERFILE else "definition files"
        raise RecipeError(f"`{made.name}` is made of {what}, and `{target}` reads none", help="leave out `--target`")
    if "build-mode" in given and made.format is Format.DOCKERFILE:
        raise RecipeError("`--build-mode` is for images of Apptainer", help="leave it out")


def _mode(machine: "Machine", given: Given) -> "BuildMode | None":
    """Settle how to build: as the user says, if that is open, else in the best way."""
    from recipec.ir.options import BuildMode
    from recipec.workshop.modes import best, modes

    wish = value(given, "build-mode")
    if wish is None:
        return best(machine)
    why_not = next(one.why_not for one in modes(machine) if one.mode is BuildMode(wish))
    if why_not and not (machine.is_root and wish != "root"):
        raise RecipeError(f"a build in mode {wish} is not open here: {why_not}", help="leave out `--build-mode`")
    return BuildMode(wish)


def _program(made: "Output", mode: "BuildMode | None", machine: "Machine", task: tasks.Task) -> str:
    """Choose the engine; where none can build, say by which roads the image can be had."""
    from recipec.engines.found import PROGRAMS, installed
    from recipec.engines.process import is_installed
    from recipec.workshop.output import Kind
    from recipec.workshop.roads import Situation, roads, told

    found = installed(made.format, mode, last_first=made.kind is Kind.STORED)
    if found is not None:
        return found
    if made.format is Format.DOCKERFILE:
        return tasks.program(made.format, mode)
    engine = next(filter(is_installed, PROGRAMS[Format.DEFINITION]), None)
    docker = installed(Format.DOCKERFILE, mode)
    here = Situation(task.path or "RECIPE", task.format, made.name, engine, docker, is_apptainer=machine.is_apptainer)
    terminal.write(told(roads(here)), sys.stderr)
    raise RecipeError(
        f"{_why(engine, machine)}, so that `{made.name}` cannot be built here", help="take one of the roads above"
    )


def _why(engine: str | None, machine: "Machine") -> str:
    from recipec.workshop.modes import modes

    if engine is None:
        return "neither apptainer nor singularity is installed"
    return "; ".join(dict.fromkeys(one.why_not for one in modes(machine)))


def _errors(task: tasks.Task, mode: "BuildMode", given: Given) -> "tuple[Finding, ...]":
    """Find what will go wrong in a mode; what is no recipe to any engine stops it here."""
    from recipec.api import lint
    from recipec.cli.config import Configs
    from recipec.context import Directory
    from recipec.diagnostics.finding import Severity
    from recipec.diagnostics.render.report import Report

    said = {key: given[key] for key in ("site", "target") if key in given}
    settings = Configs(said).of(task.context or ".").for_file(task.path or "Dockerfile")
    context = None if task.context is None else Directory(task.context, task.within)
    found = lint(task.source, settings._replace(build_mode=mode), format=task.format, context=context)
    errors = tuple(one for one in found.findings if one.severity is Severity.ERROR)
    if found.refusal is None:
        return errors
    if errors and found.error is None:
        talk.report(given, Report(task.source, errors))
        raise RecipeError(f"no engine builds {task.title} as it is", help="mend what is found above")
    raise found.refusal


def _is_sound(
    found: "tuple[Finding, ...]", task: tasks.Task, mode: "BuildMode", machine: "Machine", given: Given
) -> bool:
    """Say what will go wrong, and whether it is only advice: what this way of building makes an error stops it."""
    from recipec.diagnostics.render.report import Report
    from recipec.ir.options import BuildMode

    anyway = found if mode is BuildMode.ROOT else _errors(task, BuildMode.ROOT, given)
    elsewhere = {(one.code, one.span) for one in anyway}
    fatal = sorted({one.name for one in found if (one.code, one.span) not in elsewhere})
    if found:
        talk.report(given, Report(task.source, found))
    if not fatal or machine.has_fakeroot:
        return True
    talk.note(given, f"not built, for that fails in mode {mode.value}")
    talk.note(given, f"`# recipec: ignore[{','.join(fatal)}]` above it says that it is known, and has it built")
    return False


def _converted(
    task: tasks.Task, mode: "BuildMode | None", told: "tuple[Finding, ...]", given: Given
) -> tasks.Task | None:
    """Convert the recipe, and show what else is to be known about that; None when it will not mean the same."""
    from recipec.ir.options import BuildMode

    named = value(given, "site")
    if named is None:
        conversion = tasks.convert(task, value(given, "target"), mode or BuildMode.ROOT, bases=bases(given))
    else:
        from recipec.cli import site_files

        site = site_files.find(named)
        target = value(given, "target") or (site.target if task.format is Format.DOCKERFILE else None)
        conversion = tasks.convert(task, target, mode or BuildMode.ROOT, site.mount_points, bases(given))
    if not tasks.tell(task, conversion, given, told, otherwise="not built"):
        return None
    return tasks.other(task, conversion.text)


def _build(task: tasks.Task, made: "Output", program: str, mode: "BuildMode | None", given: Given) -> int:
    from time import monotonic

    from recipec.cli.workplace import workplace
    from recipec.engines.namespace import remove
    from recipec.workshop.orders import Bench, orders
    from recipec.workshop.storage import storage

    running: list[Path] = []

    def clear() -> None:
        drafts.drop(made)
        for place in running:
            remove(place)

    with workplace("build", None, clear) as place:
        piece = tasks.lay(task, place)
        bench = Bench(
            program,
            mode,
            place,
            # A script makes its own, below $WORK.
            place / "run" if "dry-run" in given else _short(place / "run", running),
            storage(os.environ).cache,
            given.get(PASSED, ()),
            tasks.is_local(piece),
        )
        todo = orders(piece, made, bench)
        if "dry-run" in given:
            output.write(_script(todo, piece, made, place), None, force=False)
            return BUILT
        started = monotonic()
        _do(todo, task, bench, given)
        drafts.settle(made, force="force" in given)
    talk.note(given, f"built `{made.name}`{drafts.size(made)} in {monotonic() - started:.0f} s")
    return BUILT


def _short(path: Path, made: list[Path]) -> Path:
    """Give a path that Podman takes: of at most 50 characters."""
    if len(str(path)) <= 50:
        return path
    from tempfile import mkdtemp

    made.append(Path(mkdtemp(prefix="recipec-", dir="/tmp")))
    return made[-1]


def _do(todo: "tuple[Order, ...]", task: tasks.Task, bench: "Bench", given: Given) -> None:
    from recipec.cli.steps import Steps
    from recipec.cli.workplace import kept_log
    from recipec.diagnostics.render.columns import visible
    from recipec.engines.process import run as start
    from recipec.engines.process import tail

    log = bench.work / "log"
    with Steps(given) as steps:
        for order in todo:
            steps.begin(f"{bench.program} builds {task.title}", log)
            done = start(order.words, directory=order.directory, environment=order.environment, log=log)
            if done.status != 0:
                break
    if done.status != 0:
        if not talk.is_verbose(given):
            terminal.write("".join(f"  {line}\n" for line in visible(tail(done.stderr)).splitlines()), sys.stderr)
        raise RecipeError(
            f"{bench.program} cannot build {task.title}", help=f"all that it said is in `{kept_log(log)}`"
        )


def _script(todo: "tuple[Order, ...]", piece: "Piece", made: "Output", place: Path) -> str:
    """Write what would be done for a shell."""
    from shlex import quote

    def word(text: str) -> str:
        return '"$WORK"'.join(quote(part) if part else "" for part in text.split(str(place))) if text else "''"

    lines = [
        "set -e",
        f"WORK=$(mktemp -d {quote(str(place.parent))}/recipec-build-XXXXXXXX)",
        "trap 'rm -rf \"$WORK\"' EXIT",
    ]
    if piece.recipe.parent == place:
        text = piece.recipe.read_bytes().decode("utf-8", "surrogateescape").rstrip("\n")
        end = _end_of(text)
        lines += [f"cat > {word(str(piece.recipe))} << '{end}'", text, end]
    if piece.context.parent == place:
        lines.append(f"mkdir {word(str(piece.context))}")
    for order in todo:
        variables = "".join(f"{name}={word(held)} " for name, held in order.environment.items())
        lines += [f"cd {word(str(order.directory))}", variables + " ".join(map(word, order.words))]
    if not drafts.is_stored(made):
        lines.append(f"mv {word(str(Path(made.draft).absolute()))} {word(str(Path(made.name).absolute()))}")
    return "\n".join(lines) + "\n"


def _end_of(text: str) -> str:
    """Give a line that the text does not have: a shell would run what stands below the first one that it knows."""
    end = "END-OF-RECIPE"
    while end in text:
        end += "-"
    return end
