"""What a script of the build does, command by command: chains split, directories followed, packages apart."""

from collections.abc import Iterator
from posixpath import join, normpath

from recipec.checks.packages import asked
from recipec.comparison import written
from recipec.comparison.facet import Facet, Item
from recipec.dockerfile.lower.relative import starts_relative
from recipec.record import Record
from recipec.regex import regex
from recipec.shell.state import Left, left_by
from recipec.shell.stops import Stops, options
from recipec.shell.syntax import Pipeline, Sequence, Simple, Statement, Word
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.scripts import PlacedScript

# What tells something by failing: the command behind it belongs to it.
_QUESTIONS = frozenset("[ [[ test grep egrep command which type id getent stat diff cmp".split())
_NOTHING = frozenset((":", "true"))
SH = "sh"
"""What every shell is called that reads the language of POSIX and no other."""
_YES = regex(r"-[yq]+|--yes|--assume-yes|--assumeyes|--quiet")
_OF_THE_BASE = "the base image's directory"
_LASTING = frozenset(("errexit", "xtrace", "nounset", "pipefail", "verbose"))
# Options of shells that matter to a build only when a step of it fails.
_OF_FAILURES = frozenset("-c -e -x -u -ex -ec -exc -eux -euxc -eu -euc -xe -euxo -euo -exo -eo -o pipefail -v".split())


class Location(Record):
    """Where commands run. ``directory`` None: the base image's own. ``stage`` is the name of the stage."""

    directory: str | None
    stage: str = ""

    def at(self, path: str) -> str | None:
        """Say what a path means here; None when nobody knows."""
        if path.startswith("/"):
            return _tidy(path)
        return None if self.directory is None else _tidy(join(self.directory, path))


def _tidy(path: str) -> str:
    return path if "$" in path else normpath(path)


def items(script: "PlacedScript", location: Location, suffix: str = "", behind: str = "") -> Iterator[Item]:
    """Give what a script does. ``suffix`` says how it runs, ``behind`` is the text of all scripts behind it.

    What is not understood is one command, compared as text.
    """
    shell = _interpreter(script)
    body = script.script.body
    reader = _Reader(script, suffix, stops=script.stops)
    if not script.is_argv and script.is_shell and shell is not None and _is_told(script, left_by(body)):
        found = tuple(reader.sequence(body, location))
        if any(item.facet is Facet.COMMANDS for item in found):
            yield Item(Facet.COMMANDS, "shell", f"shell: {shell}", script.origin, location.stage, is_step=True)
        yield from found
        yield from (
            Item(Facet.VARIABLES, name, f"unset {name}", script.origin, location.stage, is_step=True)
            for name in sorted(left_by(body).assigned | left_by(body).exported)
            if name in behind
        )
        return
    text = written.tidy(script.text) if script.is_shell else written.plain(script.text)
    how = "" if script.interpreter[:1] in ((), ("/bin/sh",)) else f"{' '.join(script.interpreter)}: "
    form = "[exec] " if script.is_argv else ""
    where = "" if location.directory == "/" else f" (in {location.directory or _OF_THE_BASE})"
    yield Item(Facet.COMMANDS, text, f"{form}{how}{text}{where}{suffix}", script.origin, location.stage, is_step=True)


def read(script: "PlacedScript", location: Location) -> Iterator[Item]:
    """Give the commands of a script, whatever else it does: enough to find the place of one."""
    return _Reader(script, "", stops=script.stops).sequence(script.script.body, location)


def _interpreter(script: "PlacedScript") -> str | None:
    """Name the shell that reads a script; None: it is none."""
    if not script.interpreter:
        return None
    rest = [word for word in script.interpreter[1:] if word not in _OF_FAILURES]
    name = SH if script.program in (SH, "dash", "ash") else script.program
    return " ".join((name, *rest))


def _is_told(script: "PlacedScript", left: Left) -> bool:
    """Tell whether the commands of a script say all of what they do to the commands behind them."""
    return bool(
        script.script.is_understood
        and script.script.body.statements
        and not (left.functions or left.umask or left.traps or left.aliases or left.redirects or left.positional)
        and not (left.ends or left.unknown or left.background or left.options - _LASTING)
    )


