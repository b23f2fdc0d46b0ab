"""What a script may do to files: the paths that it may write or read, and when nobody can tell."""

from collections.abc import Mapping
from posixpath import join, normpath

from recipec.record import Record
from recipec.shell.paths import Paths, overlap
from recipec.shell.script import Script
from recipec.shell.stops import errexit_from_start
from recipec.shell.syntax import Compound, Mention, Redirect, Simple, Word
from recipec.shell.walk import Found

_DEVICES = ("/dev", "/proc", "/sys")
_ASSIGNERS = frozenset("read export declare typeset local readonly unset getopts mapfile readarray".split())
_NO_PATHS: Mapping[str, str] = {}
# Who writes there may change where packages come from.
SOURCES = ("/etc/apt", "/etc/apk")
_ABOVE_SOURCES = frozenset(("/", "/etc"))


class Effects(Record):
    """Absolute paths, each standing for all that is below it. ``unknown``: it may touch anything.

    ``directories`` surely exist when the script has succeeded. ``links`` are symbolic ones that it may make.
    ``owners``: it may leave files that are not root's. ``packages``: it installs some by their names, from where Debian
    or Alpine has them; ``is_foreign``: it may change from where.
    """

    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    directories: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    owners: bool = False
    unknown: bool = False
    packages: bool = False
    is_foreign: bool = False


UNKNOWN = Effects(owners=True, unknown=True)


def effects(script: Script, directory: str | None, variables: Mapping[str, str] = _NO_PATHS) -> Effects:
    """Say what a script may do, started in ``directory`` (None: nobody knows where).

    ``variables`` are the values that are known; a path that mentions any other is unknown, and so is what happens.
    """
    if not script.is_understood:
        return UNKNOWN
    work = Work(directory, variables)
    follow(script, work)
    return work.effects()


def follow(script: Script, work: "Work", *, succeeds: bool = False) -> None:
    """Go through an understood script and tell ``work`` what each of its commands does.

    ``succeeds``: what does not stop the script is taken to have succeeded, which is likely, and not sure.
    """
    from recipec.shell.programs import run

    body = script.body
    found = script.commands
    work.functions = frozenset(
        one.command.name for one in found if isinstance(one.command, Compound) and one.command.kind == "function"
    )
    # Whether a statement of the top has an `||`: looked for once, as a chain may be as long as the script.
    top = {id(statement): "||" in statement.operators for statement in body.statements}
    if work.functions:
        work.places = None
    # What a loop or a function changes may hold for what stands before it in the text.
    for one in found:
        if id(one.statement) not in top and isinstance(one.command, Simple):
            work.changed_inside(one)
    is_strict = errexit_from_start(body)
    last = body.statements[-1:] and body.statements[-1]
    for one in found:
        work.found = one
        work.is_certain = (
            id(one.statement) in top
            and one.in_shell
            and not top[id(one.statement)]
            and (succeeds or one.statement is last or (is_strict and not one.statement.operators))
        )
        work.redirected(one.command.redirects)
        if isinstance(one.command, Compound):
            if one.command.kind in ("for", "select", "cfor"):
                work.forget(one.command.name)
            continue
        work.assign(one)
        run(one.command, one, work)


