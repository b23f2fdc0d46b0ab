"""Which paths an image needs when it runs: those in its variables, its start command, its links."""

from collections.abc import Iterator
from functools import lru_cache
from posixpath import normpath

from recipec.checks.homes import home_path
from recipec.checks.scripts import START
from recipec.ir.steps import Scope, SetEnv, SetWorkdir, Volume
from recipec.ir.text import Text, Variable, literal
from recipec.ir.walk import State, assigned_name, default_of, evaluate
from recipec.record import Record
from recipec.regex import regex
from recipec.shell.syntax import Compound, Mention, Simple, Word
from recipec.shell.walk import words
from recipec.source import Span
from recipec.typed import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe
    from recipec.checks.scripts import PlacedScript

# A variable; a word of the start command; where that starts; what a link in the image points to; a volume.
By: TypeAlias = Literal["variable", "start", "directory", "link", "volume"]

# What these are told are texts, patterns, or paths of the host and of other images.
_SPEAKERS = frozenset("echo printf sed awk gawk mawk grep egrep perl apptainer singularity docker podman".split())
_RUNNERS = frozenset(
    "exec env nice time sh bash dash python python2 python3 Rscript perl java source . command".split()
)
# A list that grows line by line is not told anew with each.
_LONG = 300
_INNER = regex(r"(?<=[= ])/[^\s:,;'\"]+")


class Used(Record):
    """A path that is needed when the image runs. ``~/x`` is in the home of whoever runs it.

    ``name`` is the variable's; empty for what is none. ``is_program``: the start command runs it.
    """

    path: str
    span: Span
    by: By
    name: str = ""
    is_program: bool = False


@lru_cache(2)
def used(recipe: "Recipe") -> tuple[Used, ...]:
    """Give the paths that the final image needs: those of scripts, then those of steps."""
    return tuple(_used(recipe))


def _used(recipe: "Recipe") -> Iterator[Used]:
    own = [script for script in recipe.scripts if script.stage in recipe.final_stages]
    known = _of_steps(recipe)
    for script in own:
        if script.kind in ("environment", "appenv") and script.is_shell:
            for one in _in_script(script, known):
                yield one._replace(span=_place(recipe, one.span, one.path))
    for script in own:
        if script.kind in START and script.is_shell:
            for one in _in_script(script, dict(known)):
                yield one._replace(span=_place(recipe, one.span, one.path))
        elif script.is_build:
            yield from _links(script)
    for stage in recipe.lineage(recipe.final):
        for placed in stage.steps:
            step, state = placed.step, placed.state
            if isinstance(step, SetEnv) and Scope.RUN in step.scope:
                for assignment in step.assignments:
                    name = assigned_name(assignment, state)
                    for path in dict.fromkeys(_paths(_known(_value(assignment.value, state)))):
                        yield Used(path, _place(recipe, placed.span, path), "variable", name)
            elif isinstance(step, Volume):
                for text in step.paths:
                    path = recipe.value(text, state) or ""
                    if path.startswith("/"):
                        yield Used(normpath(path), _place(recipe, placed.span, path), "volume")
    workdir = recipe.final.end.workdir
    directory = literal(default_of(workdir, recipe.final.end)) if workdir else None
    if directory:
        spans = [one.span for one in recipe.final.steps if isinstance(one.step, SetWorkdir)]
        span = spans[-1] if spans else recipe.final.span
        yield Used(directory, _place(recipe, span, directory), "directory")


def _value(text: Text, state: State) -> str:
    """Write out the value of a variable, ``\0`` for what nobody knows, or has been told of another long one."""
    written: list[str] = []
    for part in text:
        value = default_of(evaluate((part,), state), state)
        known = "".join(one if isinstance(one, str) else "\0" for one in value)
        written.append("\0" if isinstance(part, Variable) and len(known) > _LONG else known)
    return "".join(written)


def _paths(value: str) -> Iterator[str]:
    """Give the paths in the value of a variable: it may be a list, as PATH is, or options with paths in them."""
    for part in value.split(":"):
        if part.startswith(("/", "~/")):
            yield part if part.startswith("~") else normpath("/" + part.lstrip("/"))
        elif "=/" in part or " /" in part:
            yield from (normpath(match[0]) for match in _INNER.finditer(part))


