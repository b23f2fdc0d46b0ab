"""The steps of a Dockerfile's stages, in their order, as they are compared."""

from collections.abc import Iterable, Iterator

from recipec.checks.recipe import Placed, Recipe, StageView
from recipec.checks.scripts import PlacedScript
from recipec.comparison.commands import SH, Location, items, map_directories, variable
from recipec.comparison.copies import copied
from recipec.comparison.facet import Facet, Item
from recipec.dockerfile.lower import bases, metadata
from recipec.dockerfile.lower.start import LOADER
from recipec.ir.program import FromImage, FromScratch, FromStage
from recipec.ir.steps import (
    Argument,
    Copy,
    Download,
    FromImageName,
    FromStageName,
    Mount,
    Run,
    Scope,
    SetEnv,
    SetWorkdir,
    Unpack,
    WriteFile,
)
from recipec.ir.text import Text, literal, show
from recipec.ir.walk import assigned_name, evaluate, within
from recipec.shell.quoting import quote_argument

# Where the conversion of a definition file runs its test, as Apptainer does.
_TESTS = (metadata.TEST, f"{LOADER} {metadata.TEST}")
_ROOT = ("root", "0", "root:root", "0:0")


def needed(recipe: Recipe) -> tuple[StageView, ...]:
    """Give the stages that the image needs, in order."""
    by_name = {stage.name: stage for stage in recipe.stages}
    wanted: set[str] = set()
    waiting = [recipe.final.name]
    while waiting:
        name = waiting.pop()
        if name not in wanted and name in by_name:
            wanted.add(name)
            waiting += _uses(by_name[name], recipe)
    return tuple(stage for stage in recipe.stages if stage.name in wanted)


def _uses(stage: StageView, recipe: Recipe) -> Iterator[str]:
    match stage.base:
        case FromStage(name=name):
            yield name
        case FromImage(reference=reference) if literal(reference) is None:
            # Which one a variable names is only known for its default, and another value may name any of them.
            yield from (one.name for one in recipe.stages[: stage.number])
        case _:
            pass
    for placed in stage.steps:
        match placed.step:
            case Copy(origin_of=FromStageName(name=name)):
                yield name
            case Run(mounts=mounts):
                yield from (one.origin_of.name for one in mounts if isinstance(one.origin_of, FromStageName))
            case _:
                pass


def steps(recipe: Recipe, stage: StageView) -> Iterator[Item]:
    """Give the steps of a stage."""
    label = "" if stage is recipe.final else stage.name
    scripts: dict[object, PlacedScript] = {
        script.origin: script for script in recipe.scripts_of("run") if script.stage == stage.number
    }
    tests = any(isinstance(one.step, WriteFile) and show(one.step.destination) == metadata.TEST for one in stage.steps)
    behind = _behind([scripts.get(placed.span) for placed in stage.steps])
    user: str | None = None
    shell = f"shell: {SH}"
    bare = bases.starts_at_root(stage.reference or "") or isinstance(stage.base, FromScratch)
    for placed, rest in zip(stage.steps, behind, strict=True):
        step = placed.step
        workdir = placed.state.workdir
        location = Location("/" if bare and workdir is None else None if workdir is None else show(workdir), label)
        script = scripts.get(placed.span)
        if tests and script is not None and script.text in _TESTS:
            continue
        if isinstance(step, Run) and script is not None:
            now = _user(placed)
            for item in items(script, location, _suffix(step), rest):
                if now != user:
                    user = now
                    yield _step("user", f"user: {user}", placed, label)
                if item.key == "shell":
                    if item.text == shell:
                        continue
                    shell = item.text
                yield item
        else:
            yield from _other(placed, location, recipe)


def _step(key: str, text: str, placed: Placed, label: str) -> Item:
    return Item(Facet.COMMANDS, key, text, placed.span, label, is_step=True)


def _behind(scripts: list[PlacedScript | None]) -> list[str]:
    """Give for each script the text of those behind it."""
    texts: list[str] = []
    rest = ""
    for script in reversed(scripts):
        texts.append(rest)
        if script is not None:
            rest = f"{script.text}\n{rest}"
    return texts[::-1]


def _user(placed: Placed) -> str | None:
    """Name the user of a step; None: the base image's own."""
    user = placed.state.user
    name = show(user) if user else None
    return "root" if name in _ROOT else name


def _other(placed: Placed, location: Location, recipe: Recipe) -> Iterator[Item]:
    step, state = placed.step, placed.state
    match step:
        case SetWorkdir():
            path = within(state.workdir, evaluate(step.path, state))
            if path is not None:
                yield from map_directories([show(path)], placed.span, location)
        case SetEnv() if Scope.BUILD in step.scope:
            for one in step.assignments:
                value = _value(evaluate(one.value, state))
                yield variable(assigned_name(one, state), value, placed.span, location.stage)
        case Argument():
            yield from _argument(step, placed, location.stage, recipe)
        case Copy() | WriteFile() | Unpack() | Download():
            yield from copied(step, placed, location, recipe)
        case _:
            return


def _argument(step: Argument, placed: Placed, label: str, recipe: Recipe) -> Iterator[Item]:
    """Give what an argument holds: without a default of its own, that of the argument before the first FROM.

    Where there is none either, one that the stage or the one below it has declared keeps its value.
    """
    default = None if step.default is None else evaluate(step.default, placed.state)
    if default is None:
        default = next((one.default for one in recipe.program.arguments if one.name == step.name), None)
    if default is not None:
        yield variable(step.name, _value(default), placed.span, label)
    elif placed.state.arguments.get(step.name) is None:
        yield Item(Facet.VARIABLES, step.name, f"argument {step.name}", placed.span, label, is_step=True)


def _value(text: Text) -> str:
    """Write a value as a shell would assign it."""
    if all(isinstance(part, str) for part in text):
        return quote_argument(show(text)) if text else ""
    said = show(text)
    return f'"{said}"' if not said.startswith("{{") else said


def _suffix(step: Run) -> str:
    """Say how a RUN runs, where it has flags that matter to what it does."""
    said = [_mount(mount) for mount in step.mounts]
    said += [f"network {step.network}"] if step.network else []
    said += [f"security {step.security}"] if step.security else []
    said += [f"device {device}" for device in step.devices]
    return f" [{', '.join(said)}]" if said else ""


def _mount(mount: Mount) -> str:
    origin = mount.origin_of
    named = origin.name if isinstance(origin, FromStageName) else None
    named = origin.reference if isinstance(origin, FromImageName) else named
    texts = (("target", mount.target), ("source", mount.source), ("id", mount.id))
    words = [f"{name}={show(text)}" for name, text in texts if text]
    pairs: Iterable[tuple[str, object]] = (
        ("from", named),
        ("env", mount.env),
        ("rw", mount.read_write),
        ("required", mount.required or None),
        ("sharing", mount.sharing),
        ("mode", mount.mode),
        ("uid", mount.uid),
        ("gid", mount.gid),
        ("size", mount.size),
    )
    words += [f"{name}={value}" for name, value in pairs if value is not None]
    return " ".join((f"mount {mount.type.value}", *words))
