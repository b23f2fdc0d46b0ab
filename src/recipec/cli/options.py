"""The options of ``recipec convert``, as a table: both readers of the command line follow it."""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

# What was given on the command line, in order: an option that was not given is missing, a flag has one empty value.
Given: TypeAlias = Mapping[str, tuple[str, ...]]

INPUT = "input"


class Option(NamedTuple):
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


_FORMATS = ("dockerfile", "definition")

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
    Option(("--context",), "The directory that COPY and %files read from, by default the input's own.", "DIRECTORY"),
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
        choices=("root", "fakeroot", "userns"),
        default="root",
    ),
    Option(("--files-first",), "Copy all files before the first step runs, as people write it by hand.", is_flag=True),
    Option(("--strict",), "Write nothing when anything would be lost.", is_flag=True),
    Option(("--force",), "Overwrite an existing output.", is_flag=True),
    Option(("--output-format",), "How findings are shown.", choices=("human", "concise", "json"), default="human"),
    Option(("--color",), "Whether findings have colours.", choices=("auto", "always", "never"), default="auto"),
)


def value(given: Given, key: str) -> str | None:
    """Give the last value of an option; None when it was not given."""
    values = given.get(key)
    return values[-1] if values else None
