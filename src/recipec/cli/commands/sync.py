"""``recipec sync``: what it takes."""

from recipec.cli.commands.convert import CONVERSION
from recipec.cli.options import BRIEF, COLOR, VERBOSE, Command, Example, Option

_OPTIONS = (
    Option(("--write",), "Write the outputs that are not in step.", is_flag=True),
    Option(
        ("--meaning",),
        "Both recipes are kept by hand: compare what they mean, as `recipec diff` does.",
        is_flag=True,
    ),
    Option(("--ignore",), "With --meaning: facets that may differ, such as labels,help.", "FACETS"),
    Option(("--config",), "Read this configuration instead of the nearest one.", "FILE"),
    *CONVERSION,
    BRIEF,
    VERBOSE,
    COLOR,
)

COMMAND = Command(
    name="sync",
    metavar="[SOURCE OUTPUT]",
    least=0,
    most=2,
    options=_OPTIONS,
    help="""Say whether a converted recipe is still what its source is converted to.

OUTPUT is what `recipec convert SOURCE` has written with the same options. Without both, all pairs of the
configuration are looked at.
""",
    epilog="""\b
Exit codes:
  0  all pairs are in step, or are now, with --write
  1  one is not: what would change is shown
  2  not done: a recipe, the configuration or the command line is wrong
""",
    examples=(
        Example("Write what is missing or has changed.", "recipec sync Dockerfile converted.def --write"),
        Example("See whether one is still what it was converted to.", "recipec sync Dockerfile tool.def", 1),
        Example("A pair that is kept by hand in both formats.", "recipec sync Dockerfile tool.def --meaning", 1),
    ),
)
