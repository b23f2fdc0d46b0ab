"""``recipec completion``: write the script of a shell."""

import sys
from importlib import import_module

from recipec.cli import terminal
from recipec.cli.options import OPERANDS, Given
from recipec.cli.shells.words import SHELLS, everything
from recipec.errors import RecipeError
from recipec.suggestion import suggestion


def run(given: Given) -> int:
    """Write the script."""
    shell = given[OPERANDS][0]
    if shell not in SHELLS:
        raise RecipeError(f"there is no completion for `{shell}`", help=suggestion(shell, SHELLS, "bash, zsh and fish"))
    text: str = import_module(f"recipec.cli.shells.{shell}").script(everything())
    terminal.write(text, sys.stdout)
    return 0
