"""From a definition file's tree to the program that it means."""

from collections.abc import Callable, Mapping

from recipec.definition.lift import base, comments, features, sections
from recipec.definition.lift import findings as kinds
from recipec.definition.lift.read import Templates, parts
from recipec.definition.parse import is_empty
from recipec.definition.templates import are_read, defaults
from recipec.definition.tree import Blank, Comment, File, HeaderItem, HeaderLine, Section
from recipec.definition.tree import Stage as StageTree
from recipec.diagnostics.finding import Finding, Related
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.ir.node import Origin
from recipec.ir.outcome import Outcome
from recipec.ir.program import Program, Stage
from recipec.ir.text import variables
from recipec.source import Span
from recipec.suggestion import suggestion
from recipec.target import Target, default
from recipec.typed import assert_never

_NOTHING: Mapping[str, str] = {}


def lift(file: File, target: Target, given: Mapping[str, str] = _NOTHING) -> Outcome[Program]:
    """Lift a definition file as ``target`` reads it; a target that reads none stands for the newest Apptainer.

    ``given`` are what ``--build-arg`` gives: they count where the program holds no templates, such as agents.

    Raises a ``RecipeError`` for a stage without ``Bootstrap:``, which no engine builds.
    """
    engine = target if target.format is Format.DEFINITION else default(Format.DEFINITION)
    found = list(features.check(file, engine))
    written: set[Span] = set()
    trees = [stage for stage in file.stages if not _is_dropped(stage, found)]
    readings = [
        Templates(
            {**defaults(tree), **given},
            are_read(tree, engine),
            engine.nests_arguments,
            engine.skips_templates_in_comments,
        )
        for tree in trees
    ]
    written_names = [_name(tree, reading) for tree, reading in zip(trees, readings, strict=True)]
    names = _unique(written_names)
    stages: list[Stage] = []
    left: tuple[str, ...] = ()  # comments at the end of the stage before
    for at, (tree, reading) in enumerate(zip(trees, readings, strict=True)):
        above, among, below = comments.header(tree.header)
        read, after = parts(tree, reading, below, is_last=at == len(trees) - 1)
        written.update(part.span for part in read)
        start = base.lift(tree, reading, among, found, written)
        used = _used(tree, reading)
        stages.append(
            Stage(
                names[at],
                start,
                sections.lift(read, reading, _finder(at, written_names, names, found), used, found),
                written_names[at],
                origin=None if tree.span is None else Origin(tree.span, (*left, *above)),
            )
        )
        left = after
    _repeated_names(trees, written_names, found)
    return Outcome(Program(tuple(stages), remarks=left), tuple(found), frozenset(written))


def refuse(findings: tuple[Finding, ...]) -> None:
    """Raise a ``RecipeError`` for what no engine builds, whatever is in the images that it names."""
    for finding in findings:
        if finding.kind in kinds.NEVER_BUILT:
            raise RecipeError(finding.message, span=finding.span, help=finding.help)


def _used(stage: StageTree, reading: Templates) -> dict[str, Span]:
    """Give the templates of a stage, each with the first place that mentions it.

    Engines replace them in comments, too, unless these begin as most do.
    """
    used: dict[str, Span] = {}
    if not reading.active:
        return used
    is_above = True  # what stands above the first key is in no stage
    for item in stage.header:
        is_above = is_above and not isinstance(item, HeaderLine)
        if not is_above and item.span is not None:
            for name in sorted(variables(reading.text(_header_text(item)))):
                used.setdefault(name, item.span)
    for one in stage.sections:
        text = f"#{one.text}" if isinstance(one, Comment) else one.body
        names = [name for _, name in reading.mask(text)[1].written]
        if isinstance(one, Section):
            names += sorted(variables(reading.text(one.arguments)))
        for name in names:
            used.setdefault(name, one.span or Span(0, 0))
    return used


def _header_text(item: HeaderItem) -> str:
    match item:
        case HeaderLine():
            return item.value if item.comment is None else f"{item.value}#{item.comment}"
        case Comment():
            return f"#{item.text}"
        case Blank():
            return ""
        case _:
            assert_never(item)


def _is_dropped(stage: StageTree, found: list[Finding]) -> bool:
    """Whether engines drop a stage because nothing is in it."""
    if not is_empty(stage):
        return False
    found.append(Finding(kinds.STAGE_DROPPED, "there is nothing in this stage, and engines drop it", stage.span))
    return True


def _name(stage: StageTree, reading: Templates) -> str | None:
    value = stage.field("stage")
    return reading.plain(value) or None if value is not None else None


def _unique(written: list[str | None]) -> list[str]:
    """Name every stage: as it is written where it is the first of that name, else by its number."""
    names: list[str] = []
    taken = {name for name in written if name is not None}
    first = dict(reversed([(name, at) for at, name in enumerate(written)]))
    for at, name in enumerate(written):
        if name is not None and first[name] == at:
            names.append(name)
            continue
        unique = str(at)
        while unique in taken:
            unique = f"stage-{unique}"
        taken.add(unique)
        names.append(unique)
    return names


def _finder(
    at: int, written: list[str | None], names: list[str], found: list[Finding]
) -> Callable[[str, Span], str | None]:
    """Make the function that finds the stage which ``%files from`` names: the first of that name, case and all."""

    def find(name: str, span: Span) -> str | None:
        number = written.index(name) if name in written else None
        if number is not None and number <= at:
            return names[number]
        if number is not None:
            message, help_ = f"stage `{name}` is not built yet when this is copied", "move the stage above this one"
        else:
            message, help_ = f"there is no stage `{name}`", _hint(name, written)
        found.append(Finding(kinds.NO_STAGE, message, span, help_))
        return None

    return find


def _hint(name: str, written: list[str | None]) -> str:
    known = (one for one in written if one is not None)
    return suggestion(name, known) or f"give the stage its name: `Stage: {name}`"


def _repeated_names(trees: list[StageTree], written: list[str | None], found: list[Finding]) -> None:
    first: dict[str, HeaderLine | None] = {}
    for tree, name in zip(trees, written, strict=True):
        line = tree.field_line("stage")
        if name is None or line is None:
            continue
        if name in first:
            earlier = first[name]
            related = (Related(earlier.span, "`%files from` means this one"),) if earlier and earlier.span else ()
            found.append(Finding(kinds.STAGE_REPEATED, f"there is a stage `{name}` already", line.span, None, related))
        else:
            first[name] = line
