"""What two recipes are compared in, and what comes of it, as values."""

from enum import Enum

from recipec.format import Format
from recipec.record import Record
from recipec.source import Source, Span


class Facet(Enum):
    """A thing that a user thinks of. Values are the names that users write."""

    BASE = "base"
    ARGUMENTS = "arguments"
    PACKAGES = "packages"
    COMMANDS = "commands"
    FILES = "files"
    VARIABLES = "variables"
    ORDER = "order"
    ENVIRONMENT = "environment"
    START = "start"
    DIRECTORY = "directory"
    USER = "user"
    LABELS = "labels"
    HEALTH = "health"
    PORTS = "ports"
    VOLUMES = "volumes"
    SETTINGS = "settings"
    HELP = "help"
    TEST = "test"
    SERVICE = "service"
    APPS = "apps"
    REST = "rest"

    @property
    def title(self) -> str:
        """What stands above the differences in it."""
        return _TITLES[self]

    @property
    def only_in(self) -> Format | None:
        """The one format that can say it; None: both can."""
        return _ONLY_IN.get(self)


_TITLES = {
    Facet.BASE: "base image",
    Facet.ARGUMENTS: "build arguments",
    Facet.PACKAGES: "packages",
    Facet.COMMANDS: "commands",
    Facet.FILES: "files copied in",
    Facet.VARIABLES: "variables while building",
    Facet.ORDER: "order of the build",
    Facet.ENVIRONMENT: "environment",
    Facet.START: "what starts",
    Facet.DIRECTORY: "directory at the start",
    Facet.USER: "user",
    Facet.LABELS: "labels",
    Facet.HEALTH: "health check",
    Facet.PORTS: "ports",
    Facet.VOLUMES: "volumes",
    Facet.SETTINGS: "other settings of the image",
    Facet.HELP: "help",
    Facet.TEST: "test",
    Facet.SERVICE: "start of a service",
    Facet.APPS: "apps",
    Facet.REST: "compared as text only",
}
_ONLY_IN = {
    **dict.fromkeys((Facet.USER, Facet.HEALTH, Facet.PORTS, Facet.VOLUMES, Facet.SETTINGS), Format.DOCKERFILE),
    **dict.fromkeys((Facet.HELP, Facet.TEST, Facet.SERVICE, Facet.APPS), Format.DEFINITION),
}


class Item(Record):
    """One thing that a recipe says. ``key`` is what it is about (the name of a variable), ``text`` all of it.

    ``stage`` is the name of its stage, empty for the one that becomes the image. ``head`` and ``packages`` are the two
    parts of a command that installs. ``is_step``: it has its turn among the other steps.
    """

    facet: Facet
    key: str
    text: str
    span: Span | None = None
    stage: str = ""
    head: str = ""
    packages: tuple[str, ...] = ()
    is_step: bool = False


class Said(Record):
    """How a recipe says a thing. ``span`` None: nobody can point at it."""

    text: str
    span: Span | None = None


class Difference(Record):
    """One thing in which two recipes differ: None is the one that does not say it."""

    facet: Facet
    stage: str
    key: str
    a: Said | None
    b: Said | None


class Differences(Record):
    """What two recipes differ in. ``notes`` are things that the format of the other recipe cannot say."""

    a: Source
    b: Source
    differences: tuple[Difference, ...] = ()
    notes: tuple[Difference, ...] = ()

    @property
    def same(self) -> bool:
        """Whether both mean the same, as far as both can say it."""
        return not self.differences