class Work:
    """What is known on the way through a script. ``found`` is the command that is looked at."""

    found: Found

    def __init__(self, directory: str | None, variables: Mapping[str, str]) -> None:
        self.places: tuple[str, ...] | None = None if directory is None else (directory,)
        self.variables = dict(variables)
        self.functions: frozenset[str] = frozenset()
        self.is_certain = False
        self.is_path_changed = False
        self.owners = False
        self.unknown = False
        self.packages = False
        self.is_foreign = False
        self._writes: dict[str, None] = {}
        self._reads: dict[str, None] = {}
        self._directories: dict[str, None] = {}
        self._made = Paths()
        self._links: list[str] = []
        self._below_links = Paths()

    def effects(self) -> Effects:
        return Effects(
            tuple(self._writes),
            tuple(self._reads),
            () if self.unknown else tuple(self._directories),
            tuple(self._links),
            self.owners or self.unknown,
            self.unknown,
            self.packages,
            self.is_foreign,
        )

    def text(self, word: Word) -> str | None:
        """Give what a word stands for with the variables that are known."""
        if word.value is not None:
            return word.value
        parts: list[str] = []
        for part in word.parts:
            if isinstance(part, Mention):
                value = self.variables.get(part.name)
                # An unquoted value is split at its blanks and expanded once more.
                if value is None or (not part.quoted and any(character in value for character in " \t\n*?[")):
                    return None
                parts.append(value)
            elif part is None:
                return None
            else:
                parts.append(part)
        return "".join(parts)

    def paths(self, word: Word) -> tuple[str, ...] | None:
        """Give the absolute paths that a word may mean; of a pattern, the directory below which they are."""
        text = self.text(word)
        if text is None:
            return None
        if word.is_pattern:
            cut = min(text.find(character) for character in "*?[" if character in text)
            text = text[:cut].rpartition("/")[0] + "/" if "/" in text[:cut] else "."
        return self.at(text)

    def at(self, path: str) -> tuple[str, ...] | None:
        """Make a path absolute."""
        if path.startswith("/"):
            return (normpath("/" + path.lstrip("/")),)
        if self.places is None:
            return None
        return tuple(normpath(join(place, path)) for place in self.places)

    def write(self, *words: Word) -> None:
        for word in words:
            self.write_paths(self.paths(word))

    def write_paths(self, paths: tuple[str, ...] | None) -> None:
        """Add paths that may be written; None: nobody knows which."""
        if paths is None or (self._links and any(map(self._below_links.meets, paths))):
            self.unknown = True
            return
        for path in paths:
            if not path.startswith(_DEVICES):
                self._writes[path] = None
                self.is_foreign = self.is_foreign or (path in _ABOVE_SOURCES or path.startswith(SOURCES))

    def installs(self, paths: tuple[str, ...]) -> None:
        """Add paths that packages may write, which leave it as it is where packages come from."""
        is_foreign = self.is_foreign
        self.write_paths(paths)
        self.is_foreign = is_foreign

    def read(self, *words: Word) -> None:
        for word in words:
            self.read_paths(self.paths(word))

    def read_paths(self, paths: tuple[str, ...] | None) -> None:
        if paths is None or (self._links and any(map(self._below_links.meets, paths))):
            self.unknown = True
            return
        for path in paths:
            if not path.startswith(_DEVICES):
                self._reads[path] = None

    def remove(self, *words: Word) -> None:
        """Add paths that may go: directories there do not surely exist any more."""
        self.write(*words)
        for word in words:
            paths = self.paths(word) or ()
            if any(map(self._made.meets, paths)):
                self._directories = {
                    path: None for path in self._directories if not any(overlap(path, gone) for gone in paths)
                }

    def exists(self, *words: Word) -> None:
        """Note directories that exist from here on, if this command surely runs and succeeds."""
        for word in words:
            paths = self.paths(word)
            if self.is_certain and paths is not None and len(paths) == 1 and not word.is_pattern:
                self._directories[paths[0]] = None
                self._made.add(paths[0])

    def link(self, word: Word) -> None:
        """Note a symbolic link: what is below it may be anywhere."""
        for path in self.paths(word) or ():
            self._links.append(path)
            self._below_links.add(path)

    def enter(self, word: Word | None, found: Found) -> None:
        """Change the directory."""
        target = self.at(self.variables.get("HOME", "")) if word is None else self.paths(word)
        if word is not None and word.value == "-":
            target = None
        if target is None or not found.in_shell or "||" in found.statement.operators:
            self.places = None
        elif self.is_certain:
            self.places = target
        elif self.places is not None:
            # It may have failed, and what follows runs all the same.
            self.places = tuple(dict.fromkeys((*target, *self.places)))

    def changed_inside(self, found: Found) -> None:
        """Note what a command in a block may change, before anything is looked at."""
        command = found.command
        if not isinstance(command, Simple):
            return
        if command.name in ("cd", "pushd", "popd"):
            self.places = None
        for assignment in command.assignments:
            self.forget(assignment.name)
        if command.name in _ASSIGNERS:
            for word in command.words[1:]:
                self.forget(word.raw.split("=", 1)[0])

    def assign(self, found: Found) -> None:
        """Follow what a command assigns: known when it is a plain value and surely assigned."""
        command = found.command
        if not isinstance(command, Simple):
            return
        for assignment in command.assignments:
            value = "" if assignment.value is None else self.text(assignment.value)
            if command.words or not self.is_certain or value is None or assignment.appends:
                self.forget(assignment.name)
            else:
                self.variables[assignment.name] = value
                self.is_path_changed = self.is_path_changed or assignment.name == "PATH"

    def forget(self, name: str) -> None:
        self.variables.pop(name, None)
        self.is_path_changed = self.is_path_changed or name == "PATH"

    def redirected(self, redirects: tuple[Redirect, ...]) -> None:
        for redirect in redirects:
            word = redirect.target
            if word is None or redirect.operator == "<<<":
                continue
            if redirect.operator in (">&", "<&") and (word.raw.isdigit() or word.raw == "-"):
                continue
            if redirect.operator == "<":
                self.read(word)
            elif not word.bodies:
                self.write(word)
            elif not word.raw.startswith((">(", "<(")):
                self.unknown = True
