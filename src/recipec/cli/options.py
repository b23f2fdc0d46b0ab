"""What a command of the command line is, as data: both readers of the command line follow it."""

from collections.abc import Mapping

from recipec.record import Record
from recipec.typed import TypeAlias

# What was given on the command line, in order: an option that was not given is missing, a flag has one empty value.
Given: TypeAlias = Mapping[str, tuple[str, ...]]

OPERANDS = "operands"
"""What ``Given`` calls that which is no option."""

PASSED = "passed"
"""What ``Given`` calls that which is for another program."""


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


class Example(Record):
    """A command line that help shows, and that a test runs in a folder of recipes; ``exit`` is how it ends there.

    ``needs_engines``: it runs only where these are installed.
    """

    what: str
    line: str
    exit: int = 0
    needs_engines: bool = False


class Command(Record):
    """A command. It takes at least ``least`` operands and at most ``most``, any number if that is None.

    ``run`` of the module ``recipec.cli.NAME`` does it. ``passes``: what stands behind ``--`` is for another program.
    """

    name: str
    metavar: str
    least: int
    most: int | None
    options: tuple[Option, ...]
    help: str
    epilog: str
    examples: tuple[Example, ...]
    passes: bool = False


FORMATS = ("dockerfile", "definition")
MODES = ("root", "fakeroot", "userns")
LEVELS = ("error", "warning", "info")

QUIET = Option(("-q", "--quiet"), "Say nothing but what was asked for, and errors.", is_flag=True)
BRIEF = Option(("-q", "--quiet"), "Say in a line that two recipes differ, and not in what.", is_flag=True)
VERBOSE = Option(("-v", "--verbose"), "Say on standard error what is done and decided, and why.", is_flag=True)
COLOR = Option(("--color",), "Whether findings have colours.", choices=("auto", "always", "never"), default="auto")
BUILD_ARG = Option(
    ("--build-arg",),
    "Give a build argument its value; NAME alone takes it from the environment. May be repeated.",
    "NAME=VALUE",
)
STAGE = Option(("--stage",), "The stage to build instead of the last one.", "NAME")
CONTEXT = Option(
    ("--context",), "The directory that COPY and %files read from, by default the input's own.", "DIRECTORY"
)
INSPECT = Option(("--inspect",), "Look at the base images, for what they say of themselves.", is_flag=True)
SITE = Option(
    ("--site",),
    "The cluster that the image is for: a file that describes it, or a name that `recipec site` lists.",
    "SITE",
)


def value(given: Given, key: str) -> str | None:
    """Give the last value of an option; None when it was not given."""
    values = given.get(key)
    return values[-1] if values else None
