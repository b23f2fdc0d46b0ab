"""The parsers and writers of ``spython``: its calls, and recipec's conversions.

A program that imports these from spython imports them from here instead, and is changed nowhere else.
"""

import json
import logging
import os
import shlex
from collections.abc import Iterator, Mapping
from typing import ClassVar

from recipec.api import convert, parse
from recipec.context import Directory
from recipec.diagnostics.finding import Finding, Severity
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.source import Source
from recipec.target import default
from recipec.typed import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from recipec.api import Tree

Words: TypeAlias = "str | list[str] | None"

_LOG = logging.getLogger("recipec")
_LEVELS = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING, Severity.INFO: logging.INFO}

# What spython calls a stage without a name.
_NAMELESS = "spython-base"


class Recipe:
    """A stage, as parsers give it.

    ``entrypoint`` and ``cmd`` are None until somebody sets them: to a list of words, or to a text that is split as a
    shell does. They replace what the recipe starts. Nothing else can be changed, or looked at.
    """

    __slots__ = ("cmd", "entrypoint", "format", "source")

    def __init__(self, source: Source, format: Format) -> None:  # noqa: A002 -- the domain's word
        self.source = source
        self.format = format
        self.entrypoint: Words = None
        self.cmd: Words = None


class _Parser:
    name: ClassVar[str]
    _format: ClassVar[Format]

    def __init__(self, filename: "os.PathLike[str] | str") -> None:
        self.filename = os.path.abspath(filename)
        source = Source.read(os.fspath(filename))
        self.recipe = {name: Recipe(source, self._format) for name in _stages(parse(source, format=self._format))}

    def parse(self) -> dict[str, Recipe]:
        """Give what has been read already: the stages by their names."""
        return self.recipe


class DockerParser(_Parser):
    """Reads a Dockerfile. A ``RecipeError`` says why it cannot."""

    name = "docker"
    _format = Format.DOCKERFILE


class SingularityParser(_Parser):
    """Reads a definition file. A ``RecipeError`` says why it cannot."""

    name = "singularity"
    _format = Format.DEFINITION


class _Writer:
    name: ClassVar[str]
    _format: ClassVar[Format]

    def __init__(self, recipe: Mapping[str, Recipe]) -> None:
        self.recipe = recipe
        self.findings: tuple[Finding, ...] = ()

    def convert(self, *, runscript: str = "/bin/bash", force: bool = False) -> str:
        """Write the recipe. It starts what it says, and ``runscript`` only with ``force``.

        What there is to know about it is logged by the logger ``recipec``, and kept in ``findings``.
        """
        stages = tuple(self.recipe.values())
        if not stages:
            raise RecipeError("there is no recipe to write")
        changed = next((one for one in reversed(stages) if (one.entrypoint, one.cmd) != (None, None)), None)
        start = (
            _instructions(runscript, []) if force else _instructions(changed.entrypoint, changed.cmd) if changed else ""
        )
        source, written_in = stages[0].source, stages[0].format
        if start and written_in is Format.DOCKERFILE:
            source = Source(_ended(source) + start, source.name)
        folder = os.path.dirname(source.name) or "."
        context = Directory(folder, os.path.basename(source.name))
        conversion = convert(source, default(self._format), format=written_in, context=context)
        self.findings = conversion.findings
        for finding in self.findings:
            line = "" if finding.span is None else f":{source.position(finding.span.start).line}"
            _LOG.log(_LEVELS[finding.severity], "%s%s: [%s] %s", source.name, line, finding.code, finding.message)
        return conversion.text + start if written_in is Format.DEFINITION else conversion.text


class SingularityWriter(_Writer):
    """Writes a definition file of what ``DockerParser`` has read."""

    name = "singularity"
    _format = Format.DEFINITION


class DockerWriter(_Writer):
    """Writes a Dockerfile of what ``SingularityParser`` has read."""

    name = "docker"
    _format = Format.DOCKERFILE


def get_parser(name: str) -> type[_Parser] | None:
    """Find a parser by ``docker``, ``dockerfile`` or ``singularity``."""
    return {"docker": DockerParser, "dockerfile": DockerParser, "singularity": SingularityParser}.get(name.lower())


def get_writer(name: str) -> type[_Writer] | None:
    """Find a writer by ``docker``, ``dockerfile`` or ``singularity``."""
    return {"docker": DockerWriter, "dockerfile": DockerWriter, "singularity": SingularityWriter}.get(name.lower())


def _stages(tree: "Tree") -> Iterator[str]:
    from recipec.dockerfile.tree import File

    if isinstance(tree, File):
        for instruction in tree.instructions:
            if instruction.name == "FROM":
                yield instruction.words[2] if len(instruction.words) > 2 else _NAMELESS
    else:
        yield from (stage.field("stage") or _NAMELESS for stage in tree.stages)


def _instructions(entrypoint: Words, cmd: Words) -> str:
    """Write what is to be started as the last instructions of a Dockerfile."""
    given = (("ENTRYPOINT", entrypoint), ("CMD", cmd))
    lists = [(name, _split(words) if isinstance(words, str) else words) for name, words in given]
    return "".join(f"\n{name} {json.dumps(words)}\n" for name, words in lists if words is not None)


def _split(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as error:
        message = f"`{line}` is no command: {str(error).lower()}"
        raise RecipeError(message, help="close the quote, or give a list of words") from None


def _ended(source: Source) -> str:
    """Give a Dockerfile's text so that instructions can follow: without a continuation that nothing continues."""
    from recipec.dockerfile.parse import parse as parse_dockerfile

    file = parse_dockerfile(source)
    text, last = source.text.rstrip(), file.instructions[-1].raw.rstrip()
    return (text.removesuffix(file.escape) if text.endswith(last) else text) + "\n"
