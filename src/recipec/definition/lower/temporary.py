"""``/tmp`` while building: Docker's is the image's own, Apptainer's the host's."""

from collections.abc import Iterable

from recipec.definition.lower import findings, paths
from recipec.definition.lower.sheet import WAITING, Sheet
from recipec.ir.node import Node
from recipec.ir.steps import Run, Shell, Step
from recipec.record import Record
from recipec.shell.script import parse
from recipec.shell.syntax import Simple
from recipec.shell.walk import commands


class Emptied(Record):
    """A directory that a step empties."""

    directory: str
    step: Node


def emptied(steps: Iterable[Step]) -> tuple[Emptied, ...]:
    """Find the steps that remove whatever is in a temporary directory; the first one for each."""
    found: dict[str, Emptied] = {}
    for step in steps:
        if not isinstance(step, Run) or not isinstance(step.command, Shell) or "tmp" not in step.command.script:
            continue
        for one in commands(parse(step.command.script).body):
            if isinstance(one.command, Simple) and one.command.name == "rm":
                for word in one.command.words[1:]:
                    directory = _whole(word.value or "")
                    if directory is not None:
                        found.setdefault(directory, Emptied(directory, step))
    return tuple(found.values())


def _whole(operand: str) -> str | None:
    """Name the temporary directory of which an operand of rm takes everything."""
    head, _, name = operand.rpartition("/")
    if name.strip("*.?") == "" and head in paths.TEMPORARY:
        return head
    return operand if operand in paths.TEMPORARY else None


def make_private(steps: Iterable[Step], sheet: Sheet) -> None:
    """Give the build temporary directories of its own where it would empty the host's."""
    for directory, step in emptied(steps):
        sheet.mount_private(directory, WAITING + directory, "a step below empties it")
        sheet.find(
            findings.HOST_TMP,
            f"this empties `{directory}`, which is the host's in Apptainer: the build mounts one of its own first",
            step,
            help="remove the files by their names, or drop the mount and build with "
            f'`--bind "$(mktemp -d):{directory}"`',
        )
