"""From a program to the tree of a definition file."""

from collections.abc import Iterator

from recipec.context import Context
from recipec.definition.lower import findings
from recipec.definition.lower.body import INDENT, Body
from recipec.definition.lower.encode import BRACES, MARK, finish, has_template, mentioned, split_lines
from recipec.definition.lower.handed import asked
from recipec.definition.lower.plan import Folded, Plan, global_state, plan, resolve_bases
from recipec.definition.lower.plan import sources as taken_from
from recipec.definition.lower.sections import sections
from recipec.definition.lower.sheet import Setting, Sheet
from recipec.definition.lower.stage import PLATFORM_ARGUMENTS, Writer, stage_images
from recipec.definition.lower.values import Templates, bare, is_name, is_safe_default
from recipec.definition.lower.whole import fixed_base, no_stages, not_built
from recipec.definition.tree import Comment, File, HeaderLine, Section, Sources, Stage
from recipec.ir.classes import evolve
from recipec.ir.options import Options
from recipec.ir.outcome import Outcome
from recipec.ir.program import FromAgent, FromImage, FromScratch, Program
from recipec.ir.steps import Argument, FromImageName
from recipec.ir.text import Sigil, Variable, literal, plain, variables
from recipec.source import Span
from recipec.target import Target


def lower(program: Program, target: Target, options: Options, context: Context | None) -> Outcome[File]:
    """Write a program that came from a Dockerfile as a definition file for an engine."""
    program = _with_platform(program)
    globals_ = global_state(program)
    program, fixed = resolve_bases(program, globals_)
    plans = plan(program, globals_)
    names = _names(plans)
    images = _images(plans, names)
    setting = Setting(target, options, context, names, images, {})
    taken = asked(plans) if len(plans) > 1 else {}
    said = [fixed_base(base) for base in fixed]
    written: set[Span] = set()
    reasons: list[tuple[Span, str]] = []
    stages = [_image(reference, name, plans) for reference, name in images.items()]
    remarks = [(step.name, step.origin.comments) for step in program.arguments if step.origin is not None]
    # The first of a file speaks of all of it.
    top, below = (remarks[0][1], dict(remarks[1:])) if remarks else ((), {})
    for entry in plans:
        stage_name = names.get(entry.stage.name) if len(plans) + len(images) > 1 and entry is not plans[-1] else None
        one, kept = _stage(
            entry, program, stage_name, setting, taken.get(entry.stage.name, ()), is_first=not stages, remarks=below
        )
        if kept:
            setting = setting._replace(kept={**setting.kept, names[entry.stage.name]: kept})
        stages.append(one.value)
        said += one.findings
        reasons += one.reasons
        written |= one.written
    said += not_built(program, plans, written)
    if len(stages) > 1 and not target.has_stages:
        said.append(no_stages(program, target))
    top += tuple(comment for comments in below.values() for comment in comments)
    stages[0] = stages[0]._replace(header=(*map(Comment, top), *stages[0].header))
    _account(program, written)
    return Outcome(File(tuple(stages)), tuple(said), frozenset(written), tuple(reasons))


def _with_platform(program: Program) -> Program:
    """Give the arguments that a builder sets by itself the value that they have on most clusters.

    What neither an ARG nor a FROM names is left out.
    """

    def known(step: Argument) -> Argument:
        if step.default is None and step.name in PLATFORM_ARGUMENTS:
            return evolve(step, default=plain(PLATFORM_ARGUMENTS[step.name]))
        return step

    named = {step.name for stage in program.stages for step in stage.steps if isinstance(step, Argument)}
    named.update(*(variables(stage.base.reference) for stage in program.stages if isinstance(stage.base, FromImage)))
    named.update(*({one.name, *variables(one.default or ())} for one in program.arguments))
    if named.isdisjoint(PLATFORM_ARGUMENTS):
        return program
    stages = tuple(
        evolve(stage, steps=tuple(known(step) if isinstance(step, Argument) else step for step in stage.steps))
        for stage in program.stages
    )
    declared = frozenset(argument.name for argument in program.arguments)
    implied = tuple(
        Argument(name=name, default=plain(value))
        for name, value in PLATFORM_ARGUMENTS.items()
        if name in named - declared
    )
    return evolve(program, stages=stages, arguments=(*implied, *map(known, program.arguments)))


def _names(plans: tuple[Plan, ...]) -> dict[str, str]:
    """Name the stages for ``Stage:``; one that the recipe calls by its number gets a word."""
    names = {}
    for entry in plans:
        stage = entry.stage
        names[stage.name] = stage.written_name or (f"stage{stage.name}" if stage.name.isdigit() else stage.name)
    return names


def _images(plans: tuple[Plan, ...], names: dict[str, str]) -> dict[str, str]:
    """Name a stage for each image that files are copied from."""
    images: dict[str, str] = {}
    taken = set(names.values())
    for reference in dict.fromkeys(reference for entry in plans for reference in stage_images(entry)):
        word = reference.rpartition("/")[2].partition("@")[0].partition(":")[0] or "image"
        name, number = word, 1
        while name in taken:
            number += 1
            name = f"{word}{number}"
        taken.add(name)
        images[reference] = name
    return images


