"""A file becomes a program: stages, their order and names, and every instruction in its place."""

from collections.abc import Callable, Iterable, Mapping

from recipec.context import Context
from recipec.diagnostics.finding import Finding, Kind, Related, Severity
from recipec.dockerfile.lift import settings, start, variables
from recipec.dockerfile.lift.copy import copy
from recipec.dockerfile.lift.place import DEFAULT_SHELL, Names, Place
from recipec.dockerfile.lift.run import run
from recipec.dockerfile.lift.stages import base, name_stages
from recipec.dockerfile.tree import File, Instruction, Layout
from recipec.errors import RecipeError
from recipec.ir.growth import check
from recipec.ir.node import Origin
from recipec.ir.outcome import Outcome
from recipec.ir.program import FromImage, FromStage, Program, Stage
from recipec.ir.steps import Argument, Copy, FromStageName, Run, Step
from recipec.ir.text import literal
from recipec.record import Record
from recipec.source import Span
from recipec.suggestion import suggestion
from recipec.typed import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from recipec.ir.bases import Known
    from recipec.ir.configuration import Configuration

OVERRIDDEN = Kind("RC521", "overridden-start", Severity.INFO)
BROKEN_STAGE = Kind("RC091", "broken-unused-stage", Severity.WARNING)

T = TypeVar("T")
_Lift: TypeAlias = Callable[[Instruction, Place], "tuple[Step, ...]"]


def _add(instruction: Instruction, place: Place) -> "tuple[Step, ...]":
    from recipec.dockerfile.lift.add import add

    return add(instruction, place)


_LIFTS: dict[str, _Lift] = {
    "ADD": _add,
    "ARG": variables.arg,
    "CMD": start.cmd,
    "COPY": copy,
    "ENTRYPOINT": start.entrypoint,
    "ENV": variables.env,
    "EXPOSE": settings.expose,
    "HEALTHCHECK": start.healthcheck,
    "LABEL": variables.label,
    "MAINTAINER": settings.maintainer,
    "ONBUILD": settings.onbuild,
    "RUN": run,
    "STOPSIGNAL": settings.stopsignal,
    "USER": settings.user,
    "VOLUME": settings.volume,
    "WORKDIR": settings.workdir,
}
_NEVER_TRIGGERED = frozenset({"FROM", "MAINTAINER", "ONBUILD"})
_ONCE = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK"})


class _Part(Record):
    """A stage of the file, and what those that start from it inherit."""

    start: Instruction
    body: tuple[Instruction, ...]


def lift(
    file: File,
    *,
    target: str | None = None,
    context: Context | None = None,
    bases: "Mapping[str, Configuration] | None" = None,
) -> Outcome[Program]:
    """Say what a Dockerfile means when ``target`` is built: by default its last stage, as in `docker build`.

    ``bases`` are what base images say of themselves, by the references that FROM names them with.
    """
    head, parts = _split(file)
    names = name_stages([part.start for part in parts])
    wanted = _target(target, names)
    place = Place(file.escape, DEFAULT_SHELL, 0, names, context)
    arguments = tuple(argument for one in head for argument in _located(one, place, variables.arg))
    known = _known(arguments, bases) if bases is not None else None
    built = _built(file, target, context) if bases is not None else frozenset()
    findings: list[Finding] = []
    stages: list[Stage] = []
    failed: dict[int, RecipeError] = {}
    for index, part in enumerate(parts):
        findings += _overridden(part)
        told = known if names.unique[index] in built else None
        try:
            stages.append(_stage(part, parts, stages, place._replace(stage=index), told))
        except RecipeError as reason:
            failed[index] = reason
            stages.append(_unreadable(part, place._replace(stage=index)))
    if failed:
        needed = _needed(stages, names.numbers[wanted])
        for index, error in failed.items():
            if index in needed:
                raise error
            lost = (parts[index].start, *parts[index].body)
            findings += [_broken(one.span, names.unique[index], error) for one in lost]
        stages = [stage for index, stage in enumerate(stages) if index not in failed]
    broken = {finding.span for finding in findings if finding.kind is BROKEN_STAGE}
    program = Program(tuple(stages), arguments, wanted, _remarks(file))
    check(program, file.source)
    return Outcome(
        program,
        tuple(findings),
        frozenset(one.span for one in file.instructions if one.span not in broken),
    )


