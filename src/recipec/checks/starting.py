"""The start command of the final image: its words, what holds them, the files of the context that it runs."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from posixpath import join, normpath

from recipec.checks.copying import Brought, brought
from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.scripts import START, PlacedScript, interpreter_named
from recipec.format import Format
from recipec.ir.steps import Exec, SetCommand, SetEntrypoint, Shell
from recipec.ir.walk import DEFAULT_PATH
from recipec.record import Record
from recipec.regex import regex
from recipec.shell.calls import SHELLS
from recipec.shell.syntax import Word
from recipec.source import Span

# What a recipe says that has something to start, as the words of a rule.
STARTS = "entrypoint cmd runscript startscript apprun appstart"
# Programs that only start the one behind them and look after it, with those of their options that take a value.
INITS = {
    "tini": "-p -e",
    "tini-static": "-p -e",
    "docker-init": "-p -e",
    "dumb-init": "-r --rewrite",
    "catatonit": "",
    "pid1": "",
}
# Programs that read a file of their language; it is the first word that is no option.
_READERS = {
    "sh": "-o",
    "bash": "-o -O --rcfile --init-file",
    "dash": "-o",
    "ash": "-o",
    "python": "-W -X",
    "python2": "-W",
    "python3": "-W -X",
    "Rscript": "-e",
    "perl": "-I",
    "ruby": "-I",
    "node": "-r --require",
    "julia": "-p -t --project",
    "php": "",
    "java": "-cp -classpath --class-path",
}
# These options come in front of what is no file of a script.
_NO_FILE = frozenset(("-c", "-m", "-e", "-s", "-i"))
# So much of a file is read.
_LIMIT = 100_000
_TELLERS = frozenset(
    "echo printf cat date whoami id env printenv ls hostname uname which fortune cowsay lolcat figlet less more man"
    " true false pwd tput head".split()
)
_POSITIONAL = regex(r"\$\{?[@*#1-9]|\bgetopts\b|\bshift\b")


class Spoken(Record):
    """A word of a command, and its place in the recipe. ``text`` is as written where a variable is in it."""

    text: str
    span: Span
    is_known: bool = True


class Start(Record):
    """What starts when the final image runs. ``entrypoint`` and ``command`` None: the base image's, or a runscript.

    ``scripts`` are what holds it: ENTRYPOINT before CMD, ``%runscript`` before ``%startscript``. ``words`` is the
    command itself without ``exec`` and its like: a list with that of CMD behind it, or the last command of a script;
    nothing where that is an ``if`` or a loop. ``directory`` is Docker's WORKDIR; None: the base's, or the caller's own.
    """

    entrypoint: Shell | Exec | None
    command: Shell | Exec | None
    scripts: tuple[PlacedScript, ...]
    words: tuple[Spoken, ...]
    directory: str | None

    @property
    def invocations(self) -> tuple[Invocation, ...]:
        """Every program that it runs itself."""
        return tuple(chain.from_iterable(script.invocations for script in self.scripts))

    @property
    def main(self) -> tuple[Spoken, ...]:
        """The words from the program on that ``tini`` and its like start."""
        return behind_inits(self.words)


class StartFile(Record):
    """A file of the context that the start command runs. ``path`` is where it is in the image.

    ``word`` names it; ``is_executed``: it is a program to the kernel, and not read by an interpreter that is named.
    """

    path: str
    word: Spoken
    is_executed: bool
    brought: Brought


@lru_cache(2)
def start(recipe: Recipe) -> Start:
    """Say what starts."""
    if recipe.format is Format.DEFINITION:
        runs = recipe.final_scripts("runscript")
        scripts = (*runs, *recipe.final_scripts("startscript"))
        return Start(None, None, scripts, main_words(runs[-1]) if runs else (), None)
    state = recipe.final.end
    held = {script.origin: script for script in recipe.scripts_of("entrypoint", "cmd")}
    entrypoint = command = None
    for stage in recipe.lineage(recipe.final):
        for placed in stage.steps:
            if isinstance(placed.step, SetEntrypoint):
                entrypoint = held.get(placed.span)
            elif isinstance(placed.step, SetCommand):
                command = held.get(placed.span)
    first = entrypoint if state.start.entrypoint is not None else None
    second = command if state.start.command is not None else None
    words = main_words(first) if first is not None else ()
    # The shell form of ENTRYPOINT takes no arguments, and a CMD of the shell form is none.
    if second is not None and (
        first is None or (isinstance(state.start.entrypoint, Exec) and _is_exec(state.start.command))
    ):
        words += main_words(second, whole=first is not None)
    directory = recipe.value(state.workdir, state) if state.workdir is not None else None
    scripts = tuple(script for script in (first, second) if script is not None)
    return Start(state.start.entrypoint, state.start.command, scripts, words, directory)


def _is_exec(command: Shell | Exec | None) -> bool:
    return isinstance(command, Exec)


def main_words(script: PlacedScript, *, whole: bool = False) -> tuple[Spoken, ...]:
    """Give the words of the command that a script ends with; ``whole``: with what stands in front of the program."""
    own = final(script)
    if own is None:
        return ()
    return tuple(_spoken(script, word) for word in own.found.command.words) if whole else _words(own)


def final(script: PlacedScript) -> Invocation | None:
    """Give the command that a script ends with, the first of a pipeline; None where that is an ``if`` or a loop."""
    statements = script.script.body.statements
    if not statements:
        return None
    command = statements[-1].parts[-1].parts[0]
    return next((one for one in script.invocations if one.found.command is command and not one.inner), None)


def reads_arguments(script: PlacedScript) -> bool:
    """Tell whether a shell script looks at what it is given on its command line."""
    return _POSITIONAL.search(script.text) is not None


def only_tells(invocation: Invocation) -> bool:
    """Tell whether a command does no more than say something to who runs it: ``cat /help``, ``prog --version``."""
    asked = ("help", "--help", "-h", "--version", "-V", "-v")
    return invocation.name in _TELLERS or (len(invocation.values) == 1 and invocation.values[0] in asked)


def _words(invocation: Invocation) -> tuple[Spoken, ...]:
    return tuple(_spoken(invocation.script, word) for word in invocation.words)


def _spoken(script: PlacedScript, word: Word) -> Spoken:
    known = word.value is not None
    return Spoken(word.raw if word.value is None else word.value, script.span(word.span), known)


def behind_inits(words: tuple[Spoken, ...]) -> tuple[Spoken, ...]:
    """Leave out ``tini`` and its like with their options."""
    while words:
        valued = INITS.get(words[0].text.rpartition("/")[2])
        if valued is None:
            break
        at = 1
        while at < len(words) and words[at].text.startswith("-"):
            if words[at].text == "--":
                at += 1
                break
            at += 2 if words[at].text in valued.split() else 1
        words = words[at:]
    return words


def read_by_interpreter(words: tuple[Spoken, ...]) -> Spoken | None:
    """Give the word that names the file which an interpreter is told to read: ``main.py`` of ``python -u main.py``."""
    if not words:
        return None
    name = words[0].text.rpartition("/")[2]
    stem = name.rstrip("0123456789.")
    valued = _READERS.get(name, _READERS.get(stem) if stem in ("python", "perl", "ruby") else None)
    if valued is None:
        return None
    at = 1
    while at < len(words) and words[at].text.startswith("-"):
        if words[at].text == "-jar":
            return words[at + 1] if at + 1 < len(words) else None
        if words[at].text in _NO_FILE or (name in SHELLS and words[at].text.endswith("c")):
            return None
        at += 2 if words[at].text in valued.split() else 1
    # What `java` is told without -jar is the name of a class.
    return words[at] if at < len(words) and name != "java" else None


@lru_cache(2)
def files(recipe: Recipe) -> tuple[StartFile, ...]:
    """Give the files of the context that the start command runs, as far as the context is at hand."""
    return tuple(_files(recipe, start(recipe))) if recipe.context is not None else ()


def _files(recipe: Recipe, started: Start) -> Iterator[StartFile]:
    seen: set[str] = set()
    for words in commands(started):
        run = behind_inits(words)
        if not run:
            continue
        read = read_by_interpreter(run)
        for word, is_executed in ((run[0], True), (read, False)):
            if word is None or not word.is_known or not word.text:
                continue
            for path in _paths(word.text, started.directory, is_program=is_executed):
                found = brought(recipe, recipe.final, path) if path not in seen else None
                if found is not None:
                    seen.add(path)
                    yield StartFile(path, word, is_executed, found)
                    break


class Started(Record):
    """A script that runs when the image starts. ``file`` is its name in the context; empty: it stands in the recipe.

    ``word`` is the place in the recipe that starts the file.
    """

    script: PlacedScript
    file: str = ""
    word: Span = Span(0, 0)

    def at(self, span: Span) -> Span:
        """Say where in the recipe a place of the script is, or what starts it."""
        return self.word if self.file else self.script.span(span)

    def of(self, one: Invocation) -> Span:
        return self.word if self.file else one.span

    @property
    def where(self) -> str:
        """Name the file, to be put behind a message."""
        return f" (`{self.file}`)" if self.file else ""


def started(recipe: Recipe) -> Iterator[Started]:
    """Give every script that runs when the final image starts."""
    starts = start(recipe)
    scripts = recipe.final_scripts(*START) if recipe.format is Format.DEFINITION else starts.scripts
    yield from (Started(script) for script in scripts)
    yield from shell_files(recipe)


@lru_cache(2)
def shell_files(recipe: Recipe) -> tuple[Started, ...]:
    """Give the files of the context that the start command runs and a shell reads."""
    return tuple(_shell_files(recipe))


def _shell_files(recipe: Recipe) -> Iterator[Started]:
    for one in files(recipe):
        assert recipe.context is not None
        text = recipe.context.read(one.brought.source, _LIMIT).decode(errors="replace")
        script = PlacedScript("entrypoint", text, one.word.span, lambda offset: offset, interpreter_named(text))
        if not script.is_argv and script.is_shell:
            yield Started(script, one.brought.source, one.word.span)


def commands(started: Start) -> Iterator[tuple[Spoken, ...]]:
    """Give the words of each program that the start command runs itself."""
    is_list = _is_exec(started.entrypoint or started.command)
    if is_list:
        yield started.words
    for script in started.scripts:
        if script.kind == "cmd" and started.entrypoint is not None:
            continue  # these are arguments
        yield from (_words(one) for one in script.invocations if one.inner or not is_list)


def _paths(word: str, directory: str | None, *, is_program: bool) -> tuple[str, ...]:
    if word.startswith("/"):
        return (normpath(word),)
    if is_program and "/" not in word:
        return tuple(f"{folder}/{word}" for folder in DEFAULT_PATH.split(":"))
    return (normpath(join(directory, word)),) if directory is not None else ()
