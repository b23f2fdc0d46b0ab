"""``recipec inspect``: show what an image says of itself."""

import os
import sys
from collections.abc import Iterator

from recipec.cli import terminal
from recipec.cli.around import surroundings
from recipec.cli.options import OPERANDS, Given, value
from recipec.diagnostics.render.columns import on_a_line
from recipec.errors import RecipeError
from recipec.format import named
from recipec.inspection.inspect import inspect
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.inspection.document import Image


def run(given: Given) -> int:
    """Look at the image that was named."""
    name = given[OPERANDS][0]
    if named(name) is not None and os.path.isfile(name):
        raise RecipeError(f"`{name}` is a recipe, and no image", help="name its base image, or an image that is built")
    image = inspect(name, surroundings(value(given, "platform")))
    if value(given, "output-format") == "json":
        terminal.write(_json(name, image), sys.stdout)
    else:
        terminal.write("".join(f"{line}\n" for line in (on_a_line(name), *_lines(image))), sys.stdout)
    return 0


def _lines(image: "Image") -> Iterator[str]:
    """Say it in words, a fact on a line. Images are anybody's: what a terminal would obey is shown as it is written."""
    from recipec.shell.quoting import quote

    said = image.configuration
    health = said.health.test if said.health is not None else ()

    def words(command: tuple[str, ...] | None) -> str:
        return " ".join(map(quote, command or ()))

    shown = (
        ("digest", (image.digest,)),
        ("platform", (image.platform.text,)),
        ("entrypoint", (words(said.entrypoint) or "none",)),
        ("command", (words(said.command) or "none",)),
        ("directory", (said.workdir or "/",)),
        ("user", (said.user or "root",)),
        ("variables", tuple(f"{name}={text}" for name, text in said.environment.items())),
        ("shell", (words(said.shell),)),
        ("on build", said.on_build),
        ("ports", tuple(sorted(said.ports))),
        ("volumes", tuple(sorted(said.volumes))),
        ("stop signal", (said.stop_signal,)),
        ("health check", (words(health),)),
        ("labels", tuple(f"{name}={text}" for name, text in said.labels.items())),
    )
    for name, texts in shown:
        for number, text in enumerate(text for text in texts if text):
            yield f"  {'' if number else name:12} {on_a_line(text)}"


def _json(name: str, image: "Image") -> str:
    from json import dumps

    said = image.configuration
    facts = {
        "version": 1,
        "image": name,
        "digest": image.digest or None,
        "platform": image.platform.text,
        "entrypoint": said.entrypoint,
        "command": said.command,
        "directory": said.workdir or "/",
        "user": said.user or None,
        "environment": dict(said.environment),
        "shell": said.shell,
        "on-build": said.on_build,
        "ports": sorted(said.ports),
        "volumes": sorted(said.volumes),
        "stop-signal": said.stop_signal or None,
        "health-check": said.health.test if said.health is not None else None,
        "labels": dict(said.labels),
    }
    return dumps(facts, indent=2, ensure_ascii=False) + "\n"
