"""What the configuration of a Docker image says, whichever engine shows it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

# Sets a definition file's computed %environment and then starts its arguments, as the action of Apptainer's does.
LOADER = "/.singularity.d/actions/exec"


class Configuration(NamedTuple):
    """What an image starts, and with what."""

    entrypoint: tuple[str, ...]
    command: tuple[str, ...]
    environment: Mapping[str, str]
    labels: Mapping[str, str]

    def words(self, arguments: Sequence[str]) -> tuple[str, ...]:
        """Give what Docker starts: the arguments stand in for CMD, and ENTRYPOINT comes before them."""
        return (*self.entrypoint, *(arguments or self.command))

    @property
    def is_loaded(self) -> bool:
        """Whether its variables are computed at the start."""
        return self.entrypoint[:1] == (LOADER,)


def read_configuration(config: Mapping[str, object]) -> Configuration:
    """Read the object that ``inspect`` shows; what an image does not set is null or missing there."""
    pairs = (entry.partition("=") for entry in _words(config.get("Env")))
    labels = config.get("Labels")
    return Configuration(
        _words(config.get("Entrypoint")),
        _words(config.get("Cmd")),
        {name: value for name, _, value in pairs},
        {str(key): str(value) for key, value in labels.items()} if isinstance(labels, dict) else {},
    )


def _words(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()


def flags(arguments: Mapping[str, str] | None, stage: str | None) -> tuple[str, ...]:
    """Write build arguments and the stage to build as every `build` command of this side takes them."""
    values = (word for name, value in (arguments or {}).items() for word in ("--build-arg", f"{name}={value}"))
    return (*values, *(() if stage is None else ("--target", stage)))


def cell(text: str) -> str:
    """Write a value of an option that engines read as a row of comma-separated values."""
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\n') else text
