"""A place as a line of ``%files``."""

from recipec.definition.lower import findings, paths
from recipec.definition.lower.places import Placement, What
from recipec.definition.lower.sheet import FileLine, Sheet
from recipec.definition.lower.spots import Spot
from recipec.shell.quoting import quote


def line(place: Placement, target: str, spot: Spot, sheet: Sheet, comments: tuple[str, ...] = ()) -> FileLine:
    """Write a line of ``%files`` for a place, to a destination of the image."""
    source = place.source
    if place.what is What.DIRECTORY:
        if spot.stage is not None:
            source = source.rstrip("/") + "/"
        elif source:
            source = source.rstrip("/") + "/."
        else:
            source = "."
        if source != ".":
            target = target.rstrip("/") + "/"
    elif place.into:
        target = target.rstrip("/") + "/"
    said = paths.source(source, sheet.target, pattern=place.what is What.PATTERN)
    at = paths.destination(target, sheet.target)
    if said is None or at is None:
        sheet.find(
            findings.MISSING_SOURCE,
            f"`{source}` has a name that `%files` cannot say",
            spot.step,
            help="rename the file",
        )
    return FileLine(said or quote(source), at or quote(target), spot.stage, comments)
