"""What every engine can do: build a recipe of its format, and look at what it has built."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from recipec.engines.image import Image
from recipec.format import Format
from recipec.typed import Protocol

# How long an image may run when it is started to see what it does.
START_SECONDS = 30.0


class Looking(NamedTuple):
    """What is tried in an image: starts, each with its arguments under a name, and command lines for its shell."""

    starts: Mapping[str, Sequence[str]]
    probes: tuple[str, ...] = ()


class Surroundings(NamedTuple):
    """Where and how an engine works. Everything that it makes is below ``work``, so that several stand side by side.

    ``busybox`` is one without libraries, which runs in every image; without one, what cannot be asked of an image
    is asked of its own shell. ``is_apart``: nothing of the user's own caches and settings is used. ``is_insecure``:
    registries are spoken to without TLS. ``log`` is a file for what the engine says while it builds, ``seconds`` how
    long it may take; None: as long as it likes.
    """

    work: Path
    busybox: Path | None = None
    is_apart: bool = False
    is_insecure: bool = False
    log: Path | None = None
    seconds: float | None = None


class Engine(Protocol):
    """An engine with a directory of its own."""

    @property
    def program(self) -> str:
        """The program that does it."""

    @property
    def format(self) -> Format:
        """The format of the recipes that it builds."""

    def build(
        self, recipe: Path, context: Path, arguments: Mapping[str, str] | None = None, stage: str | None = None
    ) -> str:
        """Build a recipe, or a stage of it; give what the image is called; raise ``BuildError``."""

    def look(self, image: str, looking: Looking) -> Image:
        """Look at an image, start it and run commands in it; raise ``BuildError`` where it does not start at all."""

    def keep(self, image: str, place: Path) -> None:
        """Leave an image in a directory for the user."""

    def clear(self) -> None:
        """Take away what is not below the engine's own directory."""
