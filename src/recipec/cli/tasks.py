"""A recipe that an engine is to build: read, told apart, laid ready for the engine."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from recipec.cli import talk
from recipec.cli.given import GIVE_A_NAME, folder_of, recipe
from recipec.cli.options import Given
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.record import Record
from recipec.regex import regex
from recipec.source import Source
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.api import Conversion
    from recipec.cli.bases import Bases
    from recipec.diagnostics.finding import Finding
    from recipec.engines.machine import Machine
    from recipec.ir.options import BuildMode
    from recipec.target import Target
    from recipec.workshop.proof import Piece

# Docker speaks to registries of the machine itself without TLS.
_LOOPBACK = regex(r"(?:docker://)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?/")
_BASE = regex(r"^[ \t]*from:?[ \t]+(?:--\S+[ \t]+)*(\S+)(?:[ \t]+as[ \t]+(\S+))?", re.IGNORECASE | re.MULTILINE)


class Task(Record):
    """A recipe to build. ``path`` None: it is in no file; ``context`` None: there is nothing that it may copy."""

    title: str
    source: Source
    format: Format
    arguments: Mapping[str, str]
    path: str | None
    context: str | None
    stage: str | None

    @property
    def kind(self) -> str:
        return "Dockerfile" if self.format is Format.DOCKERFILE else "definition file"

    @property
    def within(self) -> str:
        """Where the recipe is in its context; nothing when it is in no file."""
        return "" if self.path is None or self.context is None else os.path.relpath(self.path, self.context)


def read(name: str, arguments: Mapping[str, str], context: str | None, stage: str | None) -> Task:
    """Read a recipe that was named on the command line."""
    from recipec.api import format_of, recipe_of

    source = recipe(name)
    written_in = format_of(recipe_of(source), None, GIVE_A_NAME)
    folder = folder_of(name)
    # Engines read the recipe again, and a pipe has nothing more to say.
    path = name if folder is not None and os.path.isfile(name) else None
    context = folder if context is None else context
    title = "standard input" if name == "-" else name
    return Task(title, source, written_in, arguments, path, context, stage)


def convert(
    task: Task,
    target: "Target | str | None",
    mode: "BuildMode",
    mount_points: tuple[str, ...] = (),
    bases: "Bases | None" = None,
) -> "Conversion":
    """Convert a task's recipe as it will be built; a definition file makes what a site mounts on."""
    from recipec.api import convert as converted
    from recipec.context import Directory
    from recipec.ir.options import Options

    return converted(
        task.source,
        target,
        format=task.format,
        build_args=task.arguments,
        stage=task.stage,
        context=None if task.context is None else Directory(task.context, task.within),
        options=Options(build_mode=mode),
        mount_points=mount_points if task.format is Format.DOCKERFILE else (),
        bases=bases,
    )


def tell(
    task: Task, conversion: "Conversion", given: Given, told: "tuple[Finding, ...]" = (), *, otherwise: str
) -> bool:
    """Show what is to be known of a conversion, but for what has been ``told`` already.

    False, after saying ``otherwise``, when it will not mean the same.
    """
    from recipec.checks.lint import untold
    from recipec.diagnostics.finding import Severity
    from recipec.diagnostics.render.report import Report

    shown = conversion.errors if talk.is_quiet(given) else conversion.findings
    shown = tuple(one for one in shown if one.severity is not Severity.INFO or talk.is_verbose(given))
    if shown := untold(shown, told):
        talk.report(given, Report(task.source, shown))
    if conversion.errors:
        talk.note(given, f"{otherwise}: convert the recipe, mend the output, and build that")
    return not conversion.errors


def tell_unknown(task: Task, given: Given) -> None:
    """Name the build arguments of which a definition file that is built as it is knows nothing.

    They are not handed on: Apptainer refuses a build with an argument that it has no use for.
    """
    from recipec.build_args import unknown
    from recipec.definition.parse import parse
    from recipec.definition.templates import defaults, find
    from recipec.diagnostics.render.report import Report

    if not task.arguments or talk.is_quiet(given):
        return
    declared = {template.name for template in find(task.source.text)}
    declared.update(name for stage in parse(task.source).stages for name in defaults(stage))
    if found := unknown(frozenset(declared), task.arguments):
        talk.report(given, Report(task.source, found))


def other(task: Task, text: str) -> Task:
    """Make a task of what a recipe was converted to: it is one stage, or has all of them in it."""
    written_in = task.format.other
    made = task._replace(format=written_in, path=None, stage=None)
    title = f"the {made.kind} made of it"
    return made._replace(title=title, source=Source(text, title))


def lay(task: Task, work: Path) -> "Piece":
    """Lay a recipe ready: one that is not to be built as it is, in its file, gets a file of its own in ``work``."""
    from recipec.workshop.proof import Piece, upto

    text, path, stage = task.source.text, task.path, task.stage
    if stage is not None and task.format is Format.DEFINITION:
        text, path, stage = upto(task.source, stage), None, None
    place = work / ("Dockerfile" if task.format is Format.DOCKERFILE else "Singularity")
    if path is None:
        place.write_bytes(text.encode("utf-8", "surrogateescape"))
    context = work / "context" if task.context is None else Path(task.context).absolute()
    if task.context is None:
        context.mkdir()
    return Piece(place if path is None else Path(path).absolute(), task.format, context, task.arguments, stage)


def is_local(piece: "Piece") -> bool:
    """Tell whether all images that a recipe is built on come from registries of this machine."""
    found = _BASE.findall(piece.recipe.read_text("utf-8", "replace"))
    stages = {stage.lower() for _, stage in found if stage}
    images = [image for image, _ in found if image != "scratch" and image.lower() not in stages]
    return bool(images) and all(_LOOPBACK.match(image) for image in images)


def machine() -> "Machine":
    """Look at what this user may do here."""
    from recipec.engines.found import PROGRAMS
    from recipec.engines.machine import survey
    from recipec.engines.process import is_installed

    return survey(next(filter(is_installed, PROGRAMS[Format.DEFINITION]), None))


def program(format: Format, mode: "BuildMode | None") -> str:  # noqa: A002 -- the domain's word
    """Find the engine for recipes of a format."""
    from recipec.engines.found import PROGRAMS, installed, modes
    from recipec.engines.process import is_installed

    found = installed(format, mode)
    if found is not None:
        return found
    what = "definition files" if format is Format.DEFINITION else "Dockerfiles"
    names = PROGRAMS[format]
    shut = [one for one in names if is_installed(one) and mode not in modes(one)]
    if shut:
        raise RecipeError(
            f"{shut[0]} cannot build {what} for this user, who has no ids to give files to",
            help="ask for a range in /etc/subuid and /etc/subgid, or build as root or on another machine",
        )
    raise RecipeError(
        f"no engine that builds {what} works here",
        help=f"install {', '.join(names[:-1])} or {names[-1]}",
    )
