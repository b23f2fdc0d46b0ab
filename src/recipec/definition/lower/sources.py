"""The places that a COPY fills, found in the context or told by the names."""

import posixpath
from collections.abc import Callable, Collection

from recipec.context import Entry
from recipec.definition.ignore import Ignore, has_wildcard
from recipec.definition.lower import findings, paths
from recipec.definition.lower.encode import MARK
from recipec.definition.lower.history import History
from recipec.definition.lower.places import Found, Placement, What, clamp, in_context
from recipec.definition.lower.sheet import Sheet
from recipec.definition.lower.spots import Spot, settled
from recipec.errors import RecipeError
from recipec.ir.walk import beginning

# More names than these say no more.
_MOST = 6


def as_directory(target: str, sources: tuple[str, ...], history: History) -> str:
    """Say of a destination that is a directory already that it is one."""
    if target == "/" or target.endswith("/"):
        return target
    return target + "/" if len(sources) > 1 and history.has_directory(target) else target


def with_parents(spot: Spot, sheet: Sheet) -> tuple[Spot, ...]:
    """Take ``--parents`` apart: each source goes below the destination with its directories, from a ``/./`` on."""
    spots: list[Spot] = []
    for source in spot.sources:
        path = clamp(source)
        kept = clamp(source.rpartition("/./")[2] if "/./" in source else source)
        is_directory = source.endswith("/") or (
            spot.stage is None and sheet.context is not None and sheet.context.entry(path) is Entry.DIRECTORY
        )
        if (
            has_wildcard(path)
            or (spot.stage is not None and not is_directory)
            or (spot.stage is None and sheet.context is None)
        ):
            sheet.find(
                findings.COPY_FLAG,
                f"`--parents` with `{source}` needs the files at hand to say where they go",
                spot.step,
                help="convert with `--context`, and name the files one by one",
            )
        below = kept if is_directory else posixpath.dirname(kept)
        target = posixpath.join(spot.destination, below)
        spots.append(spot._replace(sources=(source,), destination=target.rstrip("/") + "/"))
    return tuple(spots)


def found_places(spot: Spot, sheet: Sheet) -> Found:
    """Find the places that a COPY fills."""
    rules = Ignore(tuple(settled(pattern, beginning(), sheet) or "" for pattern in spot.step.excludes))
    context = None if any(MARK in source for source in spot.sources) else sheet.context
    if rules and (spot.stage is not None or context is None):
        sheet.find(
            findings.COPY_FLAG,
            "`--exclude` needs the files at hand to say which ones are left out",
            spot.step,
            help="convert with `--context`, or remove the files in a RUN",
        )
    if spot.stage is not None:
        return Found(tuple(_from_stage(source, spot.destination) for source in spot.sources))
    parts = [
        in_context((source,), spot.destination, context, sheet.ignore, _excluded(rules, clamp(source)))
        for source in spot.sources
    ]
    if not rules and not any(part.places for part in parts):
        # Patterns that find nothing: taken for what they say, as the files may be there when it is built.
        named = in_context(spot.sources, spot.destination, None, sheet.ignore, _excluded(rules, ""))
        return Found(named.places, spot.sources)
    return Found(
        tuple(place for part in parts for place in part.places),
        tuple(name for part in parts for name in part.missing),
        tuple(name for part in parts for name in part.assumed),
        any(part.listed for part in parts),
        tuple(mode for part in parts for mode in part.modes),
    )


def _excluded(rules: Ignore, root: str) -> Callable[[str], bool]:
    """Tell what ``--exclude`` leaves out of a source: its patterns are relative to the root of each."""

    def hides(path: str) -> bool:
        return rules.hides(path[len(root) :].lstrip("/") if root and path.startswith(root + "/") else path)

    return hides


def _from_stage(source: str, target: str) -> Placement:
    path = "/" + clamp(source)
    into = target.endswith("/")
    if any(char in path for char in "*?["):
        return Placement(path, What.PATTERN, target, into)
    if source.rstrip(".").endswith("/") or path in paths.STANDARD:
        return Placement(path, What.DIRECTORY, target)
    if paths.parent(path) in paths.PROGRAMS:
        return Placement(path, What.FILE, target, into)
    return Placement(path, What.UNKNOWN, target, into)


def tell_assumed(sheet: Sheet) -> None:
    """Say once for a stage what was taken for what its name says."""
    if sheet.assumed:
        are = "is" if len(sheet.assumed) == 1 else "are"
        sheet.find(
            findings.NO_CONTEXT,
            f"the build context is not at hand: {listed(sheet.assumed)} {are} taken for what the name says",
            next(iter(sheet.assumed.values())),
            help="convert with `--context DIR`",
        )


def listed(names: Collection[str]) -> str:
    """Write names one after the other, and of many the first."""
    shown = [f"`{name}`" for name in names][:_MOST]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def tell(found: Found, spot: Spot, sheet: Sheet) -> None:
    for source in found.missing:
        if sheet.ignore.hides(clamp(source)) and sheet.context is not None and sheet.context.entry(clamp(source)):
            raise RecipeError(
                f"`{source}` is hidden by the ignore file of the context: Docker does not build this",
                span=spot.step.origin.span if spot.step.origin is not None else None,
                help="take it out of `.dockerignore`, or do not copy it",
            )
    dangling = [
        name for name in found.missing if sheet.context is not None and sheet.context.entry(clamp(name)) is Entry.LINK
    ]
    if dangling:
        lead = "leads" if len(dangling) == 1 else "lead"
        sheet.find(
            findings.MISSING_SOURCE,
            f"{listed(dangling)} {lead} to nothing in the build context: neither engine builds this",
            spot.step,
            help="remove the link, or put there what it leads to",
        )
    missing = [name for name in found.missing if name not in dangling]
    if missing:
        are = "is" if len(missing) == 1 else "are"
        sheet.find(
            findings.MISSING_SOURCE,
            f"{listed(missing)} {are} not in the build context",
            spot.step,
            help="build in the directory that has all of it, or convert with `--context DIR`",
        )
    if spot.stage is None:
        sheet.assumed.update(dict.fromkeys((name.replace(MARK, "") for name in found.assumed), spot.step))
    if found.listed:
        sheet.find(
            findings.IGNORED_NOW,
            "what is copied is listed as the context is now: `%files` knows no ignore file, and follows links",
            spot.step,
            help="convert again when files come or go",
        )
