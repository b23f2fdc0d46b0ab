"""A recipe as rules see it: its tree, its program with the state at each step, its scripts with what they run."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from recipec.checks.invocation import Index, Invocation
from recipec.checks.packages import NAMES, Action, Asked, Manager, all_asked
from recipec.checks.scripts import Kind, PlacedScript, of_section, of_step
from recipec.checks.settings import Settings
from recipec.format import Format
from recipec.ir.program import Base, FromImage, FromScratch, FromStage, Program
from recipec.ir.steps import Step
from recipec.ir.text import Text, literal
from recipec.ir.walk import State, after, beginning, default_of, evaluate, hidden_at_end, inherit
from recipec.record import Record
from recipec.source import Source, Span
from recipec.target import Target
from recipec.typed import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from recipec.checks.variables import Assigned
    from recipec.context import Context
    from recipec.definition.tree import File as DefinitionFile
    from recipec.definition.tree import HeaderLine, Section
    from recipec.definition.tree import Stage as StageTree
    from recipec.dockerfile.tree import File as DockerfileFile
    from recipec.dockerfile.tree import Instruction

S = TypeVar("S")
K = TypeVar("K")


class Placed(Record):
    """A step with its place in the recipe and the state before it. ``stage`` is the number of its stage."""

    step: Step
    span: Span
    state: State
    stage: int


class StageView(Record):
    """A stage. ``reference`` is the image that it starts from, arguments replaced by their defaults; None: no image.

    ``end`` is the state that its last step leaves; ``tree`` is None for a stage of a Dockerfile.
    """

    number: int
    name: str
    base: Base
    reference: str | None
    span: Span
    steps: tuple[Placed, ...]
    end: State
    tree: "StageTree | None" = None

    @property
    def header(self) -> "tuple[HeaderLine, ...]":
        """The header lines of a stage of a definition file."""
        if self.tree is None:
            return ()
        from recipec.definition.tree import HeaderLine

        return tuple(item for item in self.tree.header if isinstance(item, HeaderLine))

    def header_line(self, key: str) -> "HeaderLine | None":
        """The line of the header that counts for a key in lower case; None when there is none."""
        return self.tree.field_line(key) if self.tree else None

    def sections(self, *names: str) -> "tuple[Section, ...]":
        """The sections of some names; all of them when none is named."""
        if self.tree is None:
            return ()
        from recipec.definition.tree import Section

        found = (item for item in self.tree.sections if isinstance(item, Section))
        return tuple(one for one in found if not names or one.name in names)


class Recipe:
    """A recipe that its engine would read. One of ``dockerfile`` and ``definition`` is its tree, the other is None."""

    def __init__(
        self,
        source: Source,
        target: Target,
        program: Program,
        settings: Settings,
        *,
        dockerfile: "DockerfileFile | None" = None,
        definition: "DefinitionFile | None" = None,
        context: "Context | None" = None,
    ) -> None:
        self.source = source
        self.target = target
        self.program = program
        self.settings = settings
        self.dockerfile = dockerfile
        self.definition = definition
        self.context = context

    @property
    def format(self) -> Format:
        return Format.DOCKERFILE if self.dockerfile is not None else Format.DEFINITION

    @cached_property
    def stages(self) -> tuple[StageView, ...]:
        """Every stage, in order, also those that nothing needs."""
        return tuple(_stages(self.program, self.definition))

    @cached_property
    def final(self) -> StageView:
        """The stage that becomes the image."""
        return next((stage for stage in self.stages if stage.name == self.program.target), self.stages[-1])

    def lineage(self, stage: StageView) -> tuple[StageView, ...]:
        """Give a stage behind those of this recipe that it starts from, the oldest first."""
        line = [stage]
        while isinstance(line[-1].base, FromStage):
            line.append(self._by_name[line[-1].base.name])
        return tuple(reversed(line))

    def root(self, stage: StageView) -> StageView:
        """Give the stage of this recipe that one starts from in the end: itself, when it starts from no other."""
        return self._roots[stage.number]

    @cached_property
    def _by_name(self) -> dict[str, StageView]:
        return {stage.name: stage for stage in self.stages}

    @cached_property
    def _roots(self) -> tuple[StageView, ...]:
        roots: list[StageView] = []
        for stage in self.stages:
            base = stage.base
            roots.append(roots[self._by_name[base.name].number] if isinstance(base, FromStage) else stage)
        return tuple(roots)

    @cached_property
    def final_stages(self) -> frozenset[int]:
        """The numbers of the final stage and of those that it starts from: what these do is in the image."""
        return frozenset(stage.number for stage in self.lineage(self.final))

    def is_made_by(self, script: PlacedScript) -> bool:
        """Tell whether a script makes the image: it builds the final stage, or one that this starts from."""
        return script.is_build and script.stage in self.final_stages

    def steps(self, kind: type[S]) -> Iterator[tuple[S, Placed]]:
        """Give every step of a kind with its place, in all stages."""
        for placed in self._by_kind.get(kind, ()):
            if isinstance(placed.step, kind):
                yield placed.step, placed

    @cached_property
    def _by_kind(self) -> dict[type, list[Placed]]:
        steps = (placed for stage in self.stages for placed in stage.steps)
        return _grouped(steps, lambda placed: placed.step.__class__)

    @cached_property
    def instructions(self) -> "dict[Span, Instruction]":
        """The instructions of a Dockerfile by their places."""
        return {one.span: one for one in self.dockerfile.instructions} if self.dockerfile is not None else {}

    @cached_property
    def scripts(self) -> tuple[PlacedScript, ...]:
        """Every script, in the order of the recipe. The same section twice is two scripts."""
        return tuple(self._scripts())

    def _scripts(self) -> Iterator[PlacedScript]:
        for stage in self.stages:
            for section in stage.sections():
                script = of_section(section, self.source.text, stage.number)
                if script is not None:
                    yield script
            if self.dockerfile is not None:
                for placed in stage.steps:
                    instruction = self.instructions.get(placed.span)
                    if instruction is not None:
                        yield from of_step(placed.step, instruction, stage.number, placed.state)

    def forget(self) -> None:
        """Let the scripts forget what they run and touch, for that names them: one recipe after the other would stay.

        Nothing but the collector of garbage finds such circles, and its search takes a tenth of the time of a check.
        """
        for script in vars(self).get("scripts", ()):
            vars(script).pop("invocations", None)
            vars(script).pop("touches", None)

    def scripts_in(self, stage: StageView) -> list[PlacedScript]:
        """The scripts of a stage."""
        return self._by_stage.get(stage.number, [])

    @cached_property
    def _by_stage(self) -> dict[int, list[PlacedScript]]:
        return _grouped(self.scripts, lambda script: script.stage)

    def scripts_of(self, *kinds: Kind) -> tuple[PlacedScript, ...]:
        """The scripts of some kinds."""
        return tuple(script for script in self.scripts if script.kind in kinds)

    def final_scripts(self, *kinds: Kind) -> tuple[PlacedScript, ...]:
        """The scripts of some kinds in the stage that becomes the image."""
        return tuple(script for script in self.scripts_in(self.final) if script.kind in kinds)

    @cached_property
    def _index(self) -> Index:
        return Index(self.scripts)

    def invocations(self, *names: str) -> list[Invocation]:
        """Give every run of some programs, wherever a script runs them, in the order of the recipe."""
        return self._index.named(*names)

    @property
    def programs(self) -> frozenset[str]:
        """The names of all programs that are run."""
        return self._index.names()

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """All that package managers are asked to do."""
        return tuple(all_asked(self._index.named(*NAMES)))

    @cached_property
    def assigned(self) -> "tuple[Assigned, ...]":
        """Every variable that is set, wherever that is done: see ``recipec.checks.variables``."""
        from recipec.checks.variables import all_assigned

        return tuple(all_assigned(self))

    def asked_in(self, stage: StageView) -> list[Asked]:
        """What the scripts of a stage ask of package managers."""
        return self._asked_by_stage.get(stage.number, [])

    @cached_property
    def _asked_by_stage(self) -> dict[int, list[Asked]]:
        return _grouped(self.asked, lambda one: one.invocation.script.stage)

    def packages(self, *managers: Manager, action: Action = "install") -> Iterator[Asked]:
        """Give what some package managers are asked to do."""
        return (one for one in self.asked if one.action == action and (not managers or one.manager in managers))

    def value(self, text: Text, state: State) -> str | None:
        """Give a value with the variables and arguments that are known; None when one of them is not."""
        return literal(default_of(evaluate(text, state), state))


def _grouped(things: Iterable[S], key: Callable[[S], K]) -> dict[K, list[S]]:
    """Put things together that have a key in common, each group in the order in which they come."""
    groups: dict[K, list[S]] = {}
    for one in things:
        groups.setdefault(key(one), []).append(one)
    return groups


def _stages(program: Program, definition: "DefinitionFile | None") -> Iterator[StageView]:
    globals_ = beginning(base_is_known=True)
    for argument in program.arguments:
        globals_ = after(argument, globals_)
    trees = {tree.span: tree for tree in definition.stages} if definition is not None else {}
    ends: dict[str, tuple[State, dict[str, Text]]] = {}
    for number, stage in enumerate(program.stages):
        state = beginning(
            globals_,
            base_is_known=isinstance(stage.base, FromScratch),
            base=stage.base.known if isinstance(stage.base, FromImage) else None,
        )
        if isinstance(stage.base, FromStage):
            state = inherit(*ends[stage.base.name])
        reference = None
        if isinstance(stage.base, FromImage):
            values = evaluate(stage.base.reference, globals_)
            reference = literal(default_of(_with_own(values, stage.steps), globals_))
        steps: list[Placed] = []
        for step in stage.steps:
            span = step.origin.span if step.origin is not None else Span(0, 0)
            steps.append(Placed(step, span, state, number))
            state = after(step, state)
        ends[stage.name] = state, hidden_at_end(stage.steps, state)
        span = stage.origin.span if stage.origin is not None else Span(0, 0)
        yield StageView(number, stage.name, stage.base, reference, span, tuple(steps), state, trees.get(span))


def _with_own(text: Text, steps: tuple[Step, ...]) -> Text:
    """Put the values of a definition file's ``%arguments`` into its header."""
    from recipec.ir.steps import Argument
    from recipec.ir.text import Sigil, Variable, join

    values = {step.name: step.default for step in steps if isinstance(step, Argument) and step.default is not None}
    parts: list[str | Variable] = []
    for part in text:
        if isinstance(part, Variable) and part.sigil is Sigil.TEMPLATE and part.name in values:
            parts.extend(values[part.name] or ())
        else:
            parts.append(part)
    return join(parts)
