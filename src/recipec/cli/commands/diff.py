"""``recipec diff``: what it takes."""

from recipec.cli.options import BRIEF, BUILD_ARG, COLOR, FORMATS, VERBOSE, Command, Example, Option

_OPTIONS = (
    Option(("--ignore",), "Facets that may differ, such as labels,help.", "FACETS"),
    Option(("--from-a",), "What A is; its name and its text tell when this is not given.", choices=FORMATS),
    Option(("--from-b",), "What B is; its name and its text tell when this is not given.", choices=FORMATS),
    Option(("--target",), "The engine that a definition file is for, such as apptainer-1.4.", "ENGINE"),
    BUILD_ARG,
    Option(("--stage",), "The stage to compare instead of the last one, in each recipe that has it.", "NAME"),
    Option(
        ("--context",), "The directory that COPY and %files read from, by default the one that each is in.", "DIRECTORY"
    ),
    Option(("--output-format",), "How differences are shown.", choices=("human", "json"), default="human"),
    BRIEF,
    VERBOSE,
    COLOR,
)

COMMAND = Command(
    name="diff",
    metavar="A B",
    least=2,
    most=2,
    options=_OPTIONS,
    help="""Say in what two recipes differ, by what they mean.

A and B are Dockerfiles or definition files, one of each or two of a kind; - reads one of them from standard input.
""",
    epilog="""\b
Exit codes:
  0  they mean the same, as far as both formats can say it
  1  they differ
  2  not done: a recipe or the command line is wrong
""",
    examples=(
        Example("Compare a Dockerfile and a definition file.", "recipec diff Dockerfile tool.def", 1),
        Example(
            "Only what is built, whatever the image says of itself.",
            "recipec diff Dockerfile tool.def --ignore start,labels,help,test",
            1,
        ),
        Example("Ask whether two are the same: in a line, as `diff -q`.", "recipec diff -q Dockerfile tool.def", 1),
    ),
)
