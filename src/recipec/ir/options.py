"""Decisions that are the user's: where Docker's meaning and the habits of clusters part."""

from enum import Enum

from recipec.ir.classes import Value, frozen


class StartIn(Enum):
    """The directory in which the start command runs."""

    IMAGE = "image"
    """The image's WORKDIR, as Docker has it."""
    CALLER = "caller"
    """Where the user stands, as people on clusters expect."""


class RunAs(Enum):
    """Who runs the steps below a USER."""

    USER = "user"
    """That user, as in Docker."""
    ROOT = "root"
    """Root, as all other steps: often nothing depends on it."""


class BuildMode(Enum):
    """What the builder of a definition file may do."""

    ROOT = "root"
    """Everything."""
    FAKEROOT = "fakeroot"
    """Be each of the users that a range in ``/etc/subuid`` gives."""
    USERNS = "userns"
    """Be root in the build, and nobody else: there is one id only."""


@frozen(slots=False, repr=False, eq=False)
class Options(Value):
    """What is decided about a conversion. ``files_first``: all files are copied before the first step runs."""

    start_in: StartIn = StartIn.IMAGE
    run_as: RunAs = RunAs.USER
    build_mode: BuildMode = BuildMode.ROOT
    files_first: bool = False
