"""ADD: a copy, an archive unpacked, a file fetched, or a git repository, by what each source is."""

from recipec.dockerfile.lift.copy import chmod, destination, excludes, split, truth, written
from recipec.dockerfile.lift.place import Place
from recipec.dockerfile.lift.sources import is_archive, is_git, is_url
from recipec.dockerfile.tree import Instruction
from recipec.errors import RecipeError
from recipec.ir.node import Origin
from recipec.ir.steps import Copy, Download, Unpack, WriteFile
from recipec.ir.text import Text, literal, show


def add(instruction: Instruction, place: Place) -> tuple[Copy | Unpack | Download | WriteFile, ...]:
    words, documents = split(instruction)
    sources = tuple(place.text(word) for word in words)
    names = [show(source) for source in sources]
    _check_checksum(instruction, names, sources)
    origin = place.origin_of(instruction)
    unpacks = instruction.flag("unpack") is None or truth(instruction, "unpack")
    steps: list[Copy | Unpack | Download | WriteFile] = []
    for source, name in zip(sources, names, strict=True):
        if is_git(name) or is_url(name):
            steps.append(_download(instruction, source, place, origin, git=is_git(name)))
        elif unpacks and is_archive(source, place.context):
            steps.append(_unpack(instruction, source, steps, place, origin))
        else:
            steps.append(_copy(instruction, source, steps, place, origin))
    return (*steps, *written(instruction, documents, place))


def _download(instruction: Instruction, url: Text, place: Place, origin: Origin, *, git: bool) -> Download:
    return Download(
        url,
        destination(instruction, place),
        git,
        place.optional(instruction, "checksum"),
        place.optional(instruction, "chown"),
        chmod(instruction, place),
        unpack=not git and truth(instruction, "unpack"),
        keep_git_dir=truth(instruction, "keep-git-dir"),
        origin=origin,
    )


def _unpack(
    instruction: Instruction,
    source: Text,
    steps: list[Copy | Unpack | Download | WriteFile],
    place: Place,
    origin: Origin,
) -> Unpack:
    last = steps.pop() if steps and isinstance(steps[-1], Unpack) else None
    before = last.sources if isinstance(last, Unpack) else ()
    return Unpack(
        (*before, source),
        destination(instruction, place),
        place.optional(instruction, "chown"),
        chmod(instruction, place),
        origin=origin,
    )


def _copy(
    instruction: Instruction,
    source: Text,
    steps: list[Copy | Unpack | Download | WriteFile],
    place: Place,
    origin: Origin,
) -> Copy:
    last = steps.pop() if steps and isinstance(steps[-1], Copy) else None
    before = last.sources if isinstance(last, Copy) else ()
    return Copy(
        (*before, source),
        destination(instruction, place),
        chown=place.optional(instruction, "chown"),
        chmod=chmod(instruction, place),
        link=truth(instruction, "link"),
        excludes=excludes(instruction),
        origin=origin,
    )


def _check_checksum(instruction: Instruction, names: list[str], sources: tuple[Text, ...]) -> None:
    flag = instruction.flag("checksum")
    if flag is None or not flag.value:
        return
    if len(names) != 1:
        raise RecipeError("checksum can't be specified for multiple sources", span=flag.span)
    if literal(sources[0]) is not None and not (is_git(names[0]) or is_url(names[0])):
        raise RecipeError("checksum requires HTTP(S) or Git sources", span=flag.span)