class _Reader:
    def __init__(self, script: "PlacedScript", suffix: str, *, stops: bool) -> None:
        self.placed = script
        self.script = script.script
        self.suffix = suffix
        self.stops = stops
        self.judge = Stops()

    def sequence(self, body: Sequence, location: Location) -> Iterator[Item]:
        for number, one in enumerate(body.statements):
            is_last = number == len(body.statements) - 1
            ignored = "" if is_last or self.stops or self.judge.statement_is_sure(one) else "; its failure is ignored"
            if one.is_background or "||" in one.operators or self._asks(one) or (ignored and one.operators):
                yield self._whole(written.statement(self.script, one), one.span, location, ignored, (one,))
                continue
            for part in one.parts:
                yield from self._pipeline(part, location, ignored)
                location = self._followed(part, location)

    def _asks(self, one: Statement) -> bool:
        first = one.parts[0].parts[0]
        return bool(one.operators) and isinstance(first, Simple) and first.name in _QUESTIONS

    def _followed(self, part: Pipeline, location: Location) -> Location:
        """Follow a ``cd``."""
        only = part.parts[0]
        if len(part.parts) > 1 or not isinstance(only, Simple) or only.name != "cd" or len(only.words) != 2:
            return location
        return location._replace(directory=location.at(_path(only.words[1])))

    def _pipeline(self, part: Pipeline, location: Location, ignored: str) -> Iterator[Item]:
        only = part.parts[0]
        if len(part.parts) == 1 and not part.is_negated:
            if isinstance(only, Simple):
                found = self._simple(only, location)
                if found is not None:
                    yield from found
                    return
            elif only.kind in ("subshell", "brace") and not only.redirects and _only_goes(left_by(only.bodies[0])):
                yield from self.sequence(only.bodies[0], location)
                return
        alone = Statement(part.span, (part,))
        if isinstance(only, Simple) and len(part.parts) == 1 and not part.is_negated:
            install = self._install(only, part, location, ignored)
            if install is not None:
                yield install
                return
        yield self._whole(written.pipeline(self.script, part), part.span, location, ignored, (alone,))

    def _simple(self, one: Simple, location: Location) -> tuple[Item, ...] | None:
        """Give what a command of the shell itself changes; None for a program."""
        span = self.placed.span(one.span)
        if one.redirects:
            return None
        if not one.words:
            return tuple(
                Item(Facet.VARIABLES, each.name, written.assignment(each), span, location.stage, is_step=True)
                for each in one.assignments
            )
        if one.assignments:
            return None
        match one.name:
            case "cd" if len(one.words) == 2 and one.words[1].raw != "-":
                return ()
            case "set":
                switched = options(one)
                self.stops = self.stops or "errexit" in (switched or ())
                return () if switched is not None and switched <= _LASTING else None
            case "export" if len(one.words) > 1 and not one.words[1].raw.startswith("-"):
                return tuple(_export(each, span, location) for each in one.words[1:])
            case "mkdir":
                return self._directories(one, span, location)
        return () if one.name in _NOTHING and len(one.words) == 1 else None

    def _directories(self, one: Simple, span: Span, location: Location) -> tuple[Item, ...] | None:
        if len(one.words) < 3 or one.words[1].value != "-p" or any(each.is_pattern for each in one.words):
            return None
        paths = [location.at(_path(each)) for each in one.words[2:]]
        known = [path for path in paths if path is not None]
        return tuple(map_directories(known, span, location)) if len(known) == len(paths) else None

    def _install(self, one: Simple, part: Pipeline, location: Location, ignored: str) -> Item | None:
        """Give what a package manager does: the order of packages is all the same, and nobody is there to say yes."""
        found = next((each for each in self.placed.invocations if each.found.command is one and not each.inner), None)
        wanted = None if found is None else asked(found)
        if found is None or wanted is None:
            return None
        one = one._replace(words=tuple(word for word in one.words if not _YES.fullmatch(word.raw)))
        if one.words and one.words[0].value == "apt":
            # The two are one program for people and for scripts.
            one = one._replace(words=(one.words[0]._replace(value="apt-get", parts=("apt-get",)), *one.words[1:]))
        if wanted.action != "install" or not wanted.packages or any(map(_is_place, wanted.packages)):
            return self._whole(
                written.command(self.script, one), part.span, location, ignored, (Statement(part.span, (part,)),)
            )
        names = tuple(sorted({written.word(word) for word in wanted.packages}))
        listed = frozenset(word.span for word in wanted.packages)
        rest = one._replace(words=tuple(word for word in one.words if word.span not in listed))
        head = written.command(self.script, rest)
        tail = self._tail(location, ignored, (Statement(part.span, (part,)),))
        return Item(
            Facet.COMMANDS,
            head,
            f"{head} {' '.join(names)}{tail}",
            found.span,
            location.stage,
            head + tail,
            tuple(f"{wanted.manager}: {name}" for name in names),
            is_step=True,
        )

    def _tail(self, location: Location, ignored: str, statements: tuple[Statement, ...]) -> str:
        where = ""
        if location.directory != "/" and starts_relative(Sequence(statements)):
            where = f" (in {location.directory or _OF_THE_BASE})"
        return f"{where}{ignored}{self.suffix}"

    def _whole(
        self, text: str, span: Span, location: Location, ignored: str, statements: tuple[Statement, ...]
    ) -> Item:
        said = text + self._tail(location, ignored, statements)
        return Item(Facet.COMMANDS, text, said, self.placed.span(span), location.stage, is_step=True)


def _export(word: Word, span: Span, location: Location) -> Item:
    name, equals, _ = word.raw.partition("=")
    if not equals:
        return Item(Facet.VARIABLES, name, f"export {name}", span, location.stage, is_step=True)
    cut = len(name) + 1
    parts = word.parts
    if parts and isinstance(parts[0], str) and parts[0].startswith(name + "="):
        held = word._replace(
            raw=word.raw[cut:],
            value=None if word.value is None else word.value[cut:],
            parts=(parts[0][cut:], *parts[1:]) if parts[0][cut:] else parts[1:],
        )
        return variable(name, written.value(held), span, location.stage)
    return Item(Facet.VARIABLES, name, f"export {word.raw}", span, location.stage, is_step=True)


def variable(name: str, value: str, span: Span | None, stage: str) -> Item:
    """Give a variable that programs see from here on."""
    return Item(Facet.VARIABLES, name, f"export {name}={value}", span, stage, is_step=True)


def map_directories(paths: list[str], span: Span | None, location: Location) -> Iterator[Item]:
    """Give directories that are made unless they are there."""
    for path in paths:
        yield Item(Facet.COMMANDS, f"mkdir -p {path}", f"mkdir -p {path}", span, location.stage, is_step=True)


def _path(word: Word) -> str:
    return word.value if word.value is not None else written.word(word).strip('"')


def _is_place(word: Word) -> bool:
    """Tell whether a word names a file or a folder, which is read where the command runs."""
    text = word.value or word.raw
    return text.startswith((".", "/")) or text.endswith((".deb", ".rpm", ".whl", ".gz", ".zip"))


def _only_goes(left: Left) -> bool:
    """Tell whether commands in brackets leave nothing but another directory."""
    return not (left._replace(directory=False).leaks)
