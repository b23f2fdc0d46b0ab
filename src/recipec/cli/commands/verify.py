"""``recipec verify``: what it takes."""

from recipec.cli.options import BUILD_ARG, COLOR, CONTEXT, INSPECT, QUIET, STAGE, VERBOSE, Command, Example, Option

_OPTIONS = (
    Option(("--target",), "The engine to convert for, such as apptainer-1.4, singularity-3.x or docker.", "ENGINE"),
    BUILD_ARG,
    STAGE,
    CONTEXT,
    INSPECT,
    Option(
        ("--probe",),
        "Run COMMAND in both containers, and compare what it prints and its exit code. May be repeated.",
        "COMMAND",
    ),
    Option(("--keep",), "Keep recipes, logs and images in DIR, which must not exist or be empty.", "DIR"),
    Option(("--output-format",), "How the differences are shown.", choices=("human", "json"), default="human"),
    QUIET,
    VERBOSE,
    COLOR,
)

COMMAND = Command(
    name="verify",
    metavar="RECIPE [OTHER]",
    least=1,
    most=2,
    options=_OPTIONS,
    help="""Build a recipe and what it is converted to, and compare the containers.

RECIPE is a Dockerfile or a definition file; - reads standard input. With OTHER, a recipe of either format, these two
are built. Engines that are installed build them: apptainer or singularity; buildah, podman or docker. Files,
environment, labels and what the image starts are compared, and nothing but a report is left behind.
""",
    epilog="""\b
Exit codes:
  0  both containers are the same
  1  they differ
  2  not done: a recipe does not build, an engine is missing, or the command line is wrong
""",
    examples=(
        Example("Does the conversion build the same container?", "recipec verify Dockerfile", needs_engines=True),
        Example("Run a command in both.", "recipec verify tool.def --probe 'ls /opt/tool'", needs_engines=True),
        Example(
            "Do two recipes build the same? For programs, and with all that was built.",
            "recipec verify Dockerfile tool.def --output-format json --keep built",
            1,
            needs_engines=True,
        ),
    ),
)
