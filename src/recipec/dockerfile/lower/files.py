"""``%files`` to COPY: where a file lands by Apptainer's rules, said in Docker's."""

import posixpath
import re

from recipec.context import Context, Entry
from recipec.dockerfile.lower import places, scripts, words
from recipec.dockerfile.lower.findings import (
    FILES_NEST,
    HIDDEN_FILES,
    IGNORED_FILES,
    LINKS,
    NO_SOURCE,
    NO_STAGE,
    OUTSIDE_CONTEXT,
    UNKNOWN_SOURCE,
)
from recipec.dockerfile.lower.sheet import Group, Sheet
from recipec.dockerfile.lower.sources import Pattern, expand, has_link, has_open, matches, resolve
from recipec.dockerfile.tree import Flag
from recipec.ir.steps import Copy, CopyRules, FromContext, FromImageName, FromStageName
from recipec.ir.text import Text, join, literal, plain, show
from recipec.record import Record
from recipec.regex import regex
from recipec.shell.quoting import quote

# Directories that images have: a copy to one of them goes into it.
_STANDARD = frozenset(
    "/ /bin /boot /dev /etc /home /lib /lib64 /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /var"
    " /usr/bin /usr/include /usr/lib /usr/lib64 /usr/local /usr/local/bin /usr/local/etc /usr/local/include"
    " /usr/local/lib /usr/local/sbin /usr/local/share /usr/sbin /usr/share /usr/src /var/cache /var/lib /var/log"
    " /var/tmp /var/opt".split()
)
# Where a base has files of its own that a copy may find there.
OF_THE_BASE = ("/etc/", "/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/", "/var/")
FILE_NAME = regex(r"[^/]*\.[A-Za-z][A-Za-z0-9]{0,9}\Z|[^/]*(LICENSE|README|Makefile|Dockerfile)\Z")


class _Copy(Record):
    """A COPY to write. ``joins``: others of its kind may share the line, as they are all files into one directory."""

    source: Text
    destination: Text
    flags: tuple[Flag, ...]
    joins: bool
    comments: tuple[str, ...]
    step: Copy


def lower(steps: list[Copy], sheet: Sheet, group: Group) -> None:
    """Write COPY for the lines of ``%files``, in their order."""
    copies: list[_Copy] = []
    for step in steps:
        made = _plan(step, sheet, group, copies)
        if made is not None:
            copies.extend(made)
    _flush(copies, sheet, group)


def _flush(copies: list[_Copy], sheet: Sheet, group: Group) -> None:
    at = 0
    while at < len(copies):
        first = copies[at]
        end = at + 1
        while end < len(copies) and first.joins and _together(first, copies[end]):
            end += 1
        sources = [sheet.builder(copy.source) for copy in copies[at:end]]
        value = words.paths((*sources, sheet.builder(first.destination)))
        sheet.put(group, "COPY", value, flags=first.flags, comments=first.comments, node=first.step)
        for copy in copies[at:end]:
            sheet.wrote(copy.step)
        at = end
    copies.clear()


def _together(first: _Copy, other: _Copy) -> bool:
    return other.joins and not other.comments and other.destination == first.destination and other.flags == first.flags


def _plan(step: Copy, sheet: Sheet, group: Group, before: list[_Copy]) -> list[_Copy] | None:
    flags: tuple[Flag, ...] = ()
    match step.origin_of:
        case FromStageName():
            name = sheet.names.get(step.origin_of.name)
            if name is None:
                sheet.tell(
                    NO_STAGE,
                    f"there is no stage `{step.origin_of.name}` before this one to copy from",
                    step,
                    "name an earlier stage",
                )
                return None
            flags = (Flag("from", name),)
        case FromImageName():
            flags = (Flag("from", step.origin_of.reference),)
        case FromContext():
            pass
    comments = scripts.comments(step)
    made: list[_Copy] = []
    for source in step.sources:
        patterns = expand(source)
        if patterns is None:
            patterns = _of_the_host(source, step, sheet)
        for pattern in patterns:
            one = _Line(pattern, step, flags, sheet, group)
            planned = one.plan()
            if one.ran:
                _flush(before + made, sheet, group)
                before.clear()
                made.clear()
                mount = Flag("mount", "type=bind,target=/context")
                sheet.put(group, "RUN", _commands(one.ran), flags=(mount,), comments=comments, node=step)
                comments = ()
            made.extend(copy._replace(comments=comments) for copy in planned)
            if one.modes:
                _flush(before + made, sheet, group)
                before.clear()
                made.clear()
                sheet.put(group, "RUN", _commands(one.modes), node=step)
            comments = ()
    return made


def _commands(lines: list[str]) -> str:
    return " \\\n    && ".join(lines)


