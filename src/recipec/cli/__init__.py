"""The command ``recipec``: the only place that prints, exits and reads the environment."""

from recipec.cli.main import main

__all__ = ["main"]
