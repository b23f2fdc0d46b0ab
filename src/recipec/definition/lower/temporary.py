"""``/tmp`` while building: Docker's is the image's own, Apptainer's the host's."""

from collections.abc import Iterable, Iterator

from recipec.definition.directories import TEMPORARY
from recipec.definition.lower import findings
from recipec.definition.lower.sheet import WAITING, Sheet
from recipec.ir.steps import Run, Shell, Step
from recipec.ir.text import literal
from recipec.ir.walk import State


def make_private(steps: Iterable[tuple[Step, State]], sheet: Sheet) -> None:
    """Give the build temporary directories of its own where it would empty the host's."""
    first: dict[str, Step] = {}
    for step, state in steps:
        if isinstance(step, Run) and isinstance(step.command, Shell):
            for directory in _emptied(step.command.script, literal(state.workdir or ())):
                first.setdefault(directory, step)
    for directory, step in first.items():
        sheet.mount_private(directory, WAITING + directory, "a step below empties it")
        sheet.find(
            findings.HOST_TMP,
            f"this empties `{directory}`, which is the host's in Apptainer: the build mounts one of its own first",
            step,
            help="remove the files by their names, or drop the mount and build with "
            f'`--bind "$(mktemp -d):{directory}"`',
        )


def _emptied(script: str, directory: str | None) -> Iterator[str]:
    """Name the temporary directories of which a script that starts in ``directory`` removes all."""
    if "tmp" not in script and (directory or "").rstrip("/") not in TEMPORARY:
        return
    from recipec.definition.temporary import REMOVERS, emptied
    from recipec.shell.calls import calls
    from recipec.shell.script import parse

    for found in parse(script).commands:
        for call in calls(found):
            if call.name in ("cd", "pushd"):
                directory = call.words[1].value if len(call.words) > 1 else None
            elif call.name in REMOVERS:
                yield from (one.directory for one in emptied(call.words, directory) if one.is_all)
