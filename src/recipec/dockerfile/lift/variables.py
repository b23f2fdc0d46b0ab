"""ENV, ARG and LABEL: names and values."""

from recipec.dockerfile.lift.place import Place
from recipec.dockerfile.tree import Instruction
from recipec.ir.steps import Argument, Assignment, Label, SetEnv
from recipec.ir.text import Text


def env(instruction: Instruction, place: Place) -> tuple[SetEnv, ...]:
    """All variables of one ENV see the values from before it, so they stay one step."""
    assignments = tuple(Assignment(name, value) for name, value in _pairs(instruction, place))
    return (SetEnv(assignments, origin=place.origin_of(instruction)),)


def label(instruction: Instruction, place: Place) -> tuple[Label, ...]:
    """One step for each label; expansion does not depend on the others."""
    origin = place.origin_of(instruction)
    return tuple(Label(name, value, origin=origin) for name, value in _pairs(instruction, place))


def arg(instruction: Instruction, place: Place) -> tuple[Argument, ...]:
    """One step for each name: the second one's default sees the first."""
    origin = place.origin_of(instruction)
    found: list[Argument] = []
    for word in instruction.words:
        name, equals, value = word.partition("=")
        found.append(Argument(name, place.text(value) if equals else None, origin=origin))
    return tuple(found)


def _pairs(instruction: Instruction, place: Place) -> list[tuple[Text, Text]]:
    words = instruction.words
    if "=" not in words[0]:
        return [(place.text(words[0]), place.text(words[1]))]
    pairs = (word.partition("=") for word in words)
    return [(place.text(name), place.text(value)) for name, _, value in pairs]
