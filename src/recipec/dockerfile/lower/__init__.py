"""The program of a definition file becomes a Dockerfile's tree."""

import re

from recipec.context import Context
from recipec.dockerfile.lower import naming
from recipec.dockerfile.lower import stage as stages
from recipec.dockerfile.lower.findings import FIXED_ARGUMENT
from recipec.dockerfile.lower.sheet import Group, Sheet
from recipec.dockerfile.tree import File, Instruction, Item, Layout
from recipec.ir.node import Origin
from recipec.ir.options import Options
from recipec.ir.outcome import Outcome
from recipec.ir.program import FromImage, Program, Stage
from recipec.ir.steps import Argument
from recipec.ir.text import Variable, join, literal, variables
from recipec.regex import regex
from recipec.source import Span

# What a builder takes for more than a comment in the first lines of a file.
_DIRECTIVE = regex(r"[ \t]*(?:syntax|escape|check)[ \t]*=", re.IGNORECASE)


def lower(
    program: Program,
    options: Options,  # noqa: ARG001 -- decisions of the other direction, in the signature that both share
    context: Context | None = None,
) -> Outcome[File]:
    """Write a Dockerfile that builds the same image."""
    names, said = naming.names(program)
    findings = dict.fromkeys(said)
    header: dict[str, str] = {}
    written: set[Span] = set()
    reasons: list[tuple[Span, str]] = []
    bodies: list[list[Item]] = []
    earlier: dict[str, str] = {}
    for number, stage in enumerate(program.stages):
        arguments = [*program.arguments, *(step for step in stage.steps if isinstance(step, Argument))]
        sheet = Sheet(arguments, context, earlier, header)
        stage = _globals(stage, sheet)
        is_last = number == len(program.stages) - 1
        stages.lower(stage, sheet, names.get(stage.name), is_last=is_last)
        bodies.append(_items(sheet, header))
        findings.update(dict.fromkeys(sheet.findings))
        written |= sheet.written
        reasons += sheet.reasons
        if stage.name in names:
            earlier[stage.name] = names[stage.name]
    for argument in program.arguments:
        if argument.origin:
            written.add(argument.origin.span)
    places = {argument.name: Origin(argument.origin.span) for argument in program.arguments if argument.origin}
    items = _head(bodies, header, places)
    if program.remarks:
        items.append(Layout("\n" + "".join(f"#{remark}\n" for remark in program.remarks)))
    return Outcome(File(tuple(items)), tuple(findings), frozenset(written), tuple(reasons))


def _globals(stage: Stage, sheet: Sheet) -> Stage:
    """Declare what FROM mentions before the first FROM. Another stage may have given the name another value."""
    from recipec.ir.classes import evolve

    base = stage.base
    if not isinstance(base, FromImage) or literal(base.reference) is not None:
        return stage
    for name in sorted(variables(base.reference)):
        if name in sheet.arguments and not sheet.declare_first(name):
            sheet.tell(
                FIXED_ARGUMENT,
                f"`{{{{ {name} }}}}` has another value in an earlier stage, and FROM knows one only: it is written out",
                base,
                "give the arguments of the two stages different names",
            )
            reference = join(
                sheet.value(part.name) if isinstance(part, Variable) and part.name == name else part
                for part in base.reference
            )
            base = evolve(base, reference=reference)
        elif sheet.is_required(name):
            sheet.require(name, f"build with `--build-arg {name}=VALUE`")
    reference = tuple(part if isinstance(part, str) else sheet.required(part) for part in base.reference)
    return evolve(stage, base=evolve(base, reference=reference))


def _items(sheet: Sheet, header: dict[str, str]) -> list[Item]:
    """Put the groups in order, a blank line between them."""
    items: list[Item] = []
    for group in Group:
        instructions = sheet.groups.get(group, [])
        for number, instruction in enumerate(instructions):
            before = instructions[number - 1] if number else None
            if items and (not _joins(group) if before is None else _stands_apart(before, instruction)):
                items.append(Layout("\n"))
            items.append(_declared(instruction, header))
    return items


def _declared(instruction: Instruction, header: dict[str, str]) -> Instruction:
    """An argument that is declared before the first FROM with the same value needs its name only."""
    if instruction.keyword == "ARG":
        name = instruction.value.partition("=")[0]
        if header.get(name) == instruction.value:
            return instruction._replace(value=name)
    return instruction


def _joins(group: Group) -> bool:
    return group is Group.INCLUDE


def _stands_apart(before: Instruction, instruction: Instruction) -> bool:
    """Tell whether a blank line helps: around what has several lines, and above comments."""
    if instruction.keyword in ("CMD", "ENTRYPOINT") and before.keyword in ("ENTRYPOINT", "WORKDIR"):
        return False
    return bool(
        instruction.comments
        or before.heredocs
        or instruction.heredocs
        or instruction.keyword != before.keyword
        or "\n" in before.value
        or "\n" in instruction.value
    ) and not (
        instruction.keyword == "RUN"
        and before.heredocs
        and before.keyword == "COPY"
        and instruction.origin == before.origin
    )


def _head(bodies: list[list[Item]], header: dict[str, str], places: dict[str, Origin]) -> list[Item]:
    items: list[Item] = []
    instructions = [item for body in bodies for item in body if isinstance(item, Instruction)]
    if any(item.heredocs or any(flag.name == "mount" for flag in item.flags) for item in instructions):
        # Here-documents and mounts came with this frontend; older builders of Docker fetch it by this line.
        items.append(Layout("# syntax=docker/dockerfile:1\n\n"))
    if header:
        items.extend(Instruction.made("ARG", text, origin=places.get(name)) for name, text in header.items())
        items.append(Layout("\n"))
    first = instructions[0].comments[:1] if instructions else ()
    if not items and any(_DIRECTIVE.match(comment) for comment in first):
        # A comment of any other form is the end of the directives.
        items.append(Layout("#\n"))
    for number, body in enumerate(bodies):
        if number:
            items.append(Layout("\n"))
        items.extend(body)
    return items
