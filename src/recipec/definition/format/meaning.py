"""What a formatted file has to have in common with the one that was read: all that an engine makes of it.

Programs are compared, with each shell script as its tree: without the places of its commands, and without comments.
"""

import re
from collections.abc import Iterator

import attrs

from recipec.definition.format.bodies import is_shell
from recipec.definition.lift import lift
from recipec.definition.lift.comments import WITH_SHEBANG, counts_when_blank
from recipec.definition.parse.words import is_skipped, trim
from recipec.definition.tree import Comment, File, HeaderLine, Section
from recipec.ir.program import Base, FromAgent
from recipec.ir.steps import (
    App,
    AppSection,
    Argument,
    HostScript,
    Post,
    SetRunscript,
    SetStartscript,
    SetTest,
    SourceEnv,
    Step,
)
from recipec.ir.text import Text
from recipec.shell.script import parse
from recipec.shell.syntax import Heredoc, Sequence, Word
from recipec.source import Span
from recipec.target import Target
from recipec.typed import TypeAlias

# Compared, and looked at in no other way.
Meaning: TypeAlias = tuple[object, ...]


def meaning(file: File, target: Target) -> Meaning:
    """Say what a file means; equal for files that mean the same. A ``RecipeError`` says that no engine builds it."""
    program = lift(file, target).value
    stages = [(one.name, _base(one.base), _arguments(one.steps), *_steps(one.steps)) for one in program.stages]
    return (*stages, *(_blank(stage.sections) for stage in file.stages), *sorted(_lines(file)))


def _lines(file: File) -> Iterator[str]:
    """Give every line of a body and every comment: they may move, but none may vanish."""
    for stage in file.stages:
        for item in stage.header:
            if isinstance(item, Comment):
                yield item.text.strip()
            elif isinstance(item, HeaderLine) and item.comment is not None:
                yield item.comment.strip()
        for section in stage.sections:
            if isinstance(section, Section):
                yield from (line.strip().removeprefix("#").strip() for line in section.lines if line.strip())


def _blank(items: tuple[object, ...]) -> Meaning:
    """Name the sections that have a body, be it a blank line: they take the place of those of the base."""
    sections = (item for item in items if isinstance(item, Section))
    names = {f"{one.name} {one.app or ''}" for one in sections if one.lines and counts_when_blank(one)}
    return tuple(sorted(names))


def _base(base: Base) -> Base:
    """Give a base whose header lines are in one order."""
    return attrs.evolve(base, fields=tuple(sorted(base.fields, key=str))) if isinstance(base, FromAgent) else base


def _arguments(steps: tuple[Step, ...]) -> Meaning:
    """Give the arguments by their names: those without a value come in the order in which they are mentioned."""
    return tuple(sorted((step for step in steps if isinstance(step, Argument)), key=lambda one: one.name))


def _steps(steps: tuple[Step, ...]) -> Iterator[Meaning]:
    apps: dict[str, dict[str, Meaning]] = {}
    for step in steps:
        match step:
            case Argument():
                pass
            case Post():
                yield from _script("post", step.arguments, step.script)
            case HostScript():
                yield from _script(step.moment.value, step.arguments, step.script)
            case SourceEnv():
                yield from _script("environment", "", step.script)
            case SetRunscript():
                yield from _script("runscript", step.script.arguments, step.script.body)
            case SetStartscript():
                yield from _script("startscript", step.script.arguments, step.script.body)
            case SetTest():
                yield from _script("test", step.script.arguments, step.script.body)
            case App():
                # The sections of an app have no order, but apps have one.
                apps.setdefault(step.name, {})[step.section.value] = _app(step)
            case _:
                yield (step,)
    for name, sections in apps.items():
        yield (name, *sorted(sections.items(), key=lambda one: one[0]))


def _script(name: str, arguments: str, script: Text) -> Iterator[Meaning]:
    """Give a script that does something."""
    text = _plain(script)
    code = _code(name, arguments, text)
    if code:
        yield (name, arguments, *code)


def _app(step: App) -> Meaning:
    text = _plain(step.body)
    if step.section is AppSection.HELP:
        return (text.rstrip(),)
    if step.section in (AppSection.FILES, AppSection.LABELS):
        return tuple(line for line in map(trim, text.split("\n")) if not is_skipped(line))
    return _code(step.section.value, "", text)


def _plain(text: Text) -> str:
    """Give a text with a word for each template."""
    return "".join(part if isinstance(part, str) else f"TEMPLATE_{part.name}_" for part in text)


def _code(name: str, arguments: str, text: str) -> Meaning:
    first = text.partition("\n")[0]
    script = parse(text + "\n") if is_shell(name, arguments, first) else None
    if script is None or not script.is_understood:
        return (text.rstrip(),)
    program = first.strip() if name in WITH_SHEBANG and first.lstrip().startswith("#!") else ""
    made = _bare(script.body, text)
    return (program, made) if program or made else ()


def _bare(value: object, text: str) -> object:
    """Give the syntax of a script without the places of what is in it."""
    match value:
        case Span():
            return None
        case Heredoc():
            return text[value.span.start : value.span.end]
        case Word() if value.bodies:
            # The lines of commands inside of a word have margins, too.
            return (re.sub(r"[ \t]*\n[ \t\n]*", "\n", value.raw), _bare(value.bodies, text))
        case Word():
            return value.raw
        case Sequence():
            return _bare(value.statements, text)
        case tuple():
            return tuple(_bare(one, text) for one in value)
        case _:
            return value
