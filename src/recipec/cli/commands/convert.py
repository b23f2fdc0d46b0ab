"""``recipec convert``: what it takes."""

from recipec.cli.options import (
    BUILD_ARG,
    COLOR,
    CONTEXT,
    FORMATS,
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

# How a recipe is converted.
CONVERSION = (
    Option(("--from",), "What the input is; its name and its text tell when this is not given.", choices=FORMATS),
    Option(("--to",), "What to write.", choices=FORMATS),
    Option(("--target",), "The engine to write for, such as apptainer-1.4, singularity-3.x or docker.", "ENGINE"),
    BUILD_ARG,
    STAGE,
    CONTEXT,
    SITE,
    INSPECT,
    Option(
        ("--start-in",),
        "Where the start command runs: in the image's WORKDIR, or where the caller stands.",
        choices=("image", "caller"),
        default="image",
    ),
    Option(("--run-as",), "Who runs the steps below a USER.", choices=("user", "root"), default="user"),
    Option(
        ("--build-mode",),
        "How the definition file will be built.",
        choices=MODES,
        default="root",
    ),
    Option(
        ("--mount-points",),
        "Directories that the image must have for a site to mount on; those that the recipe uses are made too.",
        "PATHS",
    ),
    Option(("--files-first",), "Copy all files before the first step runs, as people write it by hand.", is_flag=True),
)

_OPTIONS = (
    Option(("-o", "--output"), "Write to FILE instead of standard output.", "FILE"),
    *CONVERSION,
    Option(("--strict",), "Write nothing when anything would be lost.", is_flag=True),
    Option(("--force",), "Overwrite an existing output.", is_flag=True),
    Option(("--output-format",), "How findings are shown.", choices=("human", "concise", "json"), default="human"),
    QUIET,
    VERBOSE,
    COLOR,
)

COMMAND = Command(
    name="convert",
    metavar="INPUT",
    least=1,
    most=1,
    options=_OPTIONS,
    help="""Write a recipe in the other format.

INPUT is a Dockerfile or a definition file, told apart by its name and text; - reads standard input.
The output goes to standard output, findings go to standard error.
""",
    epilog="""\b
Exit codes:
  0  written, with or without warnings
  1  written, but it will not build or not mean the same: an error says why;
     with --strict: something would be lost, and nothing is written
  2  not done: the input, the output or the command line is wrong
""",
    examples=(
        Example("Write a definition file.", "recipec convert Dockerfile -o Singularity"),
        Example("The other way round, to standard output.", "recipec convert tool.def"),
        Example(
            "For an older engine, and a user without root.",
            "recipec convert Dockerfile --target singularity-3.x --build-mode fakeroot",
        ),
        Example(
            "A stage of several, with a build argument.",
            "recipec convert Dockerfile --stage build --build-arg VERSION=2.0",
        ),
    ),
)
