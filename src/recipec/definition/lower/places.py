"""Where each file of a COPY lands: Docker's rules, asked of the context where there is one."""

import posixpath
from collections.abc import Callable, Iterator
from enum import Enum, auto

from recipec.context import Context, Entry
from recipec.definition.ignore import Ignore, go_pattern, has_wildcard
from recipec.record import Record
from recipec.regex import regex


class What(Enum):
    """What a source is, as far as one knows."""

    FILE = auto()
    DIRECTORY = auto()  # its contents are copied
    PATTERN = auto()  # files that a pattern names, all of them plain files
    LINK = auto()  # a symbolic link inside of a copied directory, kept as one
    EMPTY = auto()  # a directory of which nothing is copied
    UNKNOWN = auto()


class Placement(Record):
    """One source and where it goes. ``into``: the destination is a directory that the file keeps its name in."""

    source: str
    what: What
    destination: str
    into: bool = False
    link: str = ""

    @property
    def path(self) -> str:
        """The path in the image that is written."""
        if self.into and self.what is not What.PATTERN:
            return posixpath.join(self.destination, posixpath.basename(self.source.rstrip("/")))
        return self.destination.rstrip("/") or "/"


class Found(Record):
    """The places of a COPY, and what there is to say about its sources."""

    places: tuple[Placement, ...]
    missing: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    listed: bool = False
    modes: tuple[tuple[str, int], ...] = ()


# What is called so is a file, though no ending says it.
_FILE = regex(
    r"(LICEN[CS]E|COPYING|README|NOTICE|AUTHORS|CHANGELOG|VERSION|DESCRIPTION|NAMESPACE|INSTALL)(-\w+)?"
    r"|(GNU)?[Mm]akefile|(Docker|Container|Pip|Gem|Proc|Rake|Snake|Jenkins|Caddy|Brew)file|\.env"
    r"|\.\w*(rc|profile|aliases|version)|\.(git|docker)ignore|\.\w+-version|gradlew|configure"
)
# Everybody may write, or a sticky bit: Apptainer copies under umask 0002, and cp drops these (files.go).
_UNUSUAL = 0o1002


def clamp(path: str) -> str:
    """Keep a source within its context, as BuildKit does: no leading ``/``, no way out by ``..``."""
    tidy = posixpath.normpath("/" + path)
    return tidy.lstrip("/")


def in_context(
    sources: tuple[str, ...], destination: str, context: Context | None, ignore: Ignore, hides: Callable[[str], bool]
) -> Found:
    """Find the places of sources in a context. ``hides`` tells what ``--exclude`` leaves out of a source."""
    places: list[Placement] = []
    missing: list[str] = []
    assumed: list[str] = []
    listed = False
    modes: list[tuple[str, int]] = []
    into = destination.endswith("/")
    for source in sources:
        path = clamp(source)
        if context is None:
            place, certain = _by_name(source, path, destination)
            places.append(place)
            if not certain:
                assumed.append(source)
            continue
        if has_wildcard(path):
            matches = tuple(_matches(path, context, ignore))
            plain = all(
                context.entry(match) is Entry.FILE and not hides(posixpath.basename(match)) for match in matches
            )
            if len(matches) > 1 and plain and into and not _surprises(path, matches, context):
                places.append(Placement(path, What.PATTERN, destination, into=True))
                continue
            listed = listed or len(matches) > 1
        else:
            matches = (path,)
        for match in matches:
            real = _followed(context, match) if not ignore.hides(match) or not match else None
            entry = context.entry(real) if real is not None else None
            if entry is Entry.DIRECTORY:
                covered, clean = _cover(match, destination.rstrip("/") or "/", context, ignore, hides)
                modes += _unusual(
                    match, destination.rstrip("/") or "/", context, lambda path: ignore.hides(path) or hides(path)
                )
                places.extend([Placement(match, What.DIRECTORY, destination)] if clean else covered)
                listed = listed or not clean
            elif real is None:
                missing.append(match if has_wildcard(path) else source)
                places.append(_by_name(source, match, destination)[0])
            elif not hides(posixpath.basename(match)):
                places.append(Placement(match, What.FILE, destination, into))
                modes += [(places[-1].path, mode) for mode in (context.mode(real) or 0,) if mode & _UNUSUAL]
    return Found(tuple(places), tuple(missing), tuple(assumed), listed, tuple(modes))


