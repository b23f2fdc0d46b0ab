"""What the image is made of and says of itself: its base, its environment, its labels, what it starts."""

from collections.abc import Iterable, Iterator

from recipec.checks.recipe import Placed, Recipe, StageView
from recipec.comparison.build import needed
from recipec.comparison.facet import Facet, Item
from recipec.ir.program import FromAgent, FromImage, FromScratch, FromStage
from recipec.ir.steps import (
    Argument,
    Author,
    Exec,
    Expose,
    Healthcheck,
    Label,
    OnBuild,
    SetCommand,
    SetEntrypoint,
    SetEnv,
    SetUser,
    SetWorkdir,
    Shell,
    StopSignal,
    Volume,
)
from recipec.ir.text import Text, show
from recipec.ir.walk import assigned_name, evaluate
from recipec.shell.quoting import quote_argument
from recipec.source import Span

_HUB = ("docker.io/library/", "index.docker.io/library/", "docker.io/", "index.docker.io/", "library/")


def said(recipe: Recipe) -> Iterator[Item]:
    """Give all that has a name and no turn: the last one of a name counts."""
    stages = needed(recipe)
    yield from _bases(recipe, stages)
    yield from _arguments(recipe, stages)
    found: dict[tuple[Facet, str], Item] = {}
    for stage in recipe.lineage(recipe.final):
        for placed in stage.steps:
            for item in _of(placed):
                found[item.facet, item.key] = item
    yield from _environment(recipe, found)
    yield from (item for item in found.values() if item.facet is not Facet.ENVIRONMENT)
    shell = next((stage for stage in recipe.program.stages if stage.name == recipe.final.name), None)
    if shell is not None and shell.shell is not None:
        yield Item(Facet.SETTINGS, "shell", f"shell: {' '.join(map(quote_argument, shell.shell))}")


def _bases(recipe: Recipe, stages: tuple[StageView, ...]) -> Iterator[Item]:
    for stage in stages:
        base = stage.base
        match base:
            case FromScratch():
                text = "scratch"
            case FromStage():
                text = f"stage {base.name}"
            case FromAgent():
                text = f"{base.agent}: " + " ".join(f"{key} {show(value)}" for key, value in base.fields)
            case FromImage():
                text = reference(stage.reference if stage.reference is not None else show(base.reference))
        platform = base.platform if isinstance(base, FromImage | FromStage) else None
        more = f" (platform {show(platform)})" if platform else ""
        span = base.origin.span if base.origin is not None else stage.span
        yield Item(Facet.BASE, "", text + more, span, "" if stage is recipe.final else stage.name)


def reference(name: str) -> str:
    """Write the name of an image without what Docker adds by itself."""
    for prefix in _HUB:
        if name.startswith(prefix):
            name = name[len(prefix) :]
            break
    tagged = "@" in name or ":" in name.rpartition("/")[2]
    return name if tagged else f"{name}:latest"


def _arguments(recipe: Recipe, stages: tuple[StageView, ...]) -> Iterator[Item]:
    """Give the arguments that can be given, each with its default: the first one that is said."""
    found: dict[str, Item] = {}

    def add(step: Argument, default: Text | None, span: Span | None) -> None:
        known = found.get(step.name)
        if known is None or ("=" not in known.text and default is not None):
            text = step.name if default is None else f"{step.name}={show(default)}"
            found[step.name] = Item(Facet.ARGUMENTS, step.name, text, span)

    for argument in recipe.program.arguments:
        add(argument, argument.default, argument.origin.span if argument.origin is not None else None)
    for stage in stages:
        for placed in stage.steps:
            step = placed.step
            if isinstance(step, Argument):
                add(step, None if step.default is None else evaluate(step.default, placed.state), placed.span)
    return iter(found.values())


def _environment(recipe: Recipe, found: dict[tuple[Facet, str], Item]) -> Iterator[Item]:
    for name, held in recipe.final.end.environment.items():
        place = found.get((Facet.ENVIRONMENT, name))
        yield Item(Facet.ENVIRONMENT, name, f"{name}={show(held)}", None if place is None else place.span)


def _of(placed: Placed) -> Iterable[Item]:
    step, state, span = placed.step, placed.state, placed.span

    def value(text: Text) -> str:
        return show(evaluate(text, state))

    match step:
        case SetEnv():
            names = (assigned_name(one, state) for one in step.assignments)
            return [Item(Facet.ENVIRONMENT, name, name, span) for name in names]
        case Label():
            return [Item(Facet.LABELS, value(step.key), f"{value(step.key)}={value(step.value)}", span)]
        case Author():
            return [Item(Facet.LABELS, "maintainer", f"maintainer={step.name}", span)]
        case SetEntrypoint():
            # ENTRYPOINT forgets the CMD of the base.
            return [_start("entrypoint", step.command, span)]
        case SetCommand():
            return [_start("arguments", step.command, span)]
        case SetWorkdir():
            path = placed.state.workdir if not step.path else None
            text = show(path) if path else show(evaluate(step.path, state))
            return [Item(Facet.DIRECTORY, "", text, span)]
        case SetUser():
            text = value(step.user)
            return [Item(Facet.USER, "", "root" if text in ("root", "0") else text, span)]
        case Healthcheck():
            options = " ".join(f"--{name}={text}" for name, text in sorted(step.options))
            told = "none" if step.command is None else _command(step.command)
            return [Item(Facet.HEALTH, "", f"{told} {options}".rstrip(), span)]
        case Expose():
            ports = (value(port).removesuffix("/tcp") for port in step.ports)
            return [Item(Facet.PORTS, port, port, span) for port in ports]
        case Volume():
            return [Item(Facet.VOLUMES, value(path), value(path), span) for path in step.paths]
        case StopSignal():
            return [Item(Facet.SETTINGS, "stop signal", f"stop signal: {value(step.signal)}", span)]
        case OnBuild():
            return [Item(Facet.SETTINGS, step.instruction, f"on build: {step.instruction}", span)]
        case _:
            return ()


def _start(key: str, command: Shell | Exec | None, span: Span) -> Item:
    return Item(Facet.START, key, f"{key}: {'nothing' if command is None else _command(command)}", span)


def _command(command: Shell | Exec) -> str:
    if isinstance(command, Exec):
        return " ".join(map(quote_argument, command.argv)) or "nothing"
    from recipec.comparison.written import sequence, tidy
    from recipec.shell.script import parse

    script = parse(command.script)
    text = sequence(script, script.body) if script.is_understood else tidy(command.script)
    return f"{' '.join(command.interpreter)} {quote_argument(text)}"
