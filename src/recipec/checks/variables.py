"""Every variable that a recipe sets, wherever it does: ENV and ARG, ``%environment``, ``%post``, what starts."""

from collections.abc import Iterator

from recipec.checks.content import Content, contents
from recipec.checks.scripts import Kind, PlacedScript
from recipec.ir.steps import Argument, SetEnv
from recipec.ir.text import Text, Variable, literal, variables
from recipec.ir.walk import assigned_name, default_of, evaluate
from recipec.record import Record
from recipec.regex import regex
from recipec.shell.syntax import Mention, Simple, Word
from recipec.shell.walk import Found
from recipec.source import Span
from recipec.typed import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from recipec.checks.recipe import Placed, Recipe
    from recipec.dockerfile.tree import Instruction

# Besides the scripts: ENV, ARG, and the file that %post writes for every start.
Place: TypeAlias = Kind | Literal["env", "arg", "file"]
# Who wrote `$A` in one: see `Word`.
Parts: TypeAlias = tuple[str | Mention | None, ...]

_NAME = regex(r"([A-Za-z_][A-Za-z0-9_]*)(\+?)=")
_MENTION = regex(r"\$(?:\{[#!]?)?([A-Za-z_][A-Za-z0-9_]*)")
_DECLARATIONS = ("export", "declare", "typeset", "readonly", "local")
_ENVIRONMENT_FILES = ("SINGULARITY_ENVIRONMENT", "APPTAINER_ENVIRONMENT")


class Assigned(Record):
    """A variable gets a value. ``raw`` is that value as it is written, ``parts`` what it consists of, quotes removed.

    ``value`` is what it comes to where that is known. ``is_exported``: programs see it; ``lasts``: so do the lines
    below, as the script's own shell set it. ``appends``: ``A+=b``. Variables that one command alone sees are
    ``Invocation.sets``. ``at`` and ``value_at`` are places in the recipe: of ``NAME=VALUE``, and of ``VALUE``.
    ``script`` None: the builder sets it. ``content``: the text with this line, when a script writes it to a file.
    """

    name: str
    place: Place
    stage: int
    raw: str
    parts: Parts
    value: str | None
    reads: tuple[str, ...]
    at: Span
    value_at: Span
    is_exported: bool = True
    lasts: bool = True
    appends: bool = False
    script: PlacedScript | None = None
    found: Found | None = None
    content: Content | None = None

    @property
    def mentions_itself(self) -> bool:
        return self.appends or self.name in self.reads

    @property
    def is_final(self) -> bool:
        """Whether the image keeps it for every start: ENV, ``%environment``, the file that ``%post`` writes."""
        return self.place in ("env", "environment", "file")


def all_assigned(recipe: "Recipe") -> Iterator[Assigned]:
    """Give every assignment of a recipe: those of the builder first, then script by script."""
    for step, placed in recipe.steps(SetEnv):
        yield from _of_env(step, placed, recipe)
    for argument, placed in recipe.steps(Argument):
        if argument.default is not None:
            yield _of_text(argument.name, "arg", argument.default, placed, recipe, placed.span, placed.span)
    for script in recipe.scripts:
        yield from of_script(script)
        if script.is_build:
            yield from _of_files(script)


def _of_env(step: SetEnv, placed: "Placed", recipe: "Recipe") -> Iterator[Assigned]:
    instruction = recipe.instructions.get(placed.span)
    places = _pairs(instruction) if instruction is not None else []
    for index, one in enumerate(step.assignments):
        at = places[index] if len(places) == len(step.assignments) else (placed.span, placed.span)
        yield _of_text(assigned_name(one, placed.state), "env", one.value, placed, recipe, *at)


def _of_text(
    name: str, place: Place, text: Text, placed: "Placed", recipe: "Recipe", at: Span, value_at: Span
) -> Assigned:
    value = literal(default_of(evaluate(text, placed.state), placed.state))
    parts = tuple(_part(part) for part in text)
    raw = recipe.source.text[value_at.start : value_at.end]
    return Assigned(name, place, placed.stage, raw, parts, value, tuple(sorted(variables(text))), at, value_at)


def _part(part: str | Variable) -> str | Mention | None:
    if isinstance(part, str):
        return part
    return None if part.modifier else Mention(part.name, quoted=True)


def _pairs(instruction: "Instruction") -> list[tuple[Span, Span]]:
    """Find the places of ``NAME=VALUE`` and ``VALUE``."""
    words, text = instruction.words, instruction.value
    is_legacy = bool(words) and "=" not in words[0]
    found: list[tuple[Span, Span]] = []
    offset = 0
    for index, word in enumerate(words):
        start = text.find(word, offset)
        if start < 0:
            return []
        offset = start + len(word)
        behind = start if is_legacy else start + word.find("=") + 1
        if is_legacy and index == 0:
            first = start
            continue
        at = first if is_legacy else start
        found.append((_between(instruction, at, offset), _between(instruction, behind, offset)))
    return found


