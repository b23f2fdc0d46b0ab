"""Decisions that are the user's: where Docker's meaning and the habits of clusters part."""

from enum import Enum

from recipec.ir.classes import Value, frozen


class StartIn(Enum):
    """The directory in which the start command runs."""

    IMAGE = "image"  # the image's WORKDIR, as Docker has it
    CALLER = "caller"  # where the user stands, as people on clusters expect


class RunAs(Enum):
    """Who runs the steps below a USER."""

    USER = "user"
    ROOT = "root"


class BuildMode(Enum):
    """What the builder of a definition file may do."""

    ROOT = "root"
    FAKEROOT = "fakeroot"  # all ids of a subuid range
    USERNS = "userns"  # one id only: no other user can be had


@frozen(slots=False, repr=False, eq=False)
class Options(Value):
    start_in: StartIn = StartIn.IMAGE
    run_as: RunAs = RunAs.USER
    build_mode: BuildMode = BuildMode.ROOT
    files_first: bool = False
