"""Which stages are built, and from what: parents put before their children, what nothing needs left out."""

from recipec.ir.classes import evolve
from recipec.ir.node import Origin
from recipec.ir.program import FromAgent, FromImage, FromScratch, FromStage, Program, Stage
from recipec.ir.published import AT_ROOT, named
from recipec.ir.steps import Assignment, Copy, FromImageName, FromStageName, Run, Scope, SetEnv, Step
from recipec.ir.text import literal, plain
from recipec.ir.walk import State, after, beginning, default_of, evaluate, hidden_at_end, inherit
from recipec.record import Record
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.ir.configuration import Configuration


class Plan(Record):
    """A stage to write: ``parts`` are the steps of its ancestors in this recipe, oldest first, and its own."""

    stage: Stage
    base: FromImage | FromScratch | FromAgent
    parts: tuple[Stage, ...]
    state: State

    @property
    def known(self) -> "Configuration | None":
        """What the base image says of itself; None when nobody has looked."""
        return self.base.known if isinstance(self.base, FromImage) else None

    def fold(self) -> "Folded":
        """Pair each step with the state before it, across the parts."""
        state = self.state
        pairs: list[tuple[Step, State]] = []
        if self.known is not None:
            from recipec.definition.lower.bases import said_again

            runs = any(isinstance(step, Run) for part in self.parts for step in part.steps)
            pairs += ((step, state) for step in said_again(self.known, self.base.origin, runs=runs))
        for number, part in enumerate(self.parts):
            if number:
                hidden = hidden_at_end(self.parts[number - 1].steps, state)
                if hidden:
                    shown = tuple(Assignment(plain(name), value) for name, value in hidden.items())
                    pairs.append((SetEnv(shown, Scope.BUILD), state))
                state = inherit(state, hidden)
            for step in part.steps:
                pairs.append((step, state))
                state = after(step, state)
        return Folded(tuple(pairs), state)


class Folded(Record):
    """The steps of a stage with the state before each, and the state in which the image is left."""

    steps: tuple[tuple[Step, State], ...]
    end: State

    def after(self, at: int) -> State:
        """Give the state that a step leaves."""
        return self.steps[at + 1][1] if at + 1 < len(self.steps) else self.end


def global_state(program: Program) -> State:
    """Give what holds for FROM: the arguments before the first stage, and nothing else."""
    state = beginning(base_is_known=True)
    for argument in program.arguments:
        state = after(argument, state)
    return state


def resolve_bases(program: Program, state: State) -> tuple[Program, tuple[FromImage, ...]]:
    """Find the stages that a FROM means by a variable; give those FROMs too, whose arguments are fixed by that.

    ``state`` is what holds for FROM.
    """
    stages: list[Stage] = []
    fixed: list[FromImage] = []
    earlier: dict[str, str] = {}
    for stage in program.stages:
        base = stage.base
        if isinstance(base, FromImage) and literal(base.reference) is None:
            name = literal(default_of(evaluate(base.reference, state), state)) or ""
            if name in earlier:
                fixed.append(base)
                stage = evolve(stage, base=FromStage(earlier[name], base.platform, origin=base.origin))
        stages.append(stage)
        if stage.written_name is not None:
            earlier[stage.written_name.lower()] = stage.name
    return evolve(program, stages=tuple(stages)), tuple(fixed)


def plan(program: Program, globals_: State) -> tuple[Plan, ...]:
    """Order the stages that the target needs, the target last. ``globals_`` is what holds for FROM."""
    by_name = {stage.name: stage for stage in program.stages}
    target = by_name[program.target] if program.target else program.stages[-1]
    needed = _needed(target, by_name)
    return tuple(_flat(stage, by_name, globals_) for stage in program.stages if stage.name in needed or stage is target)


def sources(step: Step) -> tuple[FromStageName | FromImageName, ...]:
    """Name the stages and images that a step takes files from."""
    match step:
        case Copy(origin_of=(FromStageName() | FromImageName()) as origin):
            return (origin,)
        case Run(mounts=mounts):
            return tuple(
                mount.origin_of for mount in mounts if isinstance(mount.origin_of, (FromStageName, FromImageName))
            )
        case _:
            return ()


def _lineage(stage: Stage, by_name: dict[str, Stage]) -> tuple[Stage, ...]:
    line = [stage]
    while isinstance(line[-1].base, FromStage):
        line.append(by_name[line[-1].base.name])
    return tuple(reversed(line))


def _needed(target: Stage, by_name: dict[str, Stage]) -> set[str]:
    """Name the stages that files are copied from, directly or not."""
    needed: set[str] = set()
    waiting = [target]
    while waiting:
        for part in _lineage(waiting.pop(), by_name):
            for step in part.steps:
                for origin in sources(step):
                    if isinstance(origin, FromStageName) and origin.name in by_name and origin.name not in needed:
                        needed.add(origin.name)
                        waiting.append(by_name[origin.name])
    return needed


def _remarked(part: Stage) -> Stage:
    """Let the comments above a stage that goes on with another stand above its first step."""
    origin = part.steps[0].origin if part.steps else None
    if part.origin is None or not part.origin.comments or origin is None:
        return part
    first, *rest = part.steps
    origin = Origin(origin.span, (*part.origin.comments, *origin.comments))
    return evolve(part, steps=(evolve(first, origin=origin), *rest))


def _flat(stage: Stage, by_name: dict[str, Stage], globals_: State) -> Plan:
    head, *tail = _lineage(stage, by_name)
    parts = (head, *map(_remarked, tail))
    base = parts[0].base
    assert not isinstance(base, FromStage)  # the end of a lineage
    if isinstance(base, FromImage):
        base = evolve(base, reference=evaluate(base.reference, globals_))
    state = beginning(
        globals_,
        base_is_known=isinstance(base, FromScratch),
        base=base.known if isinstance(base, FromImage) else None,
    )
    if isinstance(base, FromImage) and base.known is None and named(base.reference) in AT_ROOT:
        state = state._replace(workdir=plain("/"))
    return Plan(stage, base, parts, state)


def built(plans: tuple[Plan, ...]) -> frozenset[str]:
    """Name the stages that come into the output, also as the beginning of another."""
    return frozenset(part.name for entry in plans for part in entry.parts)