def _image(reference: str, name: str, plans: tuple[Plan, ...]) -> Stage:
    """Write the stage that stands for an image which files are copied from."""
    asking = tuple(
        step.origin.span
        for entry in plans
        for part in entry.parts
        for step in part.steps
        if step.origin is not None and FromImageName(reference) in taken_from(step)
    )
    header = (("Bootstrap", "docker"), ("From", reference), ("Stage", name))
    return Stage(tuple(HeaderLine(key, value, sources=asking) for key, value in header))


def _arguments(
    entry: Plan, folded: Folded, program: Program, target: Target
) -> tuple[dict[str, str], list[tuple[Argument, str]]]:
    """Give the arguments that stay open with their defaults, and those that cannot, with the reason."""
    closed: list[tuple[Argument, str]] = []
    found: dict[str, tuple[Argument, tuple[object, ...] | None]] = {}
    twice: set[str] = set()
    for argument in program.arguments:
        found[argument.name] = (argument, entry.state.arguments.get(argument.name))
    own: set[str] = set()
    state = folded.end
    for at, (step, _) in enumerate(folded.steps):
        if isinstance(step, Argument):
            default = folded.after(at).arguments[step.name]
            if step.name in own and found[step.name][1] != default:
                twice.add(step.name)
            own.add(step.name)
            found[step.name] = (step, default)
    open_: dict[str, str] = {}
    for name, (argument, _) in found.items():
        default = state.arguments.get(name)
        value = literal(state.defaults[name]) if default is not None else ""
        if not target.has_arguments:
            why = f"`{target.name}` has no build arguments"
        elif name in twice:
            why = "it is declared twice with different defaults"
        elif value is None or not is_safe_default(value) or not is_name(name):
            why = "its default has characters that a template cannot carry"
        elif not value and not target.allows_empty_arguments:
            why = f"`{target.name}` has no empty build arguments"
        else:
            open_[name] = _nested(default, value, open_, target)
            continue
        closed.append((argument, why))
    return open_, closed


def _nested(default: "tuple[str | Variable, ...] | None", value: str, open_: dict[str, str], target: Target) -> str:
    """Write a default that uses other arguments, where the engine replaces them there: one level deep."""
    if default is None or not target.nests_arguments:
        return value
    parts = [part for part in default if isinstance(part, Variable)]
    if any(part.sigil is not Sigil.TEMPLATE or part.name not in open_ or MARK in open_[part.name] for part in parts):
        return value
    # A stage may have declared anew what the default of an argument from before the first FROM mentions.
    comes_to = "".join(part if isinstance(part, str) else open_[part.name] for part in default)
    written = bare(default)
    return value if written is None or comes_to != value else written


def _stage(
    entry: Plan,
    program: Program,
    name: str | None,
    setting: Setting,
    taken: tuple[str, ...],
    *,
    is_first: bool,
    remarks: dict[str, tuple[str, ...]],
) -> tuple[Outcome[Stage], tuple[str, ...]]:
    """Write a stage, and say what it has kept of that which is taken from its temporary directories.

    ``remarks`` are comments above arguments: each is taken out where its argument is declared.
    """
    target = setting.target
    folded = entry.fold()
    open_, closed = _arguments(entry, folded, program, target)
    writer = Writer(entry, folded, setting, Templates(frozenset(open_)))
    sheet = writer.write(taken, is_final=name is None)
    header = _header(entry, name, sheet, is_first=is_first)
    written = sections(writer, is_final=name is None)
    header += tuple(map(Comment, sheet.carried))
    if name is None and program.remarks:
        # To an engine what stands below everything is the end of the last section.
        if written:
            last = written[-1]
            ended = ("", *(f"{INDENT}#{remark}" for remark in program.remarks))
            written[-1] = last._replace(lines=last.lines + ended, sources=last.sources + ((),) * len(ended))
        else:
            header += tuple(map(Comment, program.remarks))
    used = mentioned([line.value for line in header if isinstance(line, HeaderLine)])
    used |= mentioned(line for section in written for line in (*section.lines, section.arguments))
    used |= mentioned(open_[argument] for argument in used)
    values = Body()
    if any(has_template("\n".join(section.lines), target) for section in written):
        values.add(f"{INDENT}{BRACES}={{{{")
    places = _places(program, folded)
    for argument, value in open_.items():
        if argument in used:
            for text in remarks.pop(argument, ()):
                values.add(f"{INDENT}#{text}", places.get(argument, ()))
            values.add(f"{INDENT}{argument}={value}", places.get(argument, ()))
    if values.lines:
        written.insert(0, values.section("arguments"))
    _tell_arguments(entry, folded, closed, used, sheet)
    finished = [part for section in written for part in _finished(section, target)]
    lines = tuple(
        line._replace(value=finish(line.value, target)) if isinstance(line, HeaderLine) else line for line in header
    )
    _check(finished, entry, sheet)
    outcome = Outcome(
        Stage(lines, tuple(finished)), tuple(sheet.findings), frozenset(sheet.written), tuple(sheet.reasons)
    )
    return outcome, writer.kept


