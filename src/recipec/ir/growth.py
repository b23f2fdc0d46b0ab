"""How long a program becomes when its variables are put in: counted, before anybody puts them in.

`ENV A=$A$A` doubles a value with every line, and what is long once may be mentioned by every line below.
"""

from collections.abc import Iterable, Iterator

from recipec.errors import RecipeError
from recipec.ir.classes import Value
from recipec.ir.held import Held
from recipec.ir.program import Base, FromStage, Program
from recipec.ir.steps import Argument, Run, SetEnv, SetWorkdir, Step
from recipec.ir.text import Variable, literal
from recipec.record import Record
from recipec.source import Source

# BuildKit hands on what it has read, values put in, in messages of at most 16 MiB (grpcclient, DefaultMaxRecvMsgSize).
_LONGEST = 16 * 1024 * 1024
# As deep as the parser goes within a single value.
_DEEPEST = 100
# What changes what holds.
_CHANGING = (SetEnv, Argument, SetWorkdir)
# Stands for every name in which variables are.
_ANY = ""


class _Size(Record):
    """How many characters something has at most, and how deep modifiers stand in it within each other."""

    length: int
    depth: int = 0


_NOTHING = _Size(0)
# A mention that stays one, as `${NAME:-}`.
_MENTION = _Size(16)


class _Sizes(Record):
    """What the variables of a stage come to at some step of it, and the directory in which it is.

    ``most`` is the most that any of them has come to.
    """

    held: Held[_Size]
    directory: int = 0
    most: _Size = _MENTION

    def having(self, values: dict[str, _Size]) -> "_Sizes":
        """Set some variables."""
        sizes = values.values()
        length = max((one.length for one in sizes), default=0)
        depth = max((one.depth for one in sizes), default=0)
        most = _Size(max(length, self.most.length), max(depth, self.most.depth))
        return self._replace(held=self.held.having(values), most=most)

    def of(self, name: str) -> _Size:
        return max(self.held.get(name, _MENTION), self.held.get(_ANY, _NOTHING))


def check(program: Program, source: Source | None) -> None:
    """Refuse a program that is longer than a builder takes when its variables are put in."""
    if source is not None and _is_short(program, source.text):
        return
    total = 0
    for node, sizes in _walk(program):
        total = _added(node, sizes, total)


def _is_short(program: Program, text: str) -> bool:
    """Tell whether a program is short whatever is mentioned where: with the longest value for each character of it."""
    pieces = text.split("${")
    if any("//" in piece.partition("}")[0] for piece in pieces[1:]):
        return False  # what takes the place of each match multiplies
    length = depth = directory = 0
    last: _Sizes | None = None
    for _, sizes in _walk(program):
        if sizes is not last:
            last = sizes
            length = max(length, sizes.most.length)
            depth = max(depth, sizes.most.depth)
            directory = max(directory, sizes.directory)
    # What ONBUILD keeps is said once more by each stage that triggers it.
    said = len(text) * (len(program.stages) + 1)
    return said * (length + directory) <= _LONGEST and depth + len(pieces) <= _DEEPEST


def _walk(program: Program) -> Iterator[tuple[Base | Step, _Sizes]]:
    """Give every part of a program with what holds before it."""
    outside = _Sizes(Held())
    for argument in program.arguments:
        yield argument, outside
        outside = _after(argument, outside, outside)
    ends: dict[str, _Sizes] = {}
    for stage in program.stages:
        yield stage.base, outside
        sizes = ends[stage.base.name] if isinstance(stage.base, FromStage) else outside
        for step in stage.steps:
            yield step, sizes
            if isinstance(step, _CHANGING):
                sizes = _after(step, sizes, outside)
        ends[stage.name] = sizes


def _added(node: Base | Step, sizes: _Sizes, before: int) -> int:
    """Add what a part of a program comes to, the directory in which it works included."""
    size = _NOTHING
    if not (isinstance(node, Run) and not node.mounts):
        size = _sum(_size(said, sizes) for name, said in vars(node).items() if name != "origin")
    total = before + size.length + sizes.directory
    if total > _LONGEST or size.depth > _DEEPEST:
        raise RecipeError(
            "with its variables and directories put in, this recipe is longer than 16 MiB: no builder takes it",
            span=node.origin.span if node.origin is not None else None,
            help="let variables hold what is short, and files what is long",
        )
    return total


def _size(said: object, sizes: _Sizes) -> _Size:
    if isinstance(said, str):
        return _Size(len(said))
    if isinstance(said, Variable):
        return _put_in(said, sizes) if said.modifier else sizes.of(said.name)
    if isinstance(said, tuple):
        return _sum(_size(part, sizes) for part in said)
    return _sum(_size(part, sizes) for part in vars(said).values()) if isinstance(said, Value) else _NOTHING


def _put_in(variable: Variable, sizes: _Sizes) -> _Size:
    """Give what comes of a mention with a modifier: the value, the word, or the value with something else in it."""
    value, word, other = (
        sizes.of(variable.name),
        _size(variable.word, sizes),
        _size(variable.replacement, sizes),
    )
    length = _MENTION.length + value.length + word.length + other.length
    if variable.modifier == "//":
        length += value.length * other.length
    return _Size(length, max(value.depth, word.depth + 1, other.depth + 1))


def _sum(sizes: Iterable[_Size]) -> _Size:
    length = depth = 0
    for one in sizes:
        length += one.length
        depth = max(depth, one.depth)
    return _Size(length, depth)


def _after(step: Step, sizes: _Sizes, outside: _Sizes) -> _Sizes:
    """Give what holds after a step."""
    if isinstance(step, SetEnv):
        held: dict[str, _Size] = {}
        for one in step.assignments:
            name = literal(one.name) or _ANY
            before = sizes.held.get(_ANY, _NOTHING) if name == _ANY else _NOTHING
            held[name] = max(_size(one.value, sizes), held.get(name, before))
        return sizes.having(held)
    if isinstance(step, Argument):
        size = outside.of(step.name) if step.default is None else _size(step.default, sizes)
        return sizes.having({step.name: size})
    if isinstance(step, SetWorkdir):
        is_absolute = (literal(step.path) or "").startswith("/")
        return sizes._replace(directory=_size(step.path, sizes).length + (0 if is_absolute else sizes.directory + 1))
    return sizes
