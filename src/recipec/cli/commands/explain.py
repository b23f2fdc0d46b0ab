"""``recipec explain``: what it takes."""

from recipec.cli.commands.convert import CONVERSION
from recipec.cli.options import COLOR, QUIET, VERBOSE, Command, Example, Option

_OPTIONS = (
    Option(("-o", "--output"), "Write to FILE instead of standard output.", "FILE"),
    Option(("--html",), "Write one page for a browser, with both recipes side by side.", is_flag=True),
    *CONVERSION,
    Option(("--force",), "Overwrite an existing output.", is_flag=True),
    Option(("--output-format",), "How it is told.", choices=("human", "json"), default="human"),
    QUIET,
    VERBOSE,
    COLOR,
)

COMMAND = Command(
    name="explain",
    metavar="INPUT",
    least=1,
    most=1,
    options=_OPTIONS,
    help="""Tell what a conversion makes of each instruction, section and header line, and why.

INPUT is a Dockerfile or a definition file, told apart by its name and text; - reads standard input.
""",
    epilog="""\b
Exit codes:
  0  explained
  1  explained, and the output will not build or not mean the same: an error says why
  2  not done: the input, the output or the command line is wrong
""",
    examples=(
        Example("Step by step, on the terminal.", "recipec explain Dockerfile"),
        Example("As a page to look at.", "recipec explain Dockerfile --html -o explained.html"),
        Example("For a program.", "recipec explain tool.def --output-format json"),
    ),
)
