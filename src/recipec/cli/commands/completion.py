"""``recipec completion``: what it takes."""

from recipec.cli.options import COLOR, QUIET, VERBOSE, Command, Example

COMMAND = Command(
    name="completion",
    metavar="SHELL",
    least=1,
    most=1,
    options=(QUIET, VERBOSE, COLOR),
    help="""Write the script with which a shell completes command lines of recipec.

SHELL is bash, zsh or fish. The script holds all words of this version, and asks recipec nothing when a key is pressed.
""",
    epilog="""\b
Exit codes:
  0  written
  2  there is no script for that shell
""",
    examples=(
        Example("For bash: run the output of this in ~/.bashrc.", "recipec completion bash"),
        Example("For zsh: keep it as _recipec in a folder of fpath.", "recipec completion zsh"),
        Example("For fish: keep it as ~/.config/fish/completions/recipec.fish.", "recipec completion fish"),
    ),
)
