"""The engines that recipes are written for, and what each of them understands."""

from enum import Enum

from recipec.errors import RecipeError
from recipec.format import Format
from recipec.record import Record
from recipec.suggestion import suggestion


class Expansion(Enum):
    """What an engine does to a source in ``%files``."""

    SHELL = "shell"  # the whole shell: $VAR, $( ), {a,b}, ~, globs
    GLOB = "glob"  # * ? [ ] only; no match is an error
    NONE = "none"  # taken as it is


class Target(Record):
    """An engine and what its parser and builder know. Features are claims: ``target.has_arguments``.

    Most callers name one instead: ``apptainer-1.4``, ``apptainer-1.x``, ``singularityce-4.x``, ``singularity-3.x``,
    ``singularity-2.6`` or ``docker``.
    """

    name: str
    format: Format
    has_arguments: bool = False  # %arguments and {{ }}
    nests_arguments: bool = False  # {{ }} inside of %arguments
    skips_templates_in_comments: bool = False
    allows_empty_arguments: bool = False
    has_stages: bool = False  # Stage:, %files from
    has_section_arguments: bool = False
    has_file_quotes: bool = False
    has_test_shebang: bool = False
    has_appstart: bool = False
    has_labels_variable: bool = False  # $APPTAINER_LABELS / $SINGULARITY_LABELS in %post
    has_tag_with_digest: bool = False  # From: NAME:TAG@DIGEST
    expansion: Expansion = Expansion.NONE
    environment_is_bash: bool = False  # %environment is read by an interpreter of the engine's own
    section_limit: int | None = None  # bytes
    is_apptainer: bool = False  # names its variables APPTAINER_*
    is_singularity_2: bool = False  # has names of files, lines of headers and mounts of its own


# What every engine written in Go since Apptainer 1.0 and SingularityCE 4.0 does alike.
_GO = Target(
    "",
    Format.DEFINITION,
    has_stages=True,
    has_section_arguments=True,
    has_file_quotes=True,
    has_labels_variable=True,
    environment_is_bash=True,
    section_limit=65_535,
)

DOCKER = Target("docker", Format.DOCKERFILE, has_tag_with_digest=True)
# Every Apptainer 1.x: templates came with 1.2.
APPTAINER_1 = _GO._replace(
    name="apptainer-1.x",
    expansion=Expansion.SHELL,
    is_apptainer=True,
)
APPTAINER_1_4 = APPTAINER_1._replace(
    name="apptainer-1.4",
    has_arguments=True,
    nests_arguments=True,
    skips_templates_in_comments=True,
    allows_empty_arguments=True,
    has_tag_with_digest=True,
    has_test_shebang=True,
    has_appstart=True,
)
SINGULARITYCE_4 = _GO._replace(
    name="singularityce-4.x",
    has_arguments=True,
    has_test_shebang=True,
    has_appstart=True,
    expansion=Expansion.GLOB,
)
# Every Singularity 3.2 to 3.11, which expand sources in three different ways: what is written uses none of them.
SINGULARITY_3 = Target(
    "singularity-3.x",
    Format.DEFINITION,
    has_stages=True,
    section_limit=65_535,
)
SINGULARITY_2_6 = Target("singularity-2.6", Format.DEFINITION, expansion=Expansion.SHELL, is_singularity_2=True)

# What people call the engines; SingularityCE went on from Singularity 3.
ENGINES = ("apptainer", "singularity", "singularityce")

TARGETS = (APPTAINER_1_4, APPTAINER_1, SINGULARITYCE_4, SINGULARITY_3, SINGULARITY_2_6, DOCKER)


def default(format: Format) -> Target:  # noqa: A002 -- the domain's word
    """Give the target that a format is written for when nobody says."""
    return DOCKER if format is Format.DOCKERFILE else APPTAINER_1_4


def named(name: str) -> Target:
    """Find a target by its name."""
    for target in TARGETS:
        if target.name == name:
            return target
    names = [target.name for target in TARGETS]
    listed = "one of " + ", ".join(f"`{known}`" for known in names)
    raise RecipeError(f"`{name}` is no target", help=suggestion(name, names, listed))


def of_version(engine: str, version: str | None) -> Target:
    """Find the target of a version such as ``1.4.5``; without one what all versions understand that are in use."""
    numbers = (version or "").split(".")
    if version is not None and not all(number.isascii() and number.isdigit() for number in numbers[:2]):
        raise RecipeError(
            f"`{version}` is no version of `{engine}`", help="write it as the engine tells it, such as `1.4.5`"
        )
    major, minor = (*map(int, numbers[:2] if version else ()), 0, 0)[:2]
    if engine == "apptainer":
        return APPTAINER_1_4 if (major, minor) >= (1, 4) else APPTAINER_1
    if version is None or major == 3:
        return SINGULARITY_3
    return SINGULARITYCE_4 if major > 3 else SINGULARITY_2_6
