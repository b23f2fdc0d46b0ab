"""Files that wait beside the image's own until it is their turn."""

import posixpath

from recipec.context import Entry
from recipec.definition.lower import findings, paths
from recipec.definition.lower.lines import line
from recipec.definition.lower.places import Placement, What
from recipec.definition.lower.sheet import Sheet
from recipec.definition.lower.spots import Spot, shell_path
from recipec.shell.quoting import quote


def at_turn(places: tuple[Placement, ...], spot: Spot, sheet: Sheet) -> None:
    """Let the files wait beside the image's own, and put them in place when it is their turn."""
    waiting = sheet.wait()
    sheet.because(
        spot.step,
        f"All of `%files` is copied before `%post` begins, too early for this: it waits in `{waiting}` for its turn.",
    )
    comments = sheet.comments(spot.step)
    root = spot.destination.rstrip("/") or "/"
    is_mirrored = _is_mirrored(places, root, spot)
    code = _together(places, waiting, root, spot, sheet) if is_mirrored else []
    made: set[str] = set()
    for number, place in enumerate(places):
        if not is_mirrored:
            code += _waits(place, f"{waiting}.{number}" if number else waiting, spot, sheet, made)
        sheet.history.placed_at_turn(place.path if place.what is not What.PATTERN else place.destination)
        if paths.is_below(place.path, paths.TEMPORARY):
            sheet.temporary.append(place.path)
        if sheet.is_image and paths.is_below(place.path, paths.TEMPORARY):
            sheet.find(
                findings.HIDDEN_TMP,
                f"`{place.path}` is the host's during the build and at run time: the file is there for the steps "
                "below only, and not in the image",
                spot.step,
                help="copy to another directory, such as `/opt`",
            )
    sheet.run_with_comments("\n".join(code), comments)


def _is_mirrored(places: tuple[Placement, ...], root: str, spot: Spot) -> bool:
    """Tell whether all that waits can wait as the tree that it will be, and go to its place at once."""
    is_tree = spot.stage is None and len(places) > 1 and not paths.is_below(root, paths.TEMPORARY)
    return is_tree and all(
        place.what is What.DIRECTORY
        or (place.what is What.FILE and place.into)
        or place.what in (What.LINK, What.EMPTY)
        for place in places
    )


def _together(places: tuple[Placement, ...], waiting: str, root: str, spot: Spot, sheet: Sheet) -> list[str]:
    """Let the places of one destination wait as a tree."""

    def inside(path: str) -> str:
        return posixpath.join(waiting, posixpath.relpath(path, root)).removesuffix("/.")

    late: list[str] = []
    for place in places:
        at = inside(place.destination.rstrip("/") or "/")
        match place.what:
            case What.LINK:
                late.append(f"mkdir -p {shell_path(paths.parent(at))} && ln -s {quote(place.link)} {shell_path(at)}")
            case What.EMPTY:
                late.append(f"mkdir -p {shell_path(at)}")
            case What.FILE | What.DIRECTORY | What.PATTERN | What.UNKNOWN:
                sheet.copy(line(place, at + "/", spot, sheet))
    made = [] if sheet.history.has_directory(root) else _made(root, spot)
    sheet.history.made(root)
    taken = [line for place in places for line in _taken_away(place, sheet)]
    return [*late, *made, *dress(waiting, spot), *taken, *contents(waiting, root, spot)]


def _taken_away(place: Placement, sheet: Sheet) -> list[str]:
    """Take away the links of earlier steps that COPY replaces and cp would follow: all but the destination itself."""
    links = sheet.history.links_at(place.path)
    if place.what is What.DIRECTORY and sheet.context is not None:
        brought = {link: posixpath.join(place.source, posixpath.relpath(link, place.path)) for link in links}
        links = tuple(link for link in links if sheet.context.entry(brought[link]) in (Entry.FILE, Entry.LINK))
    elif place.what is not What.FILE or not place.into:
        return []
    return [f"rm -f {shell_path(link)}" for link in links]