def _place(recipe: "Recipe", span: Span, path: str) -> Span:
    """Find a path in the text of an instruction; all of that when it is put together there."""
    at = recipe.source.text.find(path, span.start, span.end)
    return span if at < 0 else Span(at, at + len(path))


def _of_steps(recipe: "Recipe") -> dict[str, str]:
    """Give the variables that ENV sets; not HOME, which is the caller's all the same."""
    end = recipe.final.end
    values = ((name, literal(default_of(held, end))) for name, held in end.environment.items())
    return {name: value for name, value in values if value and name != "HOME"}


def _in_script(script: "PlacedScript", known: dict[str, str]) -> Iterator[Used]:
    """Give the paths among the words of a script. ``known`` are variables, to which those are added that it sets."""
    is_environment = script.kind in ("environment", "appenv")
    for found in script.script.commands:
        command = found.command
        assigned = () if isinstance(command, Compound) else command.assignments
        for assignment in assigned:
            text = "" if assignment.value is None else _text(assignment.value, known)
            if text is None or len(text) > _LONG:
                known.pop(assignment.name, None)
            else:
                known[assignment.name] = text
        names = {id(one.value): one.name for one in assigned}
        spoken = command.words if isinstance(command, Simple) and command.name in _SPEAKERS else ()
        for word in words(command):
            if any(word is one for one in spoken):
                continue
            name = names.get(id(word), "")
            home = None if "HOME" in known else home_path(word)
            text = _text(word, known) or home or _filled(word, known)
            if name == "" and is_environment and "=" in word.raw:
                name, _, text = text.partition("=")
                if name.isidentifier():
                    known[name] = _known(text) if len(text) <= _LONG else ""
            for path in dict.fromkeys(_paths(_known(text))):
                by: By = "variable" if is_environment else "directory" if _is_entered(command) else "start"
                yield Used(path, script.span(word.span), by, name, is_program=_runs(command, word))


def _is_entered(command: Simple | Compound) -> bool:
    return isinstance(command, Simple) and command.name in ("cd", "pushd", "mkdir")


def _runs(command: Simple | Compound, word: Word) -> bool:
    """Tell whether a word is what a command runs, `exec` and a shell that reads it left out."""
    if isinstance(command, Compound):
        return False
    for one in command.words:
        if one is word:
            return True
        if one.value not in _RUNNERS and not one.raw.startswith("-"):
            return False
    return False


def _text(word: Word, known: dict[str, str]) -> str | None:
    if word.value is not None:
        return word.value
    parts: list[str] = []
    for part in word.parts:
        value = (known.get(part.name) or _home(part)) if isinstance(part, Mention) else part
        if value is None:
            return None
        parts.append(value)
    return "".join(parts)


def _home(mention: Mention) -> str | None:
    return "~" if mention.name == "HOME" else None


def _filled(word: Word, known: dict[str, str]) -> str:
    """Put in what is known of variables, and `\\0` for the others: `/opt/x/bin:$PATH` is `/opt/x/bin:\\0`."""
    parts: list[str] = []
    for part in word.parts:
        value = (known.get(part.name) or _home(part)) if isinstance(part, Mention) else part
        parts.append("\0" if value is None else value)
    return "".join(parts)


def _known(text: str) -> str:
    """Leave out the parts of a list that somebody else has to fill in."""
    return ":".join(part for part in text.split(":") if "\0" not in part)


def _links(script: "PlacedScript") -> Iterator[Used]:
    """Give what the links point to that a build script makes."""
    for one in script.invocations:
        if one.name == "ln":
            operands, options = one.split("-t --target-directory -S")
            if "-s" in options or "--symbolic" in options:
                for word in operands[:1]:
                    path = word.value
                    home = home_path(word)
                    if home is not None and (root := script.variables.get("HOME")):
                        path = root + home[1:]
                    if path and path.startswith("/"):
                        yield Used(normpath(path), script.span(word.span), "link")
