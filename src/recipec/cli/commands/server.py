"""``recipec server``: what it takes."""

from recipec.cli.options import COLOR, QUIET, VERBOSE, Command, Example, Option

_OPTIONS = (
    Option(("--config",), "Read this configuration instead of the nearest one.", "FILE"),
    QUIET,
    VERBOSE,
    COLOR,
)

COMMAND = Command(
    name="server",
    metavar="",
    least=0,
    most=0,
    options=_OPTIONS,
    help="""Serve an editor: the language server protocol, on standard input and output.

Editors start it by themselves. It needs more than the other commands do: pip install 'recipec[lsp]'.
""",
    epilog="""\b
Exit codes:
  0  the editor is done
  2  it could not be started: something is not installed, or the command line is wrong
""",
    examples=(Example("What an editor starts.", "recipec server"),),
)
