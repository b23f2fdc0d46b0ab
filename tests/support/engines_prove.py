"""The proof of one case: build the recipe, build what it is converted to, and compare."""

import shlex
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import attrs

from recipec.api import Conversion, convert
from recipec.cli.bases import Bases
from recipec.context import Directory
from recipec.engines.apptainer import Apptainer
from recipec.engines.buildah import Buildah
from recipec.engines.compare import Difference, compare
from recipec.engines.engine import Looking, Surroundings
from recipec.engines.image import Image
from recipec.engines.process import BuildError, is_installed
from recipec.engines.spy import busybox
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.ir.options import BuildMode, Options, RunAs, StartIn
from recipec.source import Source
from recipec.workshop.proof import Piece, announced, made
from tests.support.engines_case import Case
from tests.support.engines_registry import Served, registry

MISSING = tuple(program for program in ("apptainer", "buildah") if not is_installed(program))


class Engines(NamedTuple):
    """Both engines, a registry and a place to work in."""

    apptainer: Apptainer
    buildah: Buildah
    address: str
    work: Path

    def build(self, format: Format, recipe: Path, case: Case, context: Path) -> Image | BuildError:  # noqa: A002 -- the domain's word
        """Build a recipe and look at the result."""
        is_docker = format is Format.DOCKERFILE
        piece = Piece(recipe, format, context, case.arguments, case.stage if is_docker else None)
        try:
            return made(piece, self.buildah if is_docker else self.apptainer, Looking(case.starts))
        except BuildError as failure:
            return failure


class Verdict(NamedTuple):
    """How a case went. ``problems`` are what is wrong, empty when nothing is."""

    case: Case
    conversion: Conversion | None
    differences: tuple[Difference, ...]
    problems: tuple[str, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the findings that say that something differs."""
        return tuple(dict.fromkeys(finding.code for finding in announced(self.conversion))) if self.conversion else ()

    @property
    def report(self) -> str:
        """Say everything at length."""
        text = self.conversion.text if self.conversion else ""
        known = self.conversion.findings if self.conversion else ()
        findings = (f"{found.severity.value}[{found.code}] {found.message}" for found in known)
        return "\n".join((*self.problems, *findings, "---", text))


@contextmanager
def engines(work: Path, images: Mapping[str, Served] | None = None) -> Iterator[Engines]:
    """Have both engines ready, with a store and a registry of their own; ``images`` are in it by their names."""
    with registry(images or {}) as address:
        apptainer, buildah = (_surroundings(work / program) for program in ("apptainer", "buildah"))
        yield Engines(Apptainer(apptainer), Buildah(buildah), address, work)
    shutil.rmtree(work, ignore_errors=True)


def _surroundings(work: Path) -> Surroundings:
    # A build of a case that takes longer hangs.
    return Surroundings(work, busybox(), is_apart=True, is_insecure=True, seconds=300.0)


def prove(case: Case, engines: Engines, *, strict: bool = True) -> Verdict:
    """Prove a case. ``strict``: its findings and differences are exactly those that it names."""
    context, recipe, format = _unpack(case, engines)  # noqa: A001 -- the domain's word
    before, problem = _source(case, engines, context, recipe, format)
    if problem:
        return Verdict(case, None, (), (problem,))
    try:
        conversion = _convert(case, recipe, format, context)
    except RecipeError as error:
        return Verdict(case, None, (), () if case.fails else (f"recipec refuses the recipe: {error.message}",))
    if case.without_builder is not None:
        return _judge(case, conversion, (), strict)
    converted = context.parent / ("Singularity" if format is Format.DOCKERFILE else "Dockerfile")
    converted.write_text(conversion.text)
    after = engines.build(format.other, converted, case, context)
    if isinstance(after, BuildError):
        return Verdict(case, conversion, (), () if case.fails else (f"the output does not build: {after}",))
    if case.fails:
        return _judge(case, conversion, (Difference("build", "", "fails", "builds"),), strict)
    assert isinstance(before, Image)
    return _judge(case, conversion, compare(before, after), strict)


def build_source(case: Case, engines: Engines) -> str:
    """Build a case's recipe as it is; say what is wrong, or nothing."""
    return _source(case, engines, *_unpack(case, engines))[1]


def _unpack(case: Case, engines: Engines) -> tuple[Path, Path, Format]:
    """Give the context, the recipe in it, and its format."""
    base = engines.work / "case"
    shutil.rmtree(base, ignore_errors=True)
    context = base / "context"
    context.mkdir(parents=True)
    recipe = case.unpack(context, engines.address)
    return context, recipe, Format.DOCKERFILE if recipe.name == "Dockerfile" else Format.DEFINITION


def _source(
    case: Case,
    engines: Engines,
    context: Path,
    recipe: Path,
    format: Format,  # noqa: A002 -- the domain's word
) -> tuple[Image | None, str]:
    """Build the source, where an engine can, and say what is wrong about that."""
    if case.without_builder is not None:
        return None, ""
    before = engines.build(format, recipe, case, context)
    if isinstance(before, BuildError):
        return None, "" if case.fails else f"the source does not build: {before}"
    return before, "the source builds, but should not" if case.fails else ""


def _judge(case: Case, conversion: Conversion, differences: tuple[Difference, ...], strict: bool) -> Verdict:
    """Hold what differs against what the findings and the case say."""
    problems: list[str] = []
    codes = {finding.code for finding in conversion.findings}
    said = {finding.code for finding in announced(conversion)}
    named = {word for line in case.all("finding") for word in line.split()}
    if strict:
        problems += [f"no finding {code}" for code in sorted(named - codes)]
        problems += [f"the case does not name the finding {code}" for code in sorted(said - named)]
        problems += [f"differs: {difference}" for difference in differences if not case.allows(difference)]
        problems += [
            f"does not differ: {line}"
            for line in case.all("differs")
            if not any(_naming(line).allows(difference) for difference in differences)
        ]
        if differences and not named:
            problems.append("something differs, and the case names no finding")
    elif not said:
        problems += [f"differs: {difference}" for difference in differences]
    problems += [f"not in the output: {line}" for line in case.all("expect") if line not in conversion.text]
    return Verdict(case, conversion, differences, tuple(problems))


def _naming(line: str) -> Case:
    """Make a case that names one difference."""
    return Case(Path(), (("differs", line),), ())


def _convert(case: Case, recipe: Path, format: Format, context: Path) -> Conversion:  # noqa: A002 -- the domain's word
    source = Source.read(recipe)
    target: str | None = None
    stage: str | None = None
    options = Options()
    bases: Bases | None = None
    words = iter(word for line in case.all("options") for word in shlex.split(line))
    for word in words:
        match word:
            case "--start-in":
                options = attrs.evolve(options, start_in=StartIn(next(words)))
            case "--run-as":
                options = attrs.evolve(options, run_as=RunAs(next(words)))
            case "--build-mode":
                options = attrs.evolve(options, build_mode=BuildMode(next(words)))
            case "--files-first":
                options = attrs.evolve(options, files_first=True)
            case "--target":
                target = next(words)
            case "--stage":
                stage = next(words)
            case "--inspect":
                bases = Bases({})
            case _:
                raise ValueError(f"{case.path}: no such option: {word}")
    return convert(
        source,
        target,
        format=format,
        build_args=case.arguments,
        stage=stage,
        context=Directory(context),
        options=options,
        bases=bases,
    )
