"""CMD, ENTRYPOINT, SHELL and HEALTHCHECK: what an image starts, and with which shell."""

from recipec.dockerfile.lift.place import DEFAULT_SHELL, Place, breaks
from recipec.dockerfile.tree import Instruction
from recipec.ir.steps import Exec, Healthcheck, SetCommand, SetEntrypoint, Shell


def cmd(instruction: Instruction, place: Place) -> tuple[SetCommand, ...]:
    return (SetCommand(_command(instruction, place), origin=place.origin_of(instruction)),)


def entrypoint(instruction: Instruction, place: Place) -> tuple[SetEntrypoint, ...]:
    return (SetEntrypoint(_command(instruction, place), origin=place.origin_of(instruction)),)


def healthcheck(instruction: Instruction, place: Place) -> tuple[Healthcheck, ...]:
    origin = place.origin_of(instruction)
    if instruction.words[0].upper() == "NONE":
        return (Healthcheck(None, origin=origin),)
    options = tuple((flag.name, flag.value or "") for flag in instruction.flags)
    if instruction.json is not None:
        return (Healthcheck(Exec(instruction.json), options, origin=origin),)
    script = instruction.words[1]
    before = len(instruction.value) - len(script)
    # CMD-SHELL is run by /bin/sh whatever SHELL says.
    return (Healthcheck(Shell(script, DEFAULT_SHELL, breaks(instruction, before)), options, origin=origin),)


def _command(instruction: Instruction, place: Place) -> Shell | Exec | None:
    if instruction.json is None:
        return place.script(instruction)
    return Exec(instruction.json) if instruction.json else None
