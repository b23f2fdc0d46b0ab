"""The pipeline in the order in which it runs; the only module that knows all of it."""

from collections.abc import Iterable, Iterator, Mapping

from recipec.context import Context
from recipec.diagnostics.finding import Finding, Severity
from recipec.errors import RecipeError
from recipec.format import Format, detect
from recipec.ir.options import Options
from recipec.ir.steps import Argument
from recipec.record import Record
from recipec.source import Source, Span
from recipec.target import Target, default, named
from recipec.typed import TYPE_CHECKING, Literal, TypeAlias, overload

if TYPE_CHECKING:
    import recipec.definition.tree as definition_tree
    import recipec.dockerfile.tree as dockerfile_tree
    from recipec.checks.lint import Checked
    from recipec.checks.settings import Settings
    from recipec.explanation.explanation import Explanation
    from recipec.ir.configuration import Configuration
    from recipec.ir.outcome import Outcome
    from recipec.ir.program import Program

    Tree: TypeAlias = dockerfile_tree.File | definition_tree.File
    Lowered: TypeAlias = Outcome[dockerfile_tree.File] | Outcome[definition_tree.File]

_NOTHING: Mapping[str, str] = {}
_DEFAULTS = Options()


class Conversion(Record):
    """A recipe in the other format, and what there is to know about it."""

    text: str
    findings: tuple[Finding, ...] = ()

    @property
    def losses(self) -> tuple[Finding, ...]:
        """The findings about what the text does not say although the recipe did."""
        return tuple(finding for finding in self.findings if finding.kind.loss)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that say that the text will not build, or will not mean the same."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


@overload
def parse(source: Source | str, *, format: "Literal[Format.DOCKERFILE]") -> "dockerfile_tree.File": ...
@overload
def parse(source: Source | str, *, format: "Literal[Format.DEFINITION]") -> "definition_tree.File": ...
@overload
def parse(source: Source | str, *, format: Format | None = None) -> "Tree": ...
def parse(source: Source | str, *, format: Format | None = None) -> "Tree":  # noqa: A002 -- the domain's word
    r"""Parse a recipe to its lossless tree, of whichever format it is; to a type checker, of the one that is said.

    ```pycon
    >>> tree = recipec.parse("FROM debian:12\nRUN make\n", format=recipec.Format.DOCKERFILE)
    >>> [instruction.name for instruction in tree.instructions]
    ['FROM', 'RUN']

    ```
    """
    recipe = recipe_of(source)
    if format_of(recipe, format) is Format.DOCKERFILE:
        from recipec.dockerfile.parse import parse as parse_dockerfile

        return parse_dockerfile(recipe)
    from recipec.definition.parse import parse as parse_definition

    return parse_definition(recipe)


def convert(
    source: Source | str,
    target: Target | str | None = None,
    *,
    format: Format | None = None,  # noqa: A002 -- the domain's word
    build_args: Mapping[str, str] = _NOTHING,
    stage: str | None = None,
    context: Context | None = None,
    options: Options = _DEFAULTS,
    mount_points: tuple[str, ...] = (),
    bases: "Mapping[str, Configuration] | None" = None,
) -> Conversion:
    r"""Write a recipe in the other format, for a target: an engine, by default the newest of the other format.

    ``format`` is told by the name and the text of the source when it is None. ``stage`` is the stage to build,
    by default the last one. With ``mount_points`` a definition file makes these directories, and those that the
    recipe uses and nothing makes. ``bases`` are what base images say of themselves, by the names that the recipe has
    for them; nothing is assumed of the others. A ``RecipeError`` says why it cannot be done; what can be done, but
    differs, is in the findings.

    ```pycon
    >>> conversion = recipec.convert("FROM debian:12\nRUN make\nUSER nobody\n", "apptainer-1.4")
    >>> conversion.text.splitlines()[:2]
    ['Bootstrap: docker', 'From: debian:12']
    >>> [finding.name for finding in conversion.losses]
    ['final-user']

    ```
    """
    recipe = recipe_of(source)
    written_in = format_of(recipe, format)
    engine = _target(recipe, target, written_in)
    _, _, conversion = _converted(recipe, written_in, engine, build_args, stage, context, options, bases)
    if mount_points:
        from recipec.checks.mount_points import with_mount_points

        made = with_mount_points(conversion.text, recipe, written_in, engine, context, mount_points)
        return conversion._replace(text=made)
    return conversion