def _known(arguments: tuple[Argument, ...], bases: "Mapping[str, Configuration]") -> "Known":
    from recipec.ir.bases import Known

    return Known(arguments, bases)


def _built(file: File, target: str | None, context: Context | None) -> frozenset[str]:
    """Name the stages that the target needs: as with BuildKit, nobody looks at the base of another."""
    program = lift(file, target=target, context=context).value
    number = next(number for number, stage in enumerate(program.stages) if stage.name == program.target)
    return frozenset(program.stages[one].name for one in _needed(list(program.stages), number))


def _remarks(file: File) -> tuple[str, ...]:
    """Give the comments below the last instruction."""
    last = file.items[-1]
    if not isinstance(last, Layout):
        return ()
    return tuple(line.strip()[1:] for line in last.text.split("\n") if line.lstrip().startswith("#"))


def _split(file: File) -> tuple[list[Instruction], list[_Part]]:
    head: list[Instruction] = []
    parts: list[_Part] = []
    body: list[Instruction] = []
    start: Instruction | None = None
    for instruction in file.instructions:
        if instruction.name == "FROM":
            if start is not None:
                parts.append(_Part(start, tuple(body)))
            start, body = instruction, []
        elif start is None:
            head.append(instruction)
        else:
            body.append(instruction)
    if start is None:
        raise RecipeError("dockerfile contains no stages to build", span=Span(0, 0))
    parts.append(_Part(start, tuple(body)))
    return head, parts


def _target(target: str | None, names: Names) -> str:
    if not target:
        return names.unique[-1]
    numbers = names.written.get(target.lower())
    index = numbers[-1] if numbers else None
    if index is None and target.isascii() and target.isdigit() and int(target[:9]) < len(names.unique):
        # `docker build --target 0` (dockerui resolves numbers before the names are looked up).
        index = int(target)
    if index is None:
        listed = ", ".join(f"`{name}`" for name in names.written)
        hint = suggestion(target, names.written, f"the stages are {listed}" if listed else None)
        raise RecipeError(f'target stage "{target}" could not be found', help=hint)
    return names.unique[index]


def _stage(part: _Part, parts: list[_Part], before: list[Stage], place: Place, known: "Known | None") -> Stage:
    begin = part.start
    foundation = _located(begin, place, lambda one, where: (base(one, where),))[0]
    if known is not None and isinstance(foundation, FromImage):
        foundation = known.told(foundation)
    shell: tuple[str, ...] | None = None
    steps: list[Step] = []
    if isinstance(foundation, FromStage):
        parent = place.names.numbers[foundation.name]
        shell = before[parent].shell
        shell = _play(_triggers(parts[parent]), place, shell, steps)
    elif isinstance(foundation, FromImage) and foundation.known is not None:
        shell = _play(_triggers_of_base(foundation.known, begin), place, foundation.known.shell, steps)
    shell = _play(((one, None) for one in part.body), place, shell, steps)
    written = begin.words[2] if len(begin.words) == 3 else None
    origin = Origin(begin.span, begin.comments)
    return Stage(place.names.unique[place.stage], foundation, tuple(steps), written, shell, origin=origin)


def _play(
    instructions: Iterable[tuple[Instruction, Origin | None]],
    place: Place,
    shell: tuple[str, ...] | None,
    steps: list[Step],
) -> tuple[str, ...] | None:
    """Lift one after the other; what SHELL says lasts, so it is handed on."""
    waiting: tuple[str, ...] = ()  # comments above a SHELL, which is no step
    for instruction, origin in instructions:
        if instruction.name == "SHELL":
            shell = instruction.json
            waiting += instruction.comments
            continue
        if waiting:
            instruction = instruction._replace(comments=(*waiting, *instruction.comments))
            waiting = ()
        if place.origin is not origin or place.shell != (shell or DEFAULT_SHELL):
            place = place._replace(shell=shell or DEFAULT_SHELL, origin=origin)
        steps += _located(instruction, place, _LIFTS[instruction.name])
    return shell


