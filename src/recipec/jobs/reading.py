"""What users write about a job, read: times, sizes, names, directories, parameters."""

import shlex
from itertools import groupby

from recipec.errors import RecipeError
from recipec.jobs.words import path
from recipec.regex import regex
from recipec.sites.site import Bind

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_TIME = regex(r"([0-9]+)([smhd])")
_CLOCK = regex(r"(?:([0-9]+)-)?([0-9]+(?::[0-9]+){0,2})")
_SIZE = regex(r"([0-9]+)([KMGT])(?:i?B)?", flags=2)
_NAME = regex(r"[A-Za-z0-9_][A-Za-z0-9_.:@/+=-]*")
_VARIABLE = regex(r"[A-Za-z_][A-Za-z0-9_]*")
# What recipes are called that are named for nothing but their format.
_PLAIN = frozenset(("dockerfile", "containerfile", "singularity", "apptainer"))
_ENDS = (".def", ".dockerfile", ".containerfile", ".singularity", ".apptainer")
IMAGES = (".sif", ".simg", ".img")
# Arrays with more jobs are refused by schedulers: Slurm takes 1000 unless it was told otherwise.
MANY = 1000


def seconds(text: str) -> int:
    """Read a time limit: ``90m``, ``2h``, or what both schedulers read, ``1:30:00``."""
    short, clock = _TIME.fullmatch(text), _CLOCK.fullmatch(text)
    found = 0
    if short is not None:
        found = int(short[1]) * _UNITS[short[2]]
    elif clock is not None and (clock[1] or ":" in clock[2]):
        parts = [int(part) for part in clock[2].split(":")]
        if clock[1]:
            # Behind days come hours, else the last part is seconds.
            hours, minutes, rest = (*parts, 0, 0)[:3]
            found = ((int(clock[1]) * 24 + hours) * 60 + minutes) * 60 + rest
        else:
            hours, minutes, rest = (0, 0, *parts)[-3:]
            found = (hours * 60 + minutes) * 60 + rest
    if not found:
        raise RecipeError(f"`{text}` is no time limit", help="write `90m`, `2h`, or hours, `1:30:00`")
    return found


def memory(text: str) -> str:
    """Read an amount of memory: a number and its unit, as Slurm has it."""
    found = _SIZE.fullmatch(text)
    if found is None or not int(found[1]):
        raise RecipeError(f"`{text}` is no amount of memory", help="write `16G` or `500M`")
    return f"{int(found[1])}{found[2].upper()}"


def number(text: str, what: str) -> int:
    """Read a number of things."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 1_000_000):
        raise RecipeError(f"`{text}` is no number of {what}", help="write it in digits, `4`")
    return int(text)


def name(text: str, what: str) -> str:
    """Read a name that the scheduler has given: what else it may be called than one is not for a script to hold."""
    if not _NAME.fullmatch(text):
        raise RecipeError(f"`{text}` is no {what}", help="it has letters, digits, and `_ . : @ / + = -` alone")
    return text


def bind(text: str, option: str) -> Bind:
    """Read ``HOST:INSIDE``, as engines do; ``:ro`` behind it stays there."""
    host, colon, inside = text.partition(":")
    if not colon:
        inside = host
    directory, _, mode = inside.partition(":")
    if not directory.startswith("/") or mode not in ("", "ro", "rw") or not host or "," in text:
        raise RecipeError(
            f"`{option} {text}` is no bind", help=f"write `{option} HOST:/INSIDE`, without a comma or another colon"
        )
    path(directory, "a directory of the container")
    return Bind(path(host, "a directory to bind"), inside)


def results(text: str) -> Bind:
    """Read ``INSIDE:HOST``: where the program writes in the container, and where that is copied to."""
    inside, _, host = text.partition(":")
    if not inside.startswith("/") or "," in inside or not host:
        raise RecipeError(f"`--results {text}` says no two directories", help="write `--results /final_log:DIR`")
    return Bind(path(host, "a directory for results"), path(inside, "a directory of the container"))


def scratch(text: str) -> str:
    """Read a directory of the container."""
    if not text.startswith("/") or ":" in text or "," in text:
        raise RecipeError(f"`--scratch {text}` is no directory of the container", help="write `--scratch /tmp_log`")
    return path(text, "a directory of the container")


def parameters(text: str, where: str) -> tuple[tuple[str, ...], ...]:
    """Read a file of runs: one a line, as ``NAME=VALUE`` words; blank lines and comments are none."""
    runs: list[tuple[str, ...]] = []
    for count, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            found = tuple(shlex.split(line))
        except ValueError as error:
            raise RecipeError(f"line {count} of `{where}` cannot be read: {str(error).lower()}") from None
        for one in found:
            if "=" not in one or not _VARIABLE.fullmatch(one.partition("=")[0]):
                raise RecipeError(
                    f"line {count} of `{where}`: `{one}` is no variable", help="write a run as `LR=0.1 SEED=1`"
                )
            if not one.isprintable():
                raise RecipeError(f"line {count} of `{where}` has control characters in it")
        runs.append(found)
    if not runs:
        raise RecipeError(f"`{where}` has no runs in it", help="write one a line: `LR=0.1 SEED=1`")
    return tuple(runs)


def command(text: str) -> str:
    """Read what runs in a container: any text for its shell."""
    if not text.strip():
        raise RecipeError("`--run` says nothing to run")
    if "\0" in text or not all(letter.isprintable() or letter in "\n\t" for letter in text):
        raise RecipeError("the command of `--run` has control characters in it")
    return text


def image_of(recipe: str, folder: str) -> str:
    """Name the image of a recipe: beside it, and like it; like its folder when it is called `Dockerfile` only."""
    home, _, file = recipe.rpartition("/")
    stem = file
    for end in _ENDS:
        if file.lower().endswith(end) and len(file) > len(end):
            stem = file[: -len(end)]
    head, dot, rest = file.partition(".")
    if head.lower() in _PLAIN:
        stem = rest if dot and rest and f".{rest.lower()}" not in _ENDS else folder
    return f"{home}/{stem}.sif" if home else f"{stem}.sif"


def job_name(image: str) -> str:
    """Name a job after its image, in letters that every scheduler takes."""
    stem = image.rpartition("/")[2].rpartition(".")[0]
    clean = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "_-.") else "-" for letter in stem)
    return clean.strip("-.") or "job"


def twice(names: tuple[str, ...]) -> str | None:
    """Find a name that is given to two; None when there is none."""
    return next((one for one, same in groupby(sorted(names)) if len(tuple(same)) > 1), None)