def explain(
    source: Source | str,
    target: Target | str | None = None,
    *,
    format: Format | None = None,  # noqa: A002 -- the domain's word
    build_args: Mapping[str, str] = _NOTHING,
    stage: str | None = None,
    context: Context | None = None,
    options: Options = _DEFAULTS,
    mount_points: tuple[str, ...] = (),
    bases: "Mapping[str, Configuration] | None" = None,
) -> "Explanation":
    r"""Convert a recipe, and tell step by step what became of it and why.

    Parameters are as in ``convert``, and so is what stops it.

    ```pycon
    >>> explanation = recipec.explain("FROM debian:12\nRUN make\n")
    >>> [(step.name, place.section) for step in explanation.steps for place in step.places]
    [('FROM', 'header'), ('RUN', '%post')]
    >>> explanation.steps[1].why[0]
    'Run at its turn, by the shell that runs all of `%post`.'

    ```
    """
    from recipec.explanation.tell import Converted, tell

    recipe = recipe_of(source)
    written_in = format_of(recipe, format)
    engine = _target(recipe, target, written_in)
    tree, lowered, conversion = _converted(recipe, written_in, engine, build_args, stage, context, options, bases)
    text = conversion.text
    if mount_points:
        from recipec.checks.mount_points import with_mount_points

        text = with_mount_points(text, recipe, written_in, engine, context, mount_points)
    converted = Converted(recipe, written_in, engine.name, conversion.text, text, conversion.findings, lowered.reasons)
    return tell(converted, tree, lowered.value)


def _converted(
    recipe: Source,
    written_in: Format,
    engine: Target,
    build_args: Mapping[str, str],
    stage: str | None,
    context: Context | None,
    options: Options,
    bases: "Mapping[str, Configuration] | None",
) -> "tuple[Tree, Lowered, Conversion]":
    """Run the pipeline: what was read, what was lowered, and what it is as a text."""
    try:
        tree, lifted = _lift(recipe, written_in, build_args, stage, context, bases)
        lowered, text = _lower(lifted.value, engine, options, context)
    except RecipeError as error:
        error.about(recipe)
        raise

    from recipec.checks.conservation import said, unaccounted

    known = (*lifted.findings, *lowered.findings)
    findings = (*known, *unaccounted(said(lifted.value), lowered.written, known))
    # Two stages that share their steps have the same to say about them.
    return tree, lowered, Conversion(text, tuple(sorted(dict.fromkeys(findings), key=_place)))


def lint(
    source: Source | str,
    settings: "Settings | None" = None,
    *,
    format: Format | None = None,  # noqa: A002 -- the domain's word
    context: Context | None = None,
    bases: "Mapping[str, Configuration] | None" = None,
) -> "Checked":
    r"""Check a recipe and say what will break, for the engine that ``settings`` name.

    That is Apptainer for both formats when nobody says: a Dockerfile is checked for what will happen there. A
    ``RecipeError`` says that nothing could be checked; what stops an engine is among the findings, or their ``error``.
    ``bases`` are as in ``convert``.

    ```pycon
    >>> recipe = "Bootstrap: docker\nFrom: debian:12\n\n%post\n    make && make check\n    make install\n"
    >>> checked = recipec.lint(recipe, recipec.Settings(ignore=("RC5",)))
    >>> [(finding.severity.value, finding.code, finding.message) for finding in checked.findings]
    [('warning', 'RC301', 'when `make` fails, the build goes on')]

    ```
    """
    from recipec.checks.lint import lint as check
    from recipec.checks.settings import Settings

    recipe = recipe_of(source)
    decided = settings or Settings()
    target = named(decided.target) if decided.target else default(Format.DEFINITION)
    if decided.shellcheck or decided.hadolint:
        from recipec.linters import ask

        others = ask(shellcheck=decided.shellcheck, hadolint=decided.hadolint)
        return check(recipe, format_of(recipe, format), target, decided, context, others, bases)
    return check(recipe, format_of(recipe, format), target, decided, context, bases=bases)