def _triggers(part: _Part) -> list[tuple[Instruction, Origin | None]]:
    """What a stage leaves to those that start from it: ONBUILD runs first there, and is gone afterwards."""
    found: list[tuple[Instruction, Origin | None]] = []
    for instruction in part.body:
        if instruction.name == "ONBUILD":
            from recipec.dockerfile.parse import reparse

            origin = Origin(instruction.span, instruction.comments)
            found += [(inner, origin) for inner in reparse(settings.trigger(instruction), instruction.span)]
    return found


def _triggers_of_base(known: "Configuration", begin: Instruction) -> list[tuple[Instruction, Origin | None]]:
    """What a base image leaves to those that start from it; to the recipe, FROM says it."""
    if not known.on_build:
        return []
    from recipec.dockerfile.parse import reparse

    origin = Origin(begin.span)
    found = [inner for trigger in known.on_build for inner in reparse(trigger, begin.span)]
    for inner in found:
        if inner.name in _NEVER_TRIGGERED:
            raise RecipeError(
                f"the base image asks for `{inner.name}` by ONBUILD, which builders refuse", span=begin.span
            )
    return [(inner, origin) for inner in found]


def _located(instruction: Instruction, place: Place, do: Callable[[Instruction, Place], T]) -> T:
    try:
        return do(instruction, place)
    except RecipeError as error:
        span = instruction.span if error.span is None else error.span
        raise RecipeError(error.message, span=place.origin.span if place.origin else span, help=error.help) from None


def _unreadable(part: _Part, place: Place) -> Stage:
    try:
        foundation = base(part.start, place)
    except RecipeError:
        foundation = FromImage(())
    written = part.start.words[2] if len(part.start.words) == 3 else None
    return Stage(place.names.unique[place.stage], foundation, (), written)


def _needed(stages: list[Stage], target: int) -> set[int]:
    """The stages that are built for the target; all of them when a name is only known to the builder."""
    index = {stage.name: number for number, stage in enumerate(stages)}
    needed: set[int] = set()
    waiting = [target]
    while waiting:
        number = waiting.pop()
        if number in needed:
            continue
        needed.add(number)
        stage = stages[number]
        if isinstance(stage.base, FromImage) and literal(stage.base.reference) is None:
            return set(range(len(stages)))
        uses = [stage.base.name] if isinstance(stage.base, FromStage) else []
        for step in stage.steps:
            if isinstance(step, Copy) and isinstance(step.origin_of, FromStageName):
                uses.append(step.origin_of.name)
            if isinstance(step, Run):
                uses += [one.origin_of.name for one in step.mounts if isinstance(one.origin_of, FromStageName)]
        waiting += [index[name] for name in uses]
    return needed


def _broken(span: Span, name: str, error: RecipeError) -> Finding:
    return Finding(
        BROKEN_STAGE,
        f"stage `{name}` is not built, and could not be: {error.message}",
        span,
        related=() if error.span is None else (Related(Span(*error.span), "here"),),
    )


def _overridden(part: _Part) -> list[Finding]:
    last: dict[str, Instruction] = {}
    findings: list[Finding] = []
    for instruction in part.body:
        if instruction.name not in _ONCE:
            continue
        earlier = last.get(instruction.name)
        if earlier is not None:
            findings.append(
                Finding(
                    OVERRIDDEN,
                    f"this `{earlier.name}` has no effect",
                    earlier.span,
                    help="remove it",
                    related=(Related(instruction.span, f"a later `{instruction.name}` replaces it"),),
                )
            )
        last[instruction.name] = instruction
    return findings