def _between(instruction: "Instruction", start: int, end: int) -> Span:
    begin = instruction.place(start)
    return Span(begin, instruction.place(end - 1) + 1 if end > start else begin)


def of_script(script: PlacedScript) -> Iterator[Assigned]:
    """Give the assignments of a script, in the order of the text."""
    commands = [found for found in script.script.commands if isinstance(found.command, Simple)]
    exported = _exported(commands)
    for found in commands:
        command = found.command
        assert isinstance(command, Simple)
        if not command.words:
            for one in command.assignments:
                value = one.value
                is_out = one.name in exported or "*" in exported
                yield _made(one.name, script, found, one.span, value, is_exported=is_out, appends=one.appends)
        elif command.name in _DECLARATIONS:
            for word in command.words[1:]:
                yield from _declared(word, script, found, exported)


def _exported(commands: list[Found]) -> frozenset[str]:
    """Name what a script exports anywhere; ``*`` when it exports whatever it sets (``set -a``)."""
    names: set[str] = set()
    for found in commands:
        command = found.command
        assert isinstance(command, Simple)
        if command.name == "set":
            values = [word.value or "" for word in command.words[1:]]
            if any(value[:1] == "-" and "a" in value for value in values) or "allexport" in values:
                names.add("*")
        elif exports(command):
            names.update(word.raw.partition("=")[0].strip("\"'") for word in command.words[1:])
    return frozenset(names)


def exports(command: Simple) -> bool:
    """Tell whether a command exports what it names."""
    if command.name == "export":
        return not any(word.raw in ("-n", "-f") for word in command.words[1:2])
    return command.name in ("declare", "typeset") and any(
        word.raw[:1] == "-" and "x" in word.raw for word in command.words[1:]
    )


def _declared(word: Word, script: PlacedScript, found: Found, exported: frozenset[str]) -> Iterator[Assigned]:
    first = word.parts[0] if word.parts else None
    match = _NAME.match(first) if isinstance(first, str) else _NAME.match(word.raw)
    if match is None:
        return
    head = match.end()
    name = match[1]
    if isinstance(first, str):
        parts: Parts = tuple(part for part in (first[head:], *word.parts[1:]) if part != "")
    else:
        parts = (None,)
    value = word.value[head:] if word.value is not None else None
    is_bare = word.raw.startswith(match[0])
    inner = Span(word.span.start + head, word.span.end) if is_bare else word.span
    raw = word.raw[head:] if is_bare else word.raw
    reads = tuple(each for each in word.reads if each != name or _mentions(raw, name))
    split = Word(inner, raw, value, parts, reads=reads)
    command = found.command
    assert isinstance(command, Simple)
    is_out = exports(command) or name in exported or "*" in exported
    yield _made(name, script, found, word.span, split, is_exported=is_out, appends=bool(match[2]))


def _mentions(raw: str, name: str) -> bool:
    return name in _MENTION.findall(raw)


def _made(
    name: str,
    script: PlacedScript,
    found: Found,
    at: Span,
    word: Word | None,
    *,
    is_exported: bool,
    appends: bool,
) -> Assigned:
    end = Span(at.end, at.end)
    if word is None:
        word = Word(end, "", "", ())
    # An empty word stands nowhere.
    inner = word.span if word.raw else end
    return Assigned(
        name,
        script.kind,
        script.stage,
        word.raw,
        word.parts,
        word.value,
        word.reads,
        script.span(at),
        script.span(inner),
        is_exported,
        found.in_shell,
        appends,
        script,
        found,
    )


def _of_files(script: PlacedScript) -> Iterator[Assigned]:
    """Give what a script writes to the file that engines read at every start."""
    if not any(name in script.text for name in (*_ENVIRONMENT_FILES, "/.singularity.d/env", "/environment")):
        return
    for content in contents(script):
        if is_environment_file(content.target):
            yield from of_content(content, "file")


def is_environment_file(target: Word) -> bool:
    """Tell whether a word names a file that engines read at every start."""
    if target.value is None:
        return any(name in target.reads for name in _ENVIRONMENT_FILES)
    return target.value == "/environment" or (
        target.value.startswith("/.singularity.d/env/") and target.value.endswith(".sh")
    )


def of_content(content: Content, place: Place) -> Iterator[Assigned]:
    """Give the assignments in a text that a script writes to a file; all are where that text is."""
    inner = PlacedScript(
        content.script.kind,
        content.text,
        content.span,
        lambda offset: content.word.start if offset == 0 else content.word.end - 1,
        ("bash",),
        content.script.stage,
    )
    for one in of_script(inner):
        yield one._replace(place=place, at=content.word, value_at=content.word, script=content.script, content=content)


def environment_of(recipe: "Recipe") -> tuple[PlacedScript, ...]:
    """Give the ``%environment`` sections that the image has: those of its last stage."""
    return recipe.final_scripts("environment")
