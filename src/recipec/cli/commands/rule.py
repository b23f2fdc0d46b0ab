"""``recipec rule``: what it takes."""

from recipec.cli.options import COLOR, QUIET, VERBOSE, Command, Example, Option

_OPTIONS = (
    Option(("--output-format",), "How rules are shown.", choices=("human", "markdown", "json"), default="human"),
    QUIET,
    VERBOSE,
    COLOR,
)

COMMAND = Command(
    name="rule",
    metavar="[RULES]...",
    least=0,
    most=None,
    options=_OPTIONS,
    help="""Explain rules, or list all of them.

RULES are codes or names, or beginnings of codes (RC3), whose rules are listed.
""",
    epilog="""\b
Exit codes:
  0  shown
  2  there is no such rule, or the command line is wrong
""",
    examples=(
        Example("List all rules.", "recipec rule"),
        Example("List those about scripts.", "recipec rule RC3"),
        Example("Explain a rule.", "recipec rule RC301"),
        Example("Explain it by its name.", "recipec rule masked-failure"),
    ),
)