def _unusual(top: str, destination: str, context: Context, hides: Callable[[str], bool]) -> list[tuple[str, int]]:
    """List what of a directory loses a part of its mode on the way."""
    found: list[tuple[str, int]] = []
    waiting = [(top, destination)]
    while waiting:
        path, at = waiting.pop()
        if path != top and hides(path):
            continue
        entry = context.entry(path)
        mode = context.mode(path) or 0
        if mode & _UNUSUAL and entry in (Entry.FILE, Entry.DIRECTORY) and path != top:
            found.append((at, mode))
        if entry is Entry.DIRECTORY:
            waiting += [(posixpath.join(path, name), posixpath.join(at, name)) for name in context.names(path)]
    return sorted(found)


def _by_name(source: str, path: str, destination: str) -> tuple[Placement, bool]:
    """Guess nothing, but take a name for what it says: ``.`` and ``x/`` are directories for certain."""
    into = destination.endswith("/")
    if path == "" or source.endswith(("/", "/.")):
        return Placement(path, What.DIRECTORY, destination), True
    if has_wildcard(path):
        return Placement(path, What.PATTERN, destination, into), False
    if "." in posixpath.basename(path).lstrip(".") or _FILE.fullmatch(posixpath.basename(path)):
        return Placement(path, What.FILE, destination, into), False
    return Placement(path, What.UNKNOWN, destination, into), False


def _followed(context: Context, path: str) -> str | None:
    """Give the path behind links within the context, as COPY follows a source that is one; None: nothing is there."""
    for _ in range(40):
        entry = context.entry(path)
        if entry is not Entry.LINK:
            return path if entry is not None else None
        path = clamp(posixpath.join(posixpath.dirname(path), context.link(path)))
    return None


def _matches(pattern: str, context: Context, ignore: Ignore) -> Iterator[str]:
    heads = [""]
    for part in pattern.split("/"):
        regex = go_pattern(part)
        found: list[str] = []
        for head in heads:
            if has_wildcard(part):
                found += [posixpath.join(head, name) for name in context.names(head) if regex.fullmatch(name)]
            elif context.entry(posixpath.join(head, part)) is not None:
                found.append(posixpath.join(head, part))
        heads = found
    return iter(head for head in heads if not ignore.hides(head))


def _surprises(pattern: str, matches: tuple[str, ...], context: Context) -> bool:
    """Tell whether a shell would match something else: Docker's ``*`` matches a leading dot, and ignored files not."""
    from fnmatch import fnmatchcase

    directory, name = posixpath.split(pattern)
    if has_wildcard(directory) or "[" in name or "\\" in name:
        return True
    shell = {entry for entry in context.names(directory) if fnmatchcase(entry, name) and not entry.startswith(".")}
    return shell != {posixpath.basename(match) for match in matches}


def _cover(
    top: str, destination: str, context: Context, ignore: Ignore, hides: Callable[[str], bool]
) -> tuple[list[Placement], bool]:
    """List what of a directory is copied; true when that is all of it, and no link is in it."""
    places: list[Placement] = []
    clean = True
    for name in context.names(top):
        path = posixpath.join(top, name)
        at = posixpath.join(destination, name)
        hidden = ignore.hides(path) or hides(path)
        entry = context.entry(path)
        if hidden and not (ignore.has_exceptions and entry is Entry.DIRECTORY):
            clean = False
            continue
        match entry:
            case Entry.DIRECTORY:
                inner, inner_clean = _cover(path, at, context, ignore, hides)
                if inner_clean and not hidden:
                    places.append(Placement(path, What.DIRECTORY, at))
                else:
                    clean = False
                    places += inner if inner or hidden else [Placement(path, What.EMPTY, at)]
            case Entry.LINK:
                clean = False
                places.append(Placement(path, What.LINK, at, link=context.link(path)))
            case Entry.FILE | Entry.OTHER:
                places.append(Placement(path, What.FILE, destination + "/" if destination != "/" else "/", into=True))
            case None:
                clean = False
    return places, clean