def _of_the_host(source: Text, step: Copy, sheet: Sheet) -> tuple[Pattern, ...]:
    """Find what to copy for a source that mentions variables of the host: the last name, when that is literal."""
    head, _, name = show(source).rstrip("/").rpartition("/")
    # Without a destination it lands at its path on the host, which is not known either.
    if step.destination is None or not head or re.search(r"[$`~(){}*?\[\\]", name) or name in (".", ".."):
        sheet.tell(
            UNKNOWN_SOURCE,
            f"`{show(source)}` is a path of the host that only its shell knows: nothing is copied",
            step,
            "put the file into the build context, and name it by its path there",
        )
        return ()
    _outside(show(source), name, step, sheet)
    return (Pattern(plain(name)),)


def _outside(path: str, name: str, step: Copy, sheet: Sheet) -> None:
    sheet.tell(
        OUTSIDE_CONTEXT,
        f"`{path}` is outside of the build context, where COPY cannot reach: `{name}` of the context is copied instead",
        step,
        f"before building: `mkdir -p {name.rpartition('/')[0]} && cp -rL {path} {name.rpartition('/')[0]}`"
        if "/" in name
        else f"before building: `cp -rL {path} {name}`",
    )


class _Line:
    """One source and its destination. ``ran`` has to copy in the place of COPY, ``modes`` to set modes behind it."""

    def __init__(self, pattern: Pattern, step: Copy, flags: tuple[Flag, ...], sheet: Sheet, group: Group) -> None:
        self.pattern = pattern
        self.step = step
        self.flags = flags
        self.sheet = sheet
        self.group = group
        self.ran: list[str] = []
        self.modes: list[str] = []
        self.is_host = step.rules is not CopyRules.STAGE
        self.context = sheet.context if self.is_host else None

    def plan(self) -> list[_Copy]:
        source = self.pattern.text
        destination = self.step.destination
        path = literal(source)
        if destination is None:
            destination = places.rooted(source)
        if self.is_host and path is not None:
            source = self._inside(path)
        if not self.is_host:
            source = places.rooted(source)
        if self.context and literal(source) is not None:
            self._ignored(self.context)
        target = places.clean(destination)
        shown = show(target)
        into = shown.endswith("/") or shown in _STANDARD or shown in self.sheet.directories
        if self.pattern.is_glob:
            return self._glob(source, target, into=into)
        return self._single(source, target, into=into)

    def _inside(self, path: str) -> Text:
        """Give the path in the context; what lies outside of it is expected beside the recipe."""
        trailing = "/." if path.endswith("/.") or path == "." else "/" if path.endswith("/") else ""
        normal = posixpath.normpath(path)
        if normal == ".." or normal.startswith(("/", "../")):
            head, _, name = normal.rstrip("/").rpartition("/")
            if self.pattern.is_glob:
                directory = head.rpartition("/")[2]
                name = f"{directory if directory not in ('', '..') else 'host-files'}/{name}"
            elif name in ("", ".."):
                name = "host-files"
            _outside(path, name, self.step, self.sheet)
            return plain(name + trailing)
        return plain(normal if normal == "." else normal + trailing)

    def _ignored(self, context: Context) -> None:
        if context.entry(".dockerignore") is not None:
            self.sheet.tell(
                IGNORED_FILES,
                "the context has a `.dockerignore`: what it hides is not copied, although Apptainer copies it",
                self.step,
                "compare the two, and remove the lines that hide what is needed",
            )

    def _single(self, source: Text, target: Text, *, into: bool) -> list[_Copy]:
        path = literal(source)
        shown = show(source)
        contents = self.is_host and (shown.endswith("/.") or shown == ".")
        if not self.is_host and shown.endswith("/") and shown != "/":
            contents = True
        bare = places.stripped(source)
        if contents:
            self.sheet.directories.add(show(target).rstrip("/") or "/")
            if self._linked(bare, target):
                return []
            inside = "" if shown == "." else literal(bare)
            if self.context is not None and inside is not None and has_open(self.context, inside):
                self.modes.append(f"chmod -R o-w {quote(show(target))}")
            return [self._copy(join((*bare, "/")) if shown != "." else bare, places.directory(target))]
        name = places.last(bare)
        is_directory = True if shown.endswith("/") else self._is_directory(path)
        if is_directory is None and FILE_NAME.match(show(name)):
            is_directory = False
        real = self._real(path)
        if is_directory is False:
            if self._is_written_over(path, join((*places.directory(target), *name)) if into else target):
                return []
            return [
                self._copy(
                    real or bare,
                    places.directory(target)
                    if into and (not real or places.last(real) == name)
                    else join((*places.directory(target), *name))
                    if into
                    else target,
                    joins=into,
                    mode=self._other_mode(path),
                )
            ]
        final = join((*places.directory(target), *name)) if into else target
        if not into:
            self._nests(shown, final)
        if is_directory:
            self.sheet.directories.add(show(final))
            if self._linked(real or bare, final):
                return []
            self._keep_modes(path, final)
            return [self._copy(real or bare, places.directory(final))]
        return [self._copy(bare, final)]

    def _nests(self, shown: str, final: Text) -> None:
        path = show(final)
        if path.count("/") == 1 and self.is_host and not self.sheet.is_plain:
            self.sheet.tell(
                FILES_NEST,
                f"`{path}` is taken to be new in the image; if the base has it,"
                f" Apptainer copies to `{path}/{shown.rpartition('/')[2]}`",
                self.step,
                "give the destination a name that says where it should be",
            )

    def _glob(self, source: Text, target: Text, *, into: bool) -> list[_Copy]:
        path = literal(source)
        if self.context and path is not None:
            found = matches(self.context, path)
            if not found:
                self._missing(path)
            kinds = {self._is_directory(one) for one in found}
            dots = path.rpartition("/")[2].startswith("*") and any(
                name.startswith(".") for name in self.context.names(posixpath.dirname(path))
            )
            linked = any(self.context.entry(one) is Entry.LINK for one in found)
            if found and (kinds != {False} or dots or linked or not into):
                # COPY would take names with a leading dot too, and the contents of the directories.
                copies: list[_Copy] = []
                for one in found:
                    inner = _Line(Pattern(plain(one)), self.step, self.flags, self.sheet, self.group)
                    copies.extend(inner._single(plain(one), target, into=into))
                    into = into or show(target) in self.sheet.directories
                    self.ran += inner.ran
                    self.modes += inner.modes
                return copies
            return [self._copy(source, places.directory(target))]
        head, _, last = show(source).rpartition("/")
        if last == "*" and path is not None:
            self.sheet.directories.add(show(target).rstrip("/"))
            self.sheet.tell(
                HIDDEN_FILES,
                f"`{show(source)}` leaves out names with a leading dot; COPY of the directory brings them too",
                self.step,
                "give the build context (`--context DIR`), or name such files in `.dockerignore`",
            )
            return [self._copy(plain(head + "/" if head else "."), places.directory(target))]
        return [self._copy(source, places.directory(target) if into else target, joins=into)]

    def _is_directory(self, path: str | None) -> bool | None:
        if self.context is None or path is None:
            return None
        real = resolve(self.context, path)
        if real is None:
            self._missing(path)
            return None
        return real == "" or self.context.entry(real) is Entry.DIRECTORY

    def _missing(self, path: str) -> None:
        self.sheet.tell(
            NO_SOURCE,
            f"`{path}` is not in the build context",
            self.step,
            "put it there, or give the directory that has it as the context",
        )

    def _real(self, path: str | None) -> Text | None:
        """Follow the links of a source, as `cp -L` does."""
        if self.context is None or path is None:
            return None
        real = resolve(self.context, path)
        if real is None or real == posixpath.normpath(path):
            return None
        return plain(real or ".")

    def _mode(self, path: str | None) -> int | None:
        """Give the mode that a copy has, where it is known: without special bits and what the umask takes."""
        real = None if self.context is None or path is None else resolve(self.context, path)
        mode = None if self.context is None or real is None else self.context.mode(real)
        return None if mode is None else mode & 0o755

    def _other_mode(self, path: str | None) -> str:
        """Give the mode of a file that COPY would keep and Apptainer does not: special bits, writable by all."""
        real = None if self.context is None or path is None else resolve(self.context, path)
        mode = None if self.context is None or real is None else self.context.mode(real)
        return f"{mode & 0o775:o}" if mode is not None and mode & 0o7002 else ""

    def _is_written_over(self, path: str | None, target: Text) -> bool:
        """Copy by a command where the base may have the file, which keeps its mode then: COPY would replace it."""
        mode, final = self._mode(path), literal(target)
        if mode in (None, 0o644, 0o755) or final is None or not final.startswith(OF_THE_BASE):
            return False
        self.ran.append(f"cp -fL {quote('/context/' + posixpath.normpath(path or ''))} {quote(final)}")
        return True

    def _keep_modes(self, path: str | None, target: Text) -> None:
        """Give a directory its mode, as COPY makes it with 0755, and take from what is below what the umask takes."""
        mode, final = self._mode(path), literal(target)
        real = None if self.context is None or path is None else resolve(self.context, path)
        if self.context is None or mode is None or real is None or final is None:
            return
        if has_open(self.context, real):
            self.modes.append(f"chmod -R o-w {quote(final)}")
        if mode != 0o755:
            self.modes.append(f"chmod {mode:o} {quote(final)}")

    def _linked(self, source: Text, target: Text) -> bool:
        """Copy by a command that follows links, when the directory has some: COPY would keep them."""
        path = literal(source)
        if self.context is None or path is None or not has_link(self.context, "" if path == "." else path):
            return False
        self.sheet.tell(
            LINKS,
            f"`{path}` has symbolic links, which `%files` follows and COPY keeps: `cp -L` copies it",
            self.step,
            "use COPY where the links may stay links",
        )
        inside = quote("/context/." if path == "." else f"/context/{path}/.")
        final = quote(show(target).rstrip("/") or "/")
        self.ran += [f"mkdir -p {final}", f"cp -fLr {inside} {final}"]
        return True

    def _copy(self, source: Text, destination: Text, *, joins: bool = False, mode: str = "") -> _Copy:
        self.sheet.made(show(destination).rpartition("/")[0])
        flags = (*self.flags, Flag("chmod", mode)) if mode else self.flags
        return _Copy(source, destination, flags, joins, (), self.step)
