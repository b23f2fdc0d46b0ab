"""Names of stages: what FROM and ``--from`` mean by a name or a number."""

from bisect import bisect_left

from recipec.dockerfile.lift.place import Names, Place
from recipec.dockerfile.parse.lexer import Lexer, LexError
from recipec.dockerfile.tree import Instruction
from recipec.errors import RecipeError
from recipec.ir.node import Origin
from recipec.ir.program import Base, FromImage, FromScratch, FromStage
from recipec.ir.published import is_simple
from recipec.ir.steps import FilesFrom, FromImageName, FromStageName
from recipec.ir.text import literal


def name_stages(froms: list[Instruction]) -> Names:
    """Give every stage a name of its own: the written one, else its number; a repeated name gets its number too."""
    names = [instruction.words[2].lower() if len(instruction.words) == 3 else "" for instruction in froms]
    written: dict[str, list[int]] = {}
    index: dict[str, int] = {}
    taken = set(names)
    for number, name in enumerate(names):
        choice = name or str(number)
        if name:
            written.setdefault(name, []).append(number)
            if len(written[name]) > 1:
                choice = f"{name}-{number}"
                while choice in taken:
                    choice += "x"
                taken.add(choice)
        index[choice] = number
    return Names(tuple(index), index, written)


def base(instruction: Instruction, place: Place) -> Base:
    """Say what a stage starts from. Names of stages are matched as they are written, unlike everywhere else."""
    origin = Origin(instruction.span)
    reference = place.text(instruction.words[0])
    platform = place.optional(instruction, "platform")
    name = literal(reference)
    if name is None:
        return FromImage(reference, platform, origin=origin)
    if not name:
        raise RecipeError(f"base name ({instruction.words[0]}) should not be blank")
    earlier = _earlier(name, place)
    if earlier is not None:
        return FromStage(place.names.unique[earlier], platform, origin=origin)
    if name == "scratch":
        return FromScratch(origin=origin)
    check_reference(name)
    return FromImage(reference, platform, origin=origin)


def _earlier(name: str, place: Place) -> int | None:
    numbers = place.names.written.get(name, [])
    before = bisect_left(numbers, place.stage)
    return numbers[before - 1] if before else None


def files_from(source: str, place: Place, *, index: bool = True) -> FilesFrom:
    """Resolve ``--from``: a stage by its name in any case, by its number where that counts, else an image."""
    try:
        literally = Lexer(source, place.escape).text()
    except LexError as error:
        raise RecipeError(f'failed to process "{source}": {error}') from None
    if literal(literally) != source:
        raise RecipeError(
            "variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope "
            "as a workaround"
        )
    digits = source.removeprefix("+").removeprefix("-")
    if index and digits.isascii() and digits.isdigit():
        number = int(source[:20])
        if not 0 <= number < len(place.names.unique):
            raise RecipeError(f"invalid stage index {source}")
        return _stage(number, source, place)
    # Of several stages with one name the last of the file is meant, wherever the instruction stands.
    found = place.names.written.get(source.lower())
    if found is not None:
        return _stage(found[-1], source, place)
    check_reference(source)
    return FromImageName(source)


def _stage(index: int, source: str, place: Place) -> FromStageName:
    if index == place.stage:
        raise RecipeError(
            f"circular dependency detected on stage: {place.names.unique[index]}", help="copy from an earlier stage"
        )
    if index > place.stage:
        raise RecipeError(
            f'cannot copy from stage "{source}", it needs to be defined before current stage '
            f'"{place.names.unique[place.stage]}"',
            help="move the stage up",
        )
    return FromStageName(place.names.unique[index])


def check_reference(name: str) -> None:
    """Refuse what cannot be the name of an image."""
    if is_simple(name):
        return
    import re

    host, slash, rest = name.partition("/")
    is_host = bool(slash) and (any(c in host for c in ".:") or host == "localhost" or host.lower() != host)
    path = rest if is_host else name
    bare = path.split("@", 1)[0]
    bare = bare.split(":", 1)[0]
    shown = bare if is_host or "/" in bare else f"library/{bare}"
    reason = ""
    if bare.lower() != bare:
        reason = f": repository name ({shown}) must be lowercase"
    elif re.fullmatch(_REFERENCE, path) and (not is_host or re.fullmatch(_HOST, host)):
        return
    if re.fullmatch(r"[a-f0-9]{64}", name):
        reason = ": cannot specify 64-byte hexadecimal strings"
    raise RecipeError(f'failed to parse stage name "{name}": invalid reference format{reason}')


_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REFERENCE = (
    rf"{_PART}(?:/{_PART})*(?::\w[\w.-]{{0,127}})?"
    r"(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,})?"
)
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[A-Fa-f0-9:]+\])(?::[0-9]+)?"
