"""A stage: its steps in the order in which a Dockerfile has to say them."""

import re

from recipec.dockerfile.lower import apps, bases, environment, files, metadata, own, post, start
from recipec.dockerfile.lower.findings import NOT_EXPRESSED, RUNS_AS_ROOT
from recipec.dockerfile.lower.sheet import Group, Sheet
from recipec.dockerfile.lower.told import Told
from recipec.dockerfile.lower.unset import read_by
from recipec.dockerfile.lower.waiting import Waiting, from_temporary, waits
from recipec.ir.program import FromImage, Stage
from recipec.ir.steps import (
    App,
    Argument,
    Copy,
    CopyRules,
    HostScript,
    Label,
    Moment,
    Post,
    SetEnv,
    SetHelp,
    SetRunscript,
    SetStartscript,
    SetTest,
    SourceEnv,
    Step,
)
from recipec.ir.text import show, variables
from recipec.regex import regex
from recipec.typed import TypeVar

T = TypeVar("T")
# The caller's home and directory, and files that are written where the caller is.
_OF_THE_CALLER = regex(
    r"\$\{?(?:HOME|PWD|OLDPWD|USER)\b|(?<![\w/.~])~/|\bpwd\b|\bwhoami\b|[^0-9&>]>>?[ \t]*\w[\w.-]*[ \t]*$", re.MULTILINE
)
# An interpreter with a script that it looks for where it is started.
_NEXT_TO_THE_CALLER = regex(
    r"^[ \t]*(?:exec[ \t]+)?(?:python[\d.]*|Rscript|julia|perl|bash|sh)[ \t]+\w[\w.-]*\.(?:py|R|r|jl|pl|sh)(?![\w/])",
    re.MULTILINE,
)

_HANDLED = (
    App,
    Argument,
    Copy,
    HostScript,
    Label,
    Post,
    SetEnv,
    SetHelp,
    SetRunscript,
    SetStartscript,
    SetTest,
    SourceEnv,
)


def _of(steps: tuple[Step, ...], kind: type[T]) -> list[T]:
    return [step for step in steps if isinstance(step, kind)]


def lower(stage: Stage, sheet: Sheet, name: str | None, *, is_last: bool) -> None:
    """Write a stage."""
    steps = tuple(map(from_temporary, stage.steps))
    sheet.base = stage.base
    posts = _of(steps, Post)
    if sheet.arguments:
        sheet.withhold(read_by(steps) - (own.exported(posts[0].script) if posts else frozenset()))
    if isinstance(stage.base, FromImage):
        sheet.known = stage.base.known
        bases.triggers(sheet)
    base = bases.lower(stage, sheet, name)
    sheet.is_plain = base == "scratch" or bases.is_bare(base)
    own_apps = _of(steps, App)
    choice = apps.lower(own_apps, sheet)
    runs = _of(steps, SetRunscript)
    directory = start.directory(runs[0] if runs else None)
    copies = [copy for copy in _of(steps, Copy) if not waits(copy)]
    waiting = Waiting(filter(waits, _of(steps, Copy)), sheet, enters=bool(directory) or not is_last)
    files.lower([copy for copy in copies if copy.rules is CopyRules.STAGE], sheet, Group.STAGE_FILES)
    for script in sorted(_of(steps, HostScript), key=lambda script: script.moment is not Moment.PRE):
        from recipec.dockerfile.lower import hosts

        hosts.lower(script, sheet)
    files.lower([copy for copy in copies if copy.rules is not CopyRules.STAGE], sheet, Group.FILES)
    sources = environment.sources(steps, sheet)
    told = post.lower(
        posts[0] if posts else None,
        own_apps,
        sheet,
        base,
        computed=any(source.computes for source in sources),
        starts_base=start.starts_base(runs[0] if runs else None),
        waiting=waiting,
        directory=directory,
        # A stage that is no image has no %environment: all that its ENV did was to be seen by its steps.
        environment=environment.known(sources) if is_last or sources else None,
    )
    for copy in waiting.left:
        files.lower([copy], sheet, Group.STAGE_FILES if copy.rules is CopyRules.STAGE else Group.FILES)
    metadata.labels(_of(steps, Label), list(told.labels), sheet)
    _image(steps, sheet, base, sources, told, choice=choice)
    for step in steps:
        if not isinstance(step, _HANDLED):
            sheet.tell(NOT_EXPRESSED, "this has no counterpart in a Dockerfile", step, "leave it out")
    bases.with_own_user(sheet)
    _arguments(sheet, _of(steps, Argument))
    if is_last and base != "scratch":
        _note(stage, sheet)


def _image(
    steps: tuple[Step, ...],
    sheet: Sheet,
    base: str,
    sources: tuple[environment.Source, ...],
    told: Told,
    *,
    choice: str,
) -> None:
    """Write what the image holds besides its files: environment, scripts and the start."""
    environment.put(told.first, sheet)
    computed = environment.lower(sources, list(told.settings), sheet, told.early)
    reads = start.reads(late=told.writes) if computed or told.writes else ""
    for text in _of(steps, SetHelp):
        metadata.runhelp(text, sheet)
    for service in _of(steps, SetStartscript):
        metadata.startscript(service, sheet, computed=bool(reads))
    runs = _of(steps, SetRunscript)
    start.lower(runs[0] if runs else None, sheet, base, environment=reads, apps=choice)
    for test in _of(steps, SetTest):
        metadata.test(test, sheet, computed=bool(reads))


def _arguments(sheet: Sheet, arguments: list[Argument]) -> None:
    """Declare the arguments that the stage mentions, in the recipe's order, but below those that a default mentions."""
    wanted = set(sheet.used)
    for argument in reversed(list(sheet.arguments.values())):
        if argument.name in wanted:
            sheet.declaration(argument.name)
            wanted |= sheet.used
    ordered: dict[str, Argument] = {}
    for argument in sheet.arguments.values():
        # Apptainer reads all of them before it replaces any (args/reader.go).
        for name in (*sorted(variables(argument.default or ())), argument.name):
            if name in wanted:
                ordered.setdefault(name, sheet.arguments[name])
    for argument in ordered.values():
        comments = argument.origin.comments if argument.origin else ()
        sheet.put(Group.ARG, "ARG", sheet.declaration(argument.name), comments=comments, node=argument)
        if argument.default is None:
            sheet.require(argument.name, f"build with `--build-arg {argument.name}=VALUE`")
    for argument in arguments:
        sheet.wrote(argument)


def _note(stage: Stage, sheet: Sheet) -> None:
    """Say who runs the image and where, when a script shows that it matters: Docker's root is not at home."""
    for step in stage.steps:
        match step:
            case SetRunscript() | SetStartscript():
                text = show(step.script.body)
            case SourceEnv():
                text = show(step.script)
            case _:
                continue
        beside = _NEXT_TO_THE_CALLER.search(text)
        if _OF_THE_CALLER.search(text) or (beside is not None and "cd " not in text[: beside.start()]):
            sheet.tell(
                RUNS_AS_ROOT,
                "this depends on who starts it and where: Docker starts it as root and in the image's own directory,"
                " Apptainer as the caller and where the caller is",
                step,
                'run with `docker run -u "$(id -u):$(id -g)" -v "$PWD:$PWD" -w "$PWD" IMAGE` for the same',
            )
            return
