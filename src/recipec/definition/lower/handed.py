"""What a stage leaves in ``/tmp`` for later ones: kept in the stage itself, as ``/tmp`` is the host's."""

from collections.abc import Iterable, Iterator

from recipec.definition.lower import paths
from recipec.definition.lower.places import clamp
from recipec.definition.lower.plan import Plan
from recipec.definition.lower.sheet import Sheet
from recipec.definition.lower.spots import shell_path
from recipec.ir.steps import Copy, FromImageName, FromStageName, Run, Step
from recipec.ir.text import Text, plain
from recipec.ir.walk import State, evaluate

# Beside where files wait, which is emptied at the end.
KEPT = "/.recipec.kept"


def asked(plans: Iterable[Plan]) -> dict[str, tuple[str, ...]]:
    """Name what is taken from the temporary directories of each stage, by the stage.

    Of a pattern, and of a name that a build argument decides, it is the directory.
    """
    found: dict[str, dict[str, None]] = {}
    for entry in plans:
        if any(_takes(step) for part in entry.parts for step in part.steps):
            for step, state in entry.fold().steps:
                for origin, source in _sources(step):
                    path = _sure(source, state)
                    if isinstance(origin, FromStageName) and paths.is_below(path, paths.TEMPORARY):
                        found.setdefault(origin.name, {})[path] = None
    return {stage: _outermost(tuple(names)) for stage, names in found.items()}


def _takes(step: Step) -> bool:
    return any(isinstance(origin, FromStageName) for origin, _ in _sources(step))


def _sources(step: Step) -> Iterator[tuple[object, Text]]:
    match step:
        case Copy(origin_of=(FromStageName() | FromImageName()) as origin):
            yield from ((origin, source) for source in step.sources)
        case Run(mounts=mounts):
            yield from ((mount.origin_of, mount.source or plain("/")) for mount in mounts)
        case _:
            pass


def _sure(source: Text, state: State) -> str:
    """Give the part of a source that is the same whatever a build argument says, and whatever a pattern finds."""
    text = "".join(part if isinstance(part, str) else "*" for part in evaluate(source, state))
    names = clamp(text).split("/")
    unsure = [at for at, name in enumerate(names) if any(char in name for char in "*?[\\")]
    return "/" + "/".join(names[: unsure[0]] if unsure else names)


def _outermost(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if not any(name != other and paths.is_below(name, (other,)) for other in names))


def keep(names: Iterable[str], sheet: Sheet) -> tuple[str, ...]:
    """Keep what later stages take, at the end of a stage; give what there is of it to be kept.

    What no step can have left there is that of the base image, and stays where it is.
    """
    kept = tuple(name for name in names if sheet.history.may_have_left(name))
    copied: list[str] = []
    for name in kept:
        if name in paths.TEMPORARY and name not in sheet.private:
            sheet.mount_private(name, KEPT + name, "a later stage copies from it")
        else:
            holder = shell_path(KEPT + paths.parent(name).rstrip("/"))
            copied.append(f"mkdir -p {holder} && cp -a {shell_path(name)} {holder}/")
    if copied:
        above = "# a later stage copies this: what is in a temporary directory is the host's"
        sheet.run_apart("\n".join((above, *copied)))
    return kept


def kept_at(path: str, stage: str, sheet: Sheet) -> str:
    """Say where in a stage a path is: what it has kept of a temporary directory is elsewhere."""
    kept = sheet.setting.kept.get(stage, ())
    return KEPT + path if paths.is_below(path, kept) else path
