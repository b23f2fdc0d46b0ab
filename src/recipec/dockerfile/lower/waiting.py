"""Files that recipec let wait for their turn in ``%post``: on the way back they are a COPY at that turn."""

import posixpath
from collections.abc import Iterable

from recipec.dockerfile.lower import words
from recipec.dockerfile.lower.sheet import Sheet
from recipec.dockerfile.lower.sources import expand, has_link, has_open, resolve
from recipec.dockerfile.tree import Flag
from recipec.ir.steps import Copy, CopyRules, FromContext, FromImageName, FromStageName, Step
from recipec.ir.text import Text, literal, plain, show
from recipec.record import Record
from recipec.shell.quoting import quote
from recipec.shell.script import Script
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.dockerfile.lower.placed import Placed

DIRECTORY = "/.recipec"
_KEPT = f"{DIRECTORY}.kept/"
CLEANING = f"rm -rf {DIRECTORY}"

_OF_THE_HOST = ("/tmp/", "/var/tmp/")  # noqa: S108 -- names of places in an image
# Every image has them, so that going there needs no directory to be made.
_THERE = frozenset("/ /etc /opt /root /srv /usr /usr/local /usr/src /var".split())


class Line(Record):
    """An instruction that comes back."""

    keyword: str
    value: str
    flags: tuple[Flag, ...] = ()


class Turn(Record):
    """What so many statements were. ``copies``: the lines of ``%files`` that belong to it; ``directory``: its WORKDIR.

    ``destination`` is where the files go, ``argument`` what ARG declares.
    """

    statements: int
    lines: tuple[Line, ...]
    copies: tuple[Copy, ...] = ()
    directory: str = ""
    destination: str = ""
    argument: str = ""


def waits(copy: Copy) -> bool:
    """Say whether a line of ``%files`` leads to where recipec lets files wait."""
    return show(copy.destination or ()).startswith(DIRECTORY + "/")


def from_temporary(step: Step) -> Step:
    """Let what a stage has kept of its temporary directories be copied from there, which Docker keeps anyway."""
    if not isinstance(step, Copy) or step.rules is not CopyRules.STAGE:
        return step
    if not any(show(source).startswith(_KEPT) for source in step.sources):
        return step
    from recipec.ir.classes import evolve

    return evolve(step, sources=tuple(map(_unkept, step.sources)))


def _unkept(source: Text) -> Text:
    first = source[0]
    return (first.removeprefix(_KEPT[:-1]), *source[1:]) if isinstance(first, str) else source


