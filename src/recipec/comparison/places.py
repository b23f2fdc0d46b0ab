"""Where a recipe itself says what was found in a form of it."""

from collections.abc import Iterator

from recipec.checks.recipe import StageView
from recipec.comparison.commands import Location
from recipec.comparison.commands import read as read_commands
from recipec.comparison.facet import Facet, Item, Said
from recipec.comparison.form import AGENT, Asked, Forms
from recipec.dockerfile.lower import environment, metadata
from recipec.dockerfile.lower.start import LOADER, RUNSCRIPT
from recipec.format import Format
from recipec.ir.steps import Argument, Copy, Label, Post, SetHelp, SetRunscript, SetStartscript, SetTest, SourceEnv
from recipec.ir.text import show
from recipec.source import Span

_ALL = "%post"


class Places:
    """Finds by what is said, word for word, then by what it is about."""

    def __init__(self, forms: Forms) -> None:
        self._is_own = forms.asked.format is Format.DOCKERFILE
        self._by_text: dict[tuple[Facet, str], Span] = {}
        self._by_key: dict[tuple[Facet, str], Span] = {}
        found = _own(forms) if self._is_own else _of_definition(forms.asked)
        for item in found:
            if item.span is not None:
                self._by_text.setdefault((item.facet, item.text), item.span)
                self._by_key.setdefault((item.facet, item.key), item.span)

    def find(self, item: Item) -> Said:
        """Give the text of an item with its place."""
        if item.facet is Facet.REST or item.key.startswith(AGENT):
            return Said(item.text, item.span)
        span = self._by_text.get((item.facet, item.text)) or self._by_key.get((item.facet, item.key))
        if span is None and item.facet is Facet.COMMANDS:
            span = self._by_key.get((item.facet, _ALL))
        return Said(item.text, span)


def _own(forms: Forms) -> Iterator[Item]:
    yield from forms.first.items
    for steps in forms.first.steps.values():
        yield from steps


def _of_definition(asked: Asked) -> Iterator[Item]:
    from recipec.checks.lint import read
    from recipec.checks.settings import Settings
    from recipec.target import default

    recipe = read(asked.source, asked.format, default(Format.DEFINITION), Settings(), asked.context)[0]
    for stage in recipe.stages:
        yield from _of_stage(stage)
    for one in recipe.assigned:
        if one.place in ("environment", "file"):
            yield Item(Facet.ENVIRONMENT, one.name, "", one.at)
    for placed in recipe.scripts_of("post", "appinstall"):
        yield from read_commands(placed, Location("/"))


def _of_stage(stage: StageView) -> Iterator[Item]:
    line = stage.header_line("from") or stage.header_line("bootstrap")
    yield Item(Facet.BASE, "", "", stage.span if line is None or line.span is None else line.span)
    for placed in stage.steps:
        step, span = placed.step, placed.span
        match step:
            case Argument():
                yield Item(Facet.ARGUMENTS, step.name, "", span)
                yield Item(Facet.VARIABLES, step.name, "", span)
            case Label():
                yield Item(Facet.LABELS, show(step.key), "", span)
            case Copy():
                target = show(step.destination if step.destination is not None else step.sources[0])
                for key in (target, target.rstrip("/") + "/"):
                    yield Item(Facet.FILES, key, "", span)
            case SetRunscript():
                for key in ("entrypoint", "arguments", RUNSCRIPT):
                    yield Item(Facet.START, key, "", span)
                yield Item(Facet.DIRECTORY, "", "", span)
            case SourceEnv():
                for key in (environment.FILE, LOADER):
                    yield Item(Facet.ENVIRONMENT, key, "", span)
            case Post():
                # For what no command of it is: a script that is compared as text.
                yield Item(Facet.COMMANDS, _ALL, "", span)
            case SetHelp():
                yield Item(Facet.HELP, metadata.HELP, "", span)
            case SetTest():
                yield Item(Facet.TEST, metadata.TEST, "", span)
            case SetStartscript():
                yield Item(Facet.SERVICE, metadata.STARTSCRIPT, "", span)
            case _:
                pass
