"""``recipec build``: what it takes."""

from recipec.cli.options import (
    BUILD_ARG,
    COLOR,
    CONTEXT,
    INSPECT,
    MODES,
    QUIET,
    SITE,
    STAGE,
    VERBOSE,
    Command,
    Example,
    Option,
)

_OPTIONS = (
    Option(
        ("-o", "--output"),
        "Make FILE: an image for Apptainer (.sif), an archive for `docker load` (.tar), or an OCI archive (.oci.tar).",
        "FILE",
    ),
    Option(("--sandbox",), "Make DIR: an image for Apptainer as a directory.", "DIR"),
    Option(("-t", "--tag"), "Make an image called NAME in the store of docker, podman or buildah.", "NAME"),
    Option(("--target",), "The engine to convert for, such as apptainer-1.4, singularity-3.x or docker.", "ENGINE"),
    BUILD_ARG,
    STAGE,
    CONTEXT,
    SITE,
    INSPECT,
    Option(("--build-mode",), "How to build; the best way that is open to this user when not given.", choices=MODES),
    Option(("--dry-run",), "Write what would be done as a script for the shell, and do nothing.", is_flag=True),
    Option(("--force",), "Replace an existing output.", is_flag=True),
    QUIET,
    VERBOSE,
    COLOR,
)

COMMAND = Command(
    name="build",
    metavar="RECIPE",
    least=1,
    most=1,
    options=_OPTIONS,
    help="""Build a recipe of either format into an image of either kind.

RECIPE is a Dockerfile or a definition file; - reads standard input. It is converted if the image is of the other
kind, checked for what fails in a build by this user, and built by an engine that is installed: apptainer or
singularity; buildah, podman or docker. What stands behind -- is added to the engine's build command.
""",
    epilog="""\b
Exit codes:
  0  built, or shown by --dry-run
  1  not built: the recipe has what fails in a build by this user, or what cannot be converted
  2  not done: the build fails, no engine can build here, or the command line is wrong
""",
    examples=(
        Example("An image for Apptainer.", "recipec build Dockerfile -o image.sif", needs_engines=True),
        Example("An archive for `docker load`.", "recipec build tool.def -o tool.tar", needs_engines=True),
        Example(
            "A directory, with an option for the engine.",
            "recipec build tool.def --sandbox tool -- --notest",
            needs_engines=True,
        ),
        Example("What would be done?", "recipec build Dockerfile -o image.sif --dry-run", needs_engines=True),
    ),
    passes=True,
)
