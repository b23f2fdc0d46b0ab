"""What may be typed where: the words of the command line, from the tables of its commands."""

import re
from enum import Enum

from recipec.cli.options import Command, Option
from recipec.record import Record


class Kind(Enum):
    """What a value is, or an operand."""

    NOTHING = "nothing"  # that anybody could know
    RECIPES = "recipes"
    FILES = "files"
    TABLES = "tables"  # files of configuration
    FOLDERS = "folders"
    RULES = "rules"
    TARGETS = "targets"
    SITES = "sites"
    COMMANDS = "commands"
    SHELLS = "shells"


class Words(Record):
    """All that a script knows. Each rule has a code, a name and a sentence."""

    commands: tuple[Command, ...]
    rules: tuple[tuple[str, str, str], ...]
    targets: tuple[str, ...]
    sites: tuple[str, ...]


SHELLS = ("bash", "zsh", "fish")
HELP = Option(("-h", "--help"), "Show help.", is_flag=True)
VERSION = Option(("--version",), "Show the version.", is_flag=True)

# The names that recipes have, as patterns of shells.
RECIPES = (
    *("Dockerfile*", "Containerfile*", "Singularity*", "Apptainer*"),
    *("*.def", "*.dockerfile", "*.containerfile", "*.singularity", "*.apptainer"),
)

_KINDS = {
    "ENGINE": Kind.TARGETS,
    "RULES": Kind.RULES,
    "RULE=LEVEL": Kind.RULES,
    "SITE": Kind.SITES,
    "FILE": Kind.FILES,
    "IMAGE": Kind.FILES,
    "DIRECTORY": Kind.FOLDERS,
    "DIR": Kind.FOLDERS,
    "SHELL": Kind.SHELLS,
    **dict.fromkeys(("INPUT", "PATHS", "RECIPE", "SOURCE", "A"), Kind.RECIPES),
}


def of_option(option: Option) -> Kind:
    """Say what the value of an option is that has no choices."""
    return Kind.TABLES if option.key == "config" else _KINDS.get(option.metavar, Kind.NOTHING)


def of_operands(command: Command) -> Kind:
    """Say what a command takes besides options."""
    found = re.search(r"[A-Z]+", command.metavar)
    return _KINDS.get(found[0], Kind.FILES) if found else Kind.NOTHING


def takes_list(option: Option) -> bool:
    """Tell whether a value is several words with commas between them."""
    return option.metavar == "RULES"


def everything() -> Words:
    """Collect all words that there are."""
    from recipec.checks.findings import others
    from recipec.checks.registry import headers
    from recipec.cli import commands, site_files
    from recipec.target import TARGETS

    return Words(
        commands.every(),
        tuple(sorted((one.code, one.name, one.title) for one in (*headers(), *others()))),
        tuple(target.name for target in TARGETS),
        site_files.names(),
    )
