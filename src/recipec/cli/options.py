"""Commands and their options, as tables: both readers of the command line follow them."""

from collections.abc import Mapping
from typing import TypeAlias

from recipec.record import Record

# What was given on the command line, in order: an option that was not given is missing, a flag has one empty value.
Given: TypeAlias = Mapping[str, tuple[str, ...]]

INPUT = "input"
PATHS = "paths"


class Option(Record):
    """An option. ``choices`` are its only values, when there are some; a flag has no value."""

    names: tuple[str, ...]
    help: str
    metavar: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""
    is_flag: bool = False

    @property
    def key(self) -> str:
        """What the option is called in ``Given``."""
        return self.names[-1].removeprefix("--")


class Command(Record):
    """A command. ``operand`` is what it takes besides options: ``INPUT`` is one, ``PATHS`` any number, none at all too.

    ``home`` is the module whose ``run`` does it.
    """

    name: str
    operand: str
    metavar: str
    options: tuple[Option, ...]
    home: str
    help: str
    epilog: str


_FORMATS = ("dockerfile", "definition")
_MODES = ("root", "fakeroot", "userns")
_LEVELS = ("error", "warning", "info")
_COLOR = Option(("--color",), "Whether findings have colours.", choices=("auto", "always", "never"), default="auto")
_CONTEXT = Option(
    ("--context",), "The directory that COPY and %files read from, by default the input's own.", "DIRECTORY"
)

CONVERT = (
    Option(("-o", "--output"), "Write to FILE instead of standard output.", "FILE"),
    Option(("--from",), "What the input is; its name and its text tell when this is not given.", choices=_FORMATS),
    Option(("--to",), "What to write.", choices=_FORMATS),
    Option(("--target",), "The engine to write for, such as apptainer-1.4, singularity-3.x or docker.", "ENGINE"),
    Option(
        ("--build-arg",),
        "Give a build argument its value; NAME alone takes it from the environment. May be repeated.",
        "NAME=VALUE",
    ),
    Option(("--stage",), "The stage to build instead of the last one.", "NAME"),
    _CONTEXT,
    Option(
        ("--start-in",),
        "Where the start command runs: in the image's WORKDIR, or where the caller stands.",
        choices=("image", "caller"),
        default="image",
    ),
    Option(("--run-as",), "Who runs the steps below a USER.", choices=("user", "root"), default="user"),
    Option(
        ("--build-mode",),
        "How the definition file will be built.",
        choices=_MODES,
        default="root",
    ),
    Option(
        ("--mount-points",),
        "Directories that the image must have for a site to mount on; those that the recipe uses are made too.",
        "PATHS",
    ),
    Option(("--files-first",), "Copy all files before the first step runs, as people write it by hand.", is_flag=True),
    Option(("--strict",), "Write nothing when anything would be lost.", is_flag=True),
    Option(("--force",), "Overwrite an existing output.", is_flag=True),
    Option(("--output-format",), "How findings are shown.", choices=("human", "concise", "json"), default="human"),
    _COLOR,
)

FORMS = ("human", "concise", "json", "jsonl", "sarif", "github", "gitlab", "checkstyle", "junit")

LINT = (
    Option(("--select",), "Only these rules: codes, beginnings of codes (RC3) or names. May be repeated.", "RULES"),
    Option(("--extend-select",), "These rules too, whatever the configuration says.", "RULES"),
    Option(("--ignore",), "All rules but these.", "RULES"),
    Option(("--severity",), "Give a rule another severity, such as RC301=warning. May be repeated.", "RULE=LEVEL"),
    Option(
        ("--target",), "The engine that the image is for, such as apptainer-1.4, singularity-3.x or docker.", "ENGINE"
    ),
    Option(("--build-mode",), "How the definition file will be built.", choices=_MODES),
    Option(("--mount-points",), "Directories that every image must have, for a site to mount on.", "PATHS"),
    Option(("--allowed-registries",), "Registries that base images may come from.", "HOSTS"),
    Option(("--level",), "The least severity to show.", choices=_LEVELS, default="warning"),
    Option(("--fail-level",), "The least severity at which the exit code is 1.", choices=_LEVELS, default="warning"),
    Option(("--exit-zero",), "Exit with 0 whatever is found.", is_flag=True),
    Option(("--fix",), "Put the safe fixes into the files.", is_flag=True),
    Option(
        ("--unsafe-fixes",), "With --fix or --diff, take those too that change more than the finding.", is_flag=True
    ),
    Option(("--diff",), "Show what --fix would change, and change nothing.", is_flag=True),
    Option(("--baseline",), "Leave out the findings that FILE knows.", "FILE"),
    Option(("--write-baseline",), "Write all findings to FILE, to be left out from then on.", "FILE"),
    Option(("--shellcheck",), "Ask an installed ShellCheck about every script too.", is_flag=True),
    Option(("--hadolint",), "Ask an installed hadolint about Dockerfiles too.", is_flag=True),
    Option(("--exclude",), "Leave out files and folders that match, such as vendor/** (in folders only).", "PATTERNS"),
    Option(
        ("--force-exclude",),
        "Leave out files that are named, too, if they match --exclude or are no recipes: for hooks.",
        is_flag=True,
    ),
    Option(
        ("--per-file-ignores",), "Rules to ignore in some files, such as docs/**=RC7. May be repeated.", "PATTERN=RULES"
    ),
    Option(("--config",), "Read this configuration instead of the nearest one.", "FILE"),
    Option(("--from",), "What the recipes are; names and texts tell when this is not given.", choices=_FORMATS),
    _CONTEXT,
    Option(("--stdin-filename",), "What messages call standard input.", "NAME"),
    Option(("--jobs",), "How many processes check many files.", "NUMBER"),
    Option(("--output-format",), "How findings are shown.", choices=FORMS, default="human"),
    Option(("-o", "--output-file"), "Write findings to FILE instead of standard output.", "FILE"),
    Option(("--statistics",), "Count the findings of each rule at the end.", is_flag=True),
    Option(("--no-source",), "Leave the excerpts of recipes out.", is_flag=True),
    Option(("-q", "--quiet"), "Show neither the summary nor progress.", is_flag=True),
    _COLOR,
)

RULE = (Option(("--output-format",), "How rules are shown.", choices=("human", "markdown", "json"), default="human"),)

COMMANDS = (
    Command(
        "convert",
        INPUT,
        "INPUT",
        CONVERT,
        "recipec.cli.convert",
        """Write a recipe in the other format.

INPUT is a Dockerfile or a definition file, told apart by its name and text; - reads standard input.
The output goes to standard output, findings go to standard error.
""",
        """\b
Exit codes:
  0  written, with or without warnings
  1  written, but it will not build or not mean the same: an error says why;
     with --strict: something would be lost, and nothing is written
  2  not done: the input, the output or the command line is wrong
""",
    ),
    Command(
        "lint",
        PATHS,
        "[PATHS]...",
        LINT,
        "recipec.cli.lint",
        """Say what will break, before anyone builds.

PATHS are Dockerfiles, definition files, or folders in which they are looked for (the current one when none is
given); - reads standard input.
""",
        """\b
Exit codes:
  0  nothing was found at the level of a warning or above
  1  something was found
  2  something could not be checked: a file or the command line is wrong
""",
    ),
    Command(
        "rule",
        PATHS,
        "[RULES]...",
        RULE,
        "recipec.cli.rule",
        """Explain rules, or list all of them.

RULES are codes or names.
""",
        "",
    ),
)


def value(given: Given, key: str) -> str | None:
    """Give the last value of an option; None when it was not given."""
    values = given.get(key)
    return values[-1] if values else None