class Waiting:
    """The lines of ``%files`` that wait. ``enters``: where the image starts is known, so that WORKDIR may change."""

    def __init__(self, copies: Iterable[Copy], sheet: Sheet, *, enters: bool) -> None:
        self._sheet = sheet
        self._enters = enters
        self._copies: dict[str, list[Copy]] = {}
        self._arguments: set[str] = set()  # declared at their turns so far
        self.removals: set[str] = set()  # of what came back to the host's /tmp
        for copy in copies:
            self._copies.setdefault(_root(show(copy.destination or ())), []).append(copy)

    @property
    def left(self) -> list[Copy]:
        """What did not come back."""
        return [copy for copies in self._copies.values() for copy in copies]

    def came_back(self, turn: Turn) -> None:
        """Note that a turn is an instruction again."""
        for copy in turn.copies:
            self._copies.pop(_root(show(copy.destination or ())), None)
        if turn.argument:
            self._sheet.late.discard(turn.argument)
            self._arguments.add(turn.argument)
        if turn.directory:
            self._sheet.made(turn.directory)
            self._sheet.workdir = turn.directory
        if turn.destination:
            self._sheet.made(posixpath.dirname(turn.destination))
        if turn.destination.startswith(_OF_THE_HOST):
            paths = (
                posixpath.join(turn.destination, posixpath.basename(show(copy.sources[0]))) for copy in turn.copies
            )
            self.removals |= {f"rm -rf {quote(path.rstrip('/'))}" for path in (turn.destination, *paths)}

    def turn(self, script: Script, number: int) -> Turn | None:
        """Read the statements from one on as an instruction; None when they are something else."""
        if not self._enters and not self._copies and not self._sheet.late:
            return None
        from recipec.dockerfile.lower.placed import entered, exported, placed

        if self._sheet.late and (name := exported(script, number)) in self._sheet.late:
            return Turn(1, (Line("ARG", self._declaration(name)),), argument=name)
        found = entered(script, number) if self._enters else None
        if found is not None and (found.made or (self._is_there(found.path) and _stands_apart(script, number))):
            return Turn(found.statements, (Line("WORKDIR", words.path(plain(found.path))),), directory=found.path)
        put = placed(script, number) if self._copies else None
        return self._copied(put) if put is not None else None

    def _declaration(self, name: str) -> str:
        """Declare an argument; those that its default mentions are declared at their turns, or above all steps."""
        before = frozenset(self._sheet.used)
        text = self._sheet.declaration(name)
        self._sheet.used -= self._arguments - before
        return text

    def _is_there(self, path: str) -> bool:
        return path in _THERE or path in self._sheet.directories

    def _copied(self, put: "Placed") -> Turn | None:
        copies = self._copies.get(_root(put.at), [])
        is_directory = put.to.endswith("/")
        holder = (put.to.rstrip("/") or "/") if is_directory else posixpath.dirname(put.to)
        if not copies or put.made not in ("", holder) or put.made_for not in ("", put.owner):
            return None
        if put.unpacks:
            keyword, groups = "ADD", self._archives(copies, put)
        elif put.is_tree:
            keyword, groups = "COPY", self._tree(copies, put)
        else:
            keyword, groups = "COPY", self._alone(copies, put)
        flags = self._flags(copies, put)
        if not groups or flags is None:
            return None
        lines = tuple(Line(keyword, words.paths((*sources, plain(to))), flags) for to, sources in groups)
        return Turn(put.statements, lines, tuple(copies), destination=put.to)

    def _flags(self, copies: list[Copy], put: "Placed") -> tuple[Flag, ...] | None:
        flags: list[Flag] = []
        match copies[0].origin_of:
            case FromStageName(name):
                known = self._sheet.names.get(name)
                if known is None:
                    return None
                flags.append(Flag("from", known))
            case FromImageName(reference):
                flags.append(Flag("from", reference))
            case FromContext():
                pass
        if put.owner:
            # A name alone is its own group to COPY, which chown does for a colon behind it.
            flags.append(Flag("chown", put.owner.removesuffix(":")))
        if put.mode:
            flags.append(Flag("chmod", put.mode))
        return tuple(flags)

    def _archives(self, copies: list[Copy], put: "Placed") -> list[tuple[str, list[Text]]]:
        sources = [self._source(copy) for copy in copies]
        known = [source for source in sources if source is not None]
        names = [posixpath.basename(show(source)) for source in known]
        if len(known) != len(sources) or (put.archives and names != list(put.archives)):
            return []
        return [(put.to, known)]

    def _alone(self, copies: list[Copy], put: "Placed") -> list[tuple[str, list[Text]]]:
        source = self._source(copies[0]) if len(copies) == 1 else None
        if source is None or _lands(copies[0], source) != put.at or _is_tree(source):
            return []
        return [(put.to, [source])]

    def _tree(self, copies: list[Copy], put: "Placed") -> list[tuple[str, list[Text]]]:
        groups: list[tuple[str, list[Text]]] = []
        for copy in copies:
            source = self._source(copy)
            directory = posixpath.normpath(show(copy.destination or ()))
            if source is None or not (directory + "/").startswith(put.at + "/"):
                return []
            to = posixpath.join(put.to, directory[len(put.at) + 1 :])
            if _is_tree(source) or show(copy.destination or ()).endswith("/"):
                to = to.rstrip("/") + "/"
            if groups and groups[-1][0] == to and not _is_tree(source) and not _is_tree(groups[-1][1][-1]):
                groups[-1][1].append(source)
            else:
                groups.append((to, [source]))
        return groups

    def _source(self, copy: Copy) -> Text | None:
        """Give a source as COPY has it; None where COPY would copy something else."""
        patterns = expand(copy.sources[0])
        if patterns is None or len(patterns) != 1 or (path := literal(patterns[0].text)) is None:
            return None
        if path != "." and path.endswith("/."):
            path = path[:-1]
        if not isinstance(copy.origin_of, FromContext):
            return plain(path)
        context = self._sheet.context
        if path.startswith(("/", "../")) or path == "..":
            return None
        if context is not None and not patterns[0].is_glob:
            real = resolve(context, path)
            # `%files` follows links, and drops what everybody may write.
            if real is None or has_link(context, real) or has_open(context, real):
                return None
        return plain(path)


def _stands_apart(script: Script, number: int) -> bool:
    """Tell whether a statement begins a paragraph: within one, going somewhere is a part of what the others do."""
    if number == 0:
        return True
    before, here = script.body.statements[number - 1].span, script.body.statements[number].span
    return script.text[before.end : here.start].count("\n") > 1


def _root(path: str) -> str:
    return "/".join(path.split("/")[:3])


def _is_tree(source: Text) -> bool:
    return show(source) == "." or show(source).endswith("/")


def _lands(copy: Copy, source: Text) -> str:
    """Say where a single file waits."""
    at = show(copy.destination or ())
    return at + posixpath.basename(show(source)) if at.endswith("/") else at
