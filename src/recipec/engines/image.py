"""What there is to know of a built image, whichever engine built it."""

import os
from collections.abc import Mapping
from typing import NamedTuple

from recipec.engines.process import OVERDUE, Output
from recipec.engines.tree import Entry

# Set by the engines at every start, or by the shell that starts the program.
_AUTOMATIC = frozenset(
    ("HOSTNAME", "LANG", "LOGNAME", "OLDPWD", "PROMPT_COMMAND", "PS1", "PWD", "SHLVL", "TERM", "USER", "_", "container")
)
_AUTOMATIC_PREFIXES = ("APPTAINER_", "SINGULARITY_")
_AUTOMATIC_LABELS = ("org.label-schema.", "io.buildah.", "org.apptainer.")
_LIBRARIES = "/.singularity.d/libs"
_NOTHING: "Mapping[str, Ran]" = {}


class Ran(NamedTuple):
    """What a program in the image printed, and its exit code; None when it had to be stopped."""

    stdout: str
    status: int | None

    @classmethod
    def of(cls, done: Output) -> "Ran":
        """Take what came of a start."""
        status = None if done.status == OVERDUE else done.status
        return cls(done.stdout.decode(errors="surrogateescape"), status)


class Image(NamedTuple):
    """A built image. ``runs`` is by the arguments of the start, as they were written, ``probes`` by the command."""

    tree: Mapping[str, Entry]
    environment: Mapping[str, str]
    labels: Mapping[str, str]
    runs: Mapping[str, Ran]
    probes: Mapping[str, Ran] = _NOTHING


def environment(block: bytes) -> dict[str, str]:
    """Read ``/proc/self/environ`` and leave out what the engines set on their own."""
    values = dict(entry.split("=", 1) for entry in block.decode(errors="surrogateescape").split("\0") if "=" in entry)
    return recipes(values)


def recipes(values: Mapping[str, str]) -> dict[str, str]:
    """Keep the variables that a recipe is responsible for."""
    kept = {
        name: value
        for name, value in values.items()
        if name not in _AUTOMATIC and not name.startswith(_AUTOMATIC_PREFIXES)
    }
    if kept.get("HOME") in ("/root", os.path.expanduser("~")):
        # That of whoever starts the image, root or an ordinary user.
        del kept["HOME"]
    libraries = kept.get("LD_LIBRARY_PATH")
    if libraries is not None:
        # Apptainer adds its own directory at the end (99-base.sh), also to nothing.
        libraries = libraries.removesuffix(_LIBRARIES).rstrip(":")
        kept["LD_LIBRARY_PATH"] = libraries
        if not libraries:
            del kept["LD_LIBRARY_PATH"]
    return kept


def recipes_labels(labels: Mapping[str, str]) -> dict[str, str]:
    """Keep the labels that a recipe is responsible for."""
    return {key: value for key, value in labels.items() if not key.startswith(_AUTOMATIC_LABELS)}
