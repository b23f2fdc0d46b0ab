"""RUN --mount: what a step sees only while it runs is put there before it, and taken away after it."""

import posixpath

from recipec.definition.lower import findings, paths
from recipec.definition.lower.handed import kept_at
from recipec.definition.lower.places import clamp
from recipec.definition.lower.sheet import WAITING, FileLine, Sheet
from recipec.definition.lower.spots import WRITE_OUT, settled, shell_path
from recipec.ir.steps import FromContext, FromImageName, FromStageName, Mount, MountType, Run
from recipec.ir.walk import State, evaluate, within
from recipec.record import Record
from recipec.typed import assert_never


class Around(Record):
    """Shell code before a step and after it."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def around(step: Run, state: State, sheet: Sheet) -> Around:
    """Write what surrounds a RUN for the sake of its mounts."""
    before: list[str] = []
    after: list[str] = []
    for mount in step.mounts:
        one = _mounted(mount, step, state, sheet)
        before += one.before
        after = [*one.after, *after]
    return Around(tuple(before), tuple(after))


def _mounted(mount: Mount, step: Run, state: State, sheet: Sheet) -> Around:
    match mount.type:
        case MountType.SECRET | MountType.SSH:
            sheet.find(
                findings.MOUNT,
                f"a definition file has no {'secret' if mount.type is MountType.SECRET else 'ssh agent'} to mount: "
                "the step runs without it",
                step,
                help="bind the file while building: `apptainer build --bind SECRET:/run/secrets/NAME`",
            )
            return Around()
        case MountType.CACHE | MountType.TMPFS:
            target = _target(mount, state, sheet)
            if target is None:
                return _lost(step, sheet)
            return _replaced(target, [f"mkdir -p {shell_path(target)}"], sheet)
        case MountType.BIND:
            target = _target(mount, state, sheet)
            source = settled(mount.source, state, sheet) if mount.source is not None else ""
            if target is None or source is None:
                return _lost(step, sheet)
            return _bound(mount, source, target, sheet)
        case _:
            assert_never(mount.type)


def _lost(step: Run, sheet: Sheet) -> Around:
    sheet.find(
        findings.LOST_VALUE, "where this mounts to depends on the base image's environment", step, help=WRITE_OUT
    )
    return Around()


def _target(mount: Mount, state: State, sheet: Sheet) -> str | None:
    given = evaluate(mount.target, state) if mount.target is not None else ()
    at = within(state.workdir if state.workdir is not None else ("/",), given)
    path = settled(at, state, sheet) if at is not None else None
    return posixpath.normpath(path) if path else None


def _bound(mount: Mount, source: str, target: str, sheet: Sheet) -> Around:
    origin = mount.origin_of
    waiting = sheet.wait()
    inner = clamp(source)
    match origin:
        case None | FromContext():
            said = paths.source(inner or ".", sheet.target) or inner
            stage = None
        case FromStageName(name):
            stage = sheet.setting.names[name]
            kept = kept_at("/" + inner, stage, sheet)
            said = paths.source(kept, sheet.target) or kept
        case FromImageName(reference):
            said, stage = paths.source("/" + inner, sheet.target) or "/" + inner, sheet.setting.images[reference]
        case _:
            assert_never(origin)
    at = f"{waiting}/{posixpath.basename(inner) or 'root'}"
    sheet.copy(FileLine(said, at, stage))
    return _replaced(target, [f"cp -a {at} {shell_path(target)}"], sheet)


def _replaced(target: str, put: list[str], sheet: Sheet) -> Around:
    """Put something in a path's place, and afterwards back what was there."""
    at = shell_path(target)
    if paths.is_below(target, paths.TEMPORARY):
        return Around(
            (f"mkdir -p {shell_path(paths.parent(target))}", *put)
            if paths.parent(target) not in paths.STANDARD
            else tuple(put),
            (f"rm -rf {at}",),
        )
    waiting = sheet.wait()
    kept, made = f"{waiting}.kept", f"{waiting}.made"
    before = [] if sheet.has_waiting() else [f"mkdir -p {WAITING}"]
    sheet.made_waiting = True
    after = [f"rm -rf {at}", f"[ ! -e {kept} ] || mv {kept} {at}"]
    holder = paths.parent(target)
    is_there = holder in paths.CERTAIN or (holder not in paths.STANDARD and sheet.history.has_directory(holder))
    if not is_there:
        before.append(f"[ -d {shell_path(holder)} ] || {{ mkdir -p {shell_path(holder)} && touch {made}; }}")
        after.append(f"[ ! -e {made} ] || rmdir -p {shell_path(holder)} 2>/dev/null || true")
    before += [f"[ ! -e {at} ] || mv {at} {kept}", *put]
    return Around(tuple(before), tuple(after))