def _waits(place: Placement, waiting: str, spot: Spot, sheet: Sheet, made: set[str]) -> list[str]:
    code: list[str] = []
    path = place.path
    holder = place.destination.rstrip("/") or "/" if place.into or place.what is What.DIRECTORY else paths.parent(path)

    def make(directory: str) -> None:
        if directory not in made and not sheet.history.has_directory(directory):
            made.add(directory)
            sheet.history.made(directory)
            code.extend(_made(directory, spot))

    match place.what:
        case What.LINK:
            make(paths.parent(path))
            return [*code, f"ln -sfn {quote(place.link)} {shell_path(path)}"]
        case What.EMPTY:
            make(path)
            return code
        case What.FILE:
            at = f"{waiting}/{paths.base(place.source)}"
            sheet.copy(line(place._replace(into=False), at, spot, sheet))
            make(holder)
            code += dress(at, spot, is_tree=False)
            code += _taken_away(place, sheet)
            end = "/" if place.into and holder != "/" else ""
            code.append(f"cp -a {shell_path(at)} {shell_path((holder if place.into else path) + end)}")
        case What.PATTERN:
            sheet.copy(line(place._replace(into=True), f"{waiting}/", spot, sheet))
            make(holder)
            code += dress(waiting, spot)
            code += contents(waiting, holder, spot)
        case What.DIRECTORY:
            at = waiting
            sheet.copy(line(place, at + "/", spot, sheet))
            make(holder)
            code += dress(at, spot)
            code += _taken_away(place, sheet)
            code += contents(at, holder, spot)
        case What.UNKNOWN:
            at = f"{waiting}/{paths.base(place.source) or 'root'}"
            sheet.copy(line(place._replace(into=False), at, spot, sheet))
            make(holder)
            if _keeps_its_name(place, spot):
                return [*code, *contents(waiting, holder, spot)]
            code += dress(at, spot)
            directory = place.destination.rstrip("/") or "/"
            code += [
                f"if [ -d {shell_path(at)} ]; then",
                *("    " + line for line in ([] if sheet.history.has_directory(directory) else _made(directory, spot))),
                *("    " + line for line in contents(at, directory, spot)),
                "else",
                f"    cp -a {shell_path(at)} {shell_path(place.destination)}",
                "fi",
            ]
    return code


def _keeps_its_name(place: Placement, spot: Spot) -> bool:
    """Tell whether a file and a directory alike go beside what is there, under the name that they have already."""
    return (
        not place.into
        and paths.base(place.source) == paths.base(place.destination)
        and place.destination not in paths.STANDARD
        and spot.stage is None
        and spot.owner is None
        and spot.mode is None
    )


def _made(directory: str, spot: Spot) -> list[str]:
    """Make a directory; one that COPY makes belongs to the owner that it names."""
    if spot.owner is None:
        return [f"mkdir -p {shell_path(directory)}"]
    at = shell_path(directory)
    return [f"[ -d {at} ] || {{ mkdir -p {at} && chown {shell_path(spot.owner)} {at}; }}"]


def dress(at: str, spot: Spot, *, is_tree: bool = True) -> list[str]:
    """Give what is copied its owner and its mode."""
    code = []
    if spot.owner is not None:
        code.append(f"chown {'-hR ' if is_tree else ''}{shell_path(spot.owner)} {shell_path(at)}")
    if spot.mode is not None:
        code.append(f"chmod {'-R ' if is_tree else ''}{shell_path(spot.mode)} {shell_path(at)}")
    return code


def contents(at: str, directory: str, spot: Spot) -> list[str]:
    """Copy the contents of a directory into another, whose own owner and mode stay as they are."""
    if spot.owner is None and spot.stage is None and spot.mode is None:
        return [f"cp -RP {shell_path(at)}/. {shell_path(directory.rstrip('/') + '/')}"]
    to = shell_path(directory.rstrip("/") + "/")
    is_open = directory in paths.STANDARD and directory != "/root" and directory not in paths.TEMPORARY
    if is_open and spot.owner is None and spot.mode is None:
        return [f"cp -a {shell_path(at)}/. {to}"]
    return [f"(cd {shell_path(at)} && find . ! -name . -prune -exec cp -a {{}} {to} \\;)"]
