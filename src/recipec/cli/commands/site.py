"""``recipec site``: what it takes."""

from recipec.cli.options import COLOR, QUIET, VERBOSE, Command, Example, Option

_OPTIONS = (
    Option(("--output-format",), "How a site is shown.", choices=("human", "toml", "json"), default="human"),
    QUIET,
    VERBOSE,
    COLOR,
)

COMMAND = Command(
    name="site",
    metavar="[SITE]",
    least=0,
    most=1,
    options=_OPTIONS,
    help="""Show what is known of a site, or list the sites that come with recipec.

SITE is the name of one of them, or a file that describes a site.
""",
    epilog="""\b
Exit codes:
  0  shown
  2  there is no such site, or its file is wrong
""",
    examples=(
        Example("List the sites that come with recipec.", "recipec site"),
        Example("Show what is known of one.", "recipec site mila"),
        Example("Begin a description of another.", "recipec site mila --output-format toml"),
    ),
)