def _places(program: Program, folded: Folded) -> dict[str, Sources]:
    """Say where arguments are declared: the last declaration counts, with the one above FROM that it repeats."""
    found: dict[str, Sources] = {}
    for step in (*program.arguments, *(step for step, _ in folded.steps if isinstance(step, Argument))):
        if step.origin is not None:
            above = found.get(step.name, ())[:1] if step.default is None else ()
            found[step.name] = (*above, step.origin.span)
    return found


def _finished(section: Section, target: Target) -> Iterator[Section]:
    """Write the templates of a section, and cut it where it is longer than an engine reads."""
    if section.name == "arguments":
        lines = tuple(finish(line, target._replace(has_arguments=False)) for line in section.lines)
    else:
        lines = tuple(finish("\n".join(section.lines), target).split("\n"))
    at = 0
    for part in split_lines(lines, target.section_limit):
        sources = section.sources[at : at + len(part)]
        yield Section(section.name, "" if at else section.arguments, part, sources=sources)
        at += len(part)


def _tell_arguments(
    entry: Plan, folded: Folded, closed: list[tuple[Argument, str]], used: frozenset[str], sheet: Sheet
) -> None:
    own = {step.name: step for step, _ in folded.steps if isinstance(step, Argument)}
    of_base = variables(entry.base.reference) if isinstance(entry.base, FromImage) else frozenset()
    for argument, why in closed:
        if argument.name in own.keys() | of_base and argument.origin is not None:
            sheet.find(
                findings.ARGUMENT_FIXED,
                f"the value of `{argument.name}` is fixed now: {why}",
                argument,
                help=f"convert again with `--build-arg {argument.name}=...` for another value",
            )
    for name in sorted(used & PLATFORM_ARGUMENTS.keys()):
        sheet.find(
            findings.PLATFORM_ARGUMENT,
            f"`{name}` is `{PLATFORM_ARGUMENTS[name]}`: nobody sets it while Apptainer builds",
            own.get(name),
            help=f"build with `--build-arg {name}=...` on another platform",
        )


def _header(entry: Plan, name: str | None, sheet: Sheet, *, is_first: bool) -> tuple[HeaderLine | Comment, ...]:
    base = entry.base
    stage = entry.parts[0]
    above = dict.fromkeys(node.origin for node in (stage, base) if node.origin is not None)
    said = tuple(part.base.origin.span for part in entry.parts if part.base.origin is not None)
    comments = tuple(Comment(text, sources=said) for origin in above for text in origin.comments)
    # Above any but the first stage, a comment would be the end of the section before.
    first, below = (comments, ()) if is_first else ((), comments)
    for part in entry.parts:
        for node in (part, part.base):
            sheet.account(node)
    tail = (HeaderLine("Stage", name, sources=said),) if name is not None else ()
    match base:
        case FromScratch():
            return (*first, HeaderLine("Bootstrap", "scratch", sources=said), *below, *tail)
        case FromImage():
            reference = bare(sheet.templates.settle(base.reference, entry.state)) or ""
            if base.platform is not None:
                sheet.find(
                    findings.PLATFORM,
                    "the platform of a base image is chosen when building, not in the definition file",
                    base,
                    help="`apptainer build --arch amd64`, or nothing when it is this machine's",
                )
            agent = HeaderLine("Bootstrap", "docker", sources=said)
            return (*first, agent, *below, HeaderLine("From", reference, sources=said), *tail)
        case FromAgent():
            raise AssertionError(base)  # only a definition file says this


def _check(sections: list[Section], entry: Plan, sheet: Sheet) -> None:
    """Look at every line once more: none may end its section."""
    from recipec.definition.lower.encode import is_misread

    for section in sections:
        if is_misread("\n".join(section.lines)):
            sheet.find(
                findings.SECTION_LINE,
                f"a line of `%{section.name}` begins with `%` or `bootstrap:`, which Apptainer takes for a new section",
                entry.base if entry.base.origin is not None else entry.stage,
                help="change the value, so that no line of it begins so",
            )
        engine = sheet.target
        if (
            engine.is_apptainer
            and not engine.has_arguments
            and has_template("\n".join(section.lines), engine._replace(has_arguments=True))
        ):
            sheet.find(
                findings.TEMPLATE_TEXT,
                f"`%{section.name}` has text in double braces, which Apptainer from 1.2 on takes for a build argument",
                entry.stage,
                help="write for `apptainer-1.4`, or put the text into a file and COPY it",
            )
        if any(len(line) > 65_000 for line in section.lines):
            sheet.find(
                findings.TOO_LONG,
                f"a line of `%{section.name}` is longer than the 64 KiB that Apptainer reads at once",
                entry.stage,
                help="put the text into a file and COPY it",
            )


def _account(program: Program, written: set[Span]) -> None:
    for argument in program.arguments:
        if argument.origin is not None:
            written.add(argument.origin.span)
