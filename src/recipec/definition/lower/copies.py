"""COPY and ADD: a plain line of ``%files`` where nothing can interfere, else files that wait for their turn."""

import posixpath

from recipec.definition.lower import findings, paths
from recipec.definition.lower.handed import kept_at
from recipec.definition.lower.history import History
from recipec.definition.lower.lines import line
from recipec.definition.lower.places import Placement, What
from recipec.definition.lower.sheet import Sheet
from recipec.definition.lower.sources import as_directory, found_places, tell, with_parents
from recipec.definition.lower.spots import (
    BASE_MARK,
    WRITE_OUT,
    Spot,
    destination,
    note_home,
    owner_of,
    settled,
    shell_path,
)
from recipec.definition.lower.turns import at_turn, dress
from recipec.ir.steps import Copy
from recipec.ir.text import literal
from recipec.ir.walk import State
from recipec.shell.quoting import quote


def lower(step: Copy, stage: str | None, state: State, sheet: Sheet) -> None:
    """Write a COPY."""
    target = destination(step.destination or (), state, sheet)
    sources = tuple(settled(source, state, sheet) for source in step.sources)
    owner = owner_of(step.chown, state, sheet)
    mode = settled(step.chmod, state, sheet) if step.chmod is not None else None
    if target is None or None in sources:
        sheet.find(
            findings.LOST_VALUE,
            "where this copies to depends on the base image's environment, which is not known here",
            step,
            help=WRITE_OUT,
        )
        return
    sheet.account(step)
    note_home(step.destination or (), state, step, sheet)
    known = tuple(source for source in sources if source is not None)
    spot = Spot(step, known, as_directory(target, known, sheet.history), stage, owner or None, mode or None)
    if state.workdir is None and step.destination and not (literal(step.destination) or "/").startswith("/"):
        sheet.find(
            findings.BASE_DIRECTORY,
            "this path is relative to the base image's WORKDIR, which is not known here; `/` is taken for it",
            step,
            help="set WORKDIR in the recipe, write the absolute path, or let `--inspect` look at the base image",
        )
    for one in with_parents(spot, sheet) if step.parents else (spot,):
        found = found_places(one, sheet)
        if stage is not None and stage in sheet.setting.kept:
            found = found._replace(
                places=tuple(place._replace(source=kept_at(place.source, stage, sheet)) for place in found.places)
            )
        tell(found, one, sheet)
        if _is_plain(found.places, one, sheet):
            _first(found.places, one, sheet)
        else:
            at_turn(found.places, one, sheet)
        for path, bits in found.modes if one.mode is None else ():
            sheet.run(f"chmod {bits & 0o1777:o} {shell_path(path)}")


def _is_plain(places: tuple[Placement, ...], spot: Spot, sheet: Sheet) -> bool:
    """Tell whether every place can be a line of ``%files`` before all of ``%post``."""
    step = spot.step
    if any(paths.is_below(place.path, paths.TEMPORARY) or BASE_MARK in place.path for place in places):
        return False
    if any(not _is_sayable(place, sheet) for place in places):
        return False
    if any(place.what is What.UNKNOWN and _needs_look(place, sheet.history) for place in places):
        return False
    if (spot.owner is not None or spot.mode is not None) and not _is_alone(places, sheet.history):
        return False
    same = {place.path: f"{spot.stage or ''}:{place.source}" for place in places}
    group = spot.stage
    moved = [
        place
        for place in places
        if not sheet.history.may_be_first(place.path, group, _same(place, same, sheet.history))
    ]
    if not moved:
        return True
    if sheet.options.files_first:
        sheet.find(
            findings.MOVED_FIRST,
            "this copy is made before every RUN, because all files come first",
            step,
            help="without `--files-first` the copy waits for its turn",
        )
        return True
    return False


def _same(place: Placement, same: dict[str, str], history: History) -> dict[str, str]:
    """Map what a directory brings to where it comes from, so that what was copied before from there is known."""
    if place.what is not What.DIRECTORY:
        return same
    prefix = place.path.rstrip("/") + "/"
    stage, _, source = same[place.path].partition(":")
    found = dict(same)
    for path, known in history.sources_below(prefix):
        mine = f"{stage}:{posixpath.join(source, path[len(prefix) :])}"
        if mine == known:
            found[path] = known
    return found


def _is_sayable(place: Placement, sheet: Sheet) -> bool:
    if place.what in (What.LINK, What.EMPTY):
        return True
    said = paths.source(place.source or ".", sheet.target, pattern=place.what is What.PATTERN)
    return said is not None and paths.destination(place.destination, sheet.target) is not None


def _needs_look(place: Placement, history: History) -> bool:
    """Tell whether a source that may be a directory could land somewhere else than Docker puts it."""
    if place.into:
        return True
    if paths.parent(place.destination) in paths.PROGRAMS:
        return False
    return paths.may_exist(place.destination) or history.has_directory(place.destination)


def _is_alone(places: tuple[Placement, ...], history: History) -> bool:
    """Tell whether an owner or a mode can be given in place: nothing else is there."""
    for place in places:
        match place.what:
            case What.DIRECTORY | What.UNKNOWN:
                if paths.may_exist(place.path) or not history.is_untouched(place.path):
                    return False
            case What.PATTERN | What.LINK | What.EMPTY:
                return False
            case What.FILE:
                if not history.has_directory(paths.parent(place.path)):
                    return False
    return True


def _first(places: tuple[Placement, ...], spot: Spot, sheet: Sheet) -> None:
    comments = sheet.comments(spot.step)
    for place in places:
        match place.what:
            case What.LINK:
                _link(place, sheet)
            case What.EMPTY:
                sheet.run(f"mkdir -p {shell_path(place.path)}")
            case What.FILE | What.DIRECTORY | What.PATTERN | What.UNKNOWN:
                sheet.copy(line(place, place.destination, spot, sheet, comments))
                comments = ()
                sheet.history.placed_first(place.path, f"{spot.stage or ''}:{place.source}", spot.stage)
        sheet.history.made(
            place.destination.rstrip("/") if place.into or place.what is What.DIRECTORY else paths.parent(place.path)
        )
        if place.what is not What.LINK:
            for code in dress(place.path, spot, is_tree=place.what is not What.FILE):
                sheet.run(code)


def _link(place: Placement, sheet: Sheet) -> None:
    sheet.run(f"mkdir -p {shell_path(paths.parent(place.path))}")
    sheet.run(f"ln -sfn {quote(place.link)} {shell_path(place.path)}")