def format_definition(source: Source | str, target: Target | str | None = None) -> str:
    r"""Lay a definition file out, without a change of what it means to an engine, by default the newest Apptainer.

    A ``RecipeError`` says that it is no definition file which an engine could build, or that the layout would change
    its meaning, which is a mistake of recipec.

    ```pycon
    >>> recipec.format_definition("bootstrap:docker\nfrom: debian:12\n%post\nmake\n")
    'Bootstrap: docker\nFrom: debian:12\n\n%post\n    make\n'

    ```
    """
    from recipec.definition.format import format_file
    from recipec.definition.format.meaning import meaning
    from recipec.definition.parse import parse as parse_definition
    from recipec.definition.unparse import unparse

    recipe = recipe_of(source)
    if format_of(recipe, None) is Format.DOCKERFILE:
        raise RecipeError("this is a Dockerfile", help="`recipec fmt` formats definition files")
    engine = named(target) if isinstance(target, str) else target or default(Format.DEFINITION)
    if engine.format is not Format.DEFINITION:
        raise RecipeError(f"`{engine.name}` reads no definition files", help="leave the target out")
    file = parse_definition(recipe)
    means = meaning(file, engine)
    text = unparse(format_file(file, engine))
    if text != recipe.text:
        again = parse_definition(Source(text))
        if meaning(again, engine) != means:
            raise _mistake("would not mean the same")
        if unparse(format_file(again, engine)) != text:
            raise _mistake("would be formatted otherwise once more")
    return text


def _mistake(what: str) -> RecipeError:
    return RecipeError(
        f"the formatted recipe {what}", help="this is a bug of recipec: please report it with the recipe"
    )


def recipe_of(source: Source | str) -> Source:
    """Take a text for a recipe; an empty one is none, and neither is one with a NUL, which no engine reads."""
    recipe = Source(source) if isinstance(source, str) else source
    if not recipe.text.strip():
        raise RecipeError("the recipe is empty").about(recipe)
    if "\0" in recipe.text:
        raise RecipeError("this is a binary file, not a recipe").about(recipe)
    return recipe


def format_of(recipe: Source, said: Format | None, otherwise: str = "") -> Format:
    """Say what a recipe is: what somebody says, else what its name and its text tell.

    ``otherwise`` is what the help names where nothing tells: another way to say it.
    """
    written_in = said or detect(recipe)
    if written_in is None:
        told = "a Dockerfile has a line `FROM image`, a definition file a line `Bootstrap: agent`"
        raise RecipeError(
            "this looks neither like a Dockerfile nor like a definition file",
            help=f"{told}; or {otherwise}" if otherwise else told,
        ).about(recipe)
    return written_in


def _target(recipe: Source, target: Target | str | None, written_in: Format) -> Target:
    engine = default(written_in.other) if target is None else named(target) if isinstance(target, str) else target
    if engine.format is written_in:
        kind = "Dockerfile" if written_in is Format.DOCKERFILE else "definition file"
        raise RecipeError(
            f"the recipe is a {kind} already, which is what `{engine.name}` reads",
            help="recipec converts from one format to the other one",
        ).about(recipe)
    return engine


