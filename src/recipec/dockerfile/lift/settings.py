"""WORKDIR, USER, EXPOSE, VOLUME, STOPSIGNAL, MAINTAINER and ONBUILD: single values of the image."""

from recipec.dockerfile.lift.place import Place
from recipec.dockerfile.parse.lexer import SPACES
from recipec.dockerfile.tree import Instruction
from recipec.errors import RecipeError
from recipec.ir.steps import Author, Expose, OnBuild, SetUser, SetWorkdir, StopSignal, Volume
from recipec.ir.text import literal


def workdir(instruction: Instruction, place: Place) -> tuple[SetWorkdir, ...]:
    return (SetWorkdir(place.text(instruction.value), origin=place.origin_of(instruction)),)


def user(instruction: Instruction, place: Place) -> tuple[SetUser, ...]:
    return (SetUser(place.text(instruction.value), origin=place.origin_of(instruction)),)


def expose(instruction: Instruction, place: Place) -> tuple[Expose, ...]:
    from recipec.ir.notation import ports

    texts = tuple(place.text(word) for word in instruction.words)
    for one in texts:
        word = literal(one)
        if word:
            ports(word)
    return (Expose(texts, origin=place.origin_of(instruction)),)


def volume(instruction: Instruction, place: Place) -> tuple[Volume, ...]:
    paths = tuple(place.text(word.strip(SPACES)) for word in instruction.words)
    if () in paths:
        raise RecipeError("VOLUME specified can not be an empty string")
    return (Volume(paths, origin=place.origin_of(instruction)),)


def stopsignal(instruction: Instruction, place: Place) -> tuple[StopSignal, ...]:
    from recipec.ir.notation import check_signal

    signal = place.text(instruction.value)
    plain = literal(signal)
    if plain is not None:
        check_signal(plain)
    return (StopSignal(signal, origin=place.origin_of(instruction)),)


def maintainer(instruction: Instruction, place: Place) -> tuple[Author, ...]:
    return (Author(instruction.value, origin=place.origin_of(instruction)),)


def onbuild(instruction: Instruction, place: Place) -> tuple[OnBuild, ...]:
    return (OnBuild(trigger(instruction), origin=place.origin_of(instruction)),)


def trigger(instruction: Instruction) -> str:
    """Write what ONBUILD keeps: the joined line without its keyword, here-documents below it."""
    return instruction.value + "".join(f"\n{one.body}{one.name}" for one in instruction.heredocs)