def _lift(
    recipe: Source,
    written_in: Format,
    build_args: Mapping[str, str],
    stage: str | None,
    context: Context | None,
    bases: "Mapping[str, Configuration] | None",
) -> "tuple[Tree, Outcome[Program]]":
    if written_in is Format.DOCKERFILE:
        from recipec.dockerfile.parse import parse as parse_dockerfile

        dockerfile = parse_dockerfile(recipe)
        return dockerfile, _lift_dockerfile(dockerfile, build_args, stage, context, bases)
    from recipec.definition.parse import parse as parse_definition

    definition = parse_definition(recipe)
    return definition, _lift_definition(definition, build_args, stage, bases)


def _lift_dockerfile(
    file: "dockerfile_tree.File",
    build_args: Mapping[str, str],
    stage: str | None,
    context: Context | None,
    bases: "Mapping[str, Configuration] | None",
) -> "Outcome[Program]":
    from recipec.build_args import into_dockerfile, unknown
    from recipec.dockerfile.lift import lift
    from recipec.dockerfile.parse.shield import places

    lifted = lift(into_dockerfile(file, build_args), target=stage, context=context, bases=bases)
    declared = frozenset(
        word.partition("=")[0]
        for instruction in file.instructions
        if instruction.name == "ARG"
        for word in instruction.words
    )
    # What one reader overlooks the other one sees.
    spans = (*(instruction.span for instruction in file.instructions), *places(file))
    return _audited(lifted, spans, unknown(declared, build_args))


def _lift_definition(
    file: "definition_tree.File",
    build_args: Mapping[str, str],
    stage: str | None,
    bases: "Mapping[str, Configuration] | None",
) -> "Outcome[Program]":
    from recipec.build_args import into_program, unknown
    from recipec.definition.lift import lift, refuse
    from recipec.ir.outcome import Outcome
    from recipec.ir.stages import upto

    lifted = lift(file, default(Format.DEFINITION), build_args)
    refuse(lifted.findings)
    declared = frozenset(argument.name for argument in lifted.value.arguments)
    declared |= {step.name for each in lifted.value.stages for step in each.steps if isinstance(step, Argument)}
    program = into_program(upto(lifted.value, stage), build_args)
    if bases is not None:
        from recipec.ir.bases import with_bases

        program = with_bases(program, bases)
    outcome = Outcome(program, lifted.findings, lifted.written)
    return _audited(outcome, _definition_spans(file), unknown(declared, build_args))


def _audited(lifted: "Outcome[Program]", spans: Iterable[Span], findings: tuple[Finding, ...]) -> "Outcome[Program]":
    """Add what has vanished on the way, and what else there is to say."""
    from recipec.checks.conservation import unaccounted
    from recipec.ir.outcome import Outcome

    lost = tuple(unaccounted(spans, lifted.written, lifted.findings))
    return Outcome(lifted.value, (*findings, *lifted.findings, *lost), lifted.written)


def _definition_spans(file: "definition_tree.File") -> Iterator[Span]:
    """Give the place of every section and header line."""
    from recipec.definition.tree import HeaderLine, Section

    for stage in file.stages:
        for item in (*stage.header, *stage.sections):
            if isinstance(item, HeaderLine | Section) and item.span is not None:
                yield item.span


def _lower(program: "Program", engine: Target, options: Options, context: Context | None) -> "tuple[Lowered, str]":
    if engine.format is Format.DOCKERFILE:
        from recipec.dockerfile.lower import lower as lower_to_dockerfile
        from recipec.dockerfile.unparse import unparse as unparse_dockerfile

        dockerfile = lower_to_dockerfile(program, options, context)
        return dockerfile, unparse_dockerfile(dockerfile.value)
    from recipec.definition.lower import lower as lower_to_definition
    from recipec.definition.unparse import unparse as unparse_definition

    definition = lower_to_definition(program, engine, options, context)
    return definition, unparse_definition(definition.value)


def _place(finding: Finding) -> tuple[int, int]:
    """Order findings as the recipe goes; what has no place comes first."""
    return (-1, -1) if finding.span is None else (finding.span.start, finding.span.end)
