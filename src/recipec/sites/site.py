"""A site: the cluster that an image is for, as data."""

from enum import Enum

from recipec.ir.options import BuildMode
from recipec.record import Record
from recipec.target import Target, of_version


class Scheduler(Enum):
    """The program that starts jobs on a site."""

    SLURM = "slurm"
    PBS = "pbs"


class Bind(Record):
    """A directory of the host, and where containers have it. ``host`` is an expression of a shell."""

    host: str
    inside: str


class Site(Record):
    """What is known of a cluster. None, and an empty tuple, mean that nobody has said.

    ``engine`` and ``version`` are what runs images there, ``program`` the command that starts it. ``root``,
    ``fakeroot`` and ``user_namespaces`` say whether its users may build in these ways. ``binds`` are in every
    container without being asked for, and so is the home directory if ``home`` is true; every image must have the
    ``mount_points``. ``node_local`` is a directory of each node of a job, an expression of a shell. ``modules`` are
    loaded before the engine is there. ``margin`` is how many seconds before its time limit a job is told to stop.
    """

    name: str
    title: str = ""
    engine: str | None = None
    version: str | None = None
    program: str | None = None
    root: bool | None = None
    fakeroot: bool | None = None
    user_namespaces: bool | None = None
    builds_on_login_nodes: bool | None = None
    network_on_compute_nodes: bool | None = None
    home: bool | None = None
    binds: tuple[Bind, ...] = ()
    mount_points: tuple[str, ...] = ()
    scheduler: Scheduler | None = None
    partition: str | None = None
    account: str | None = None
    margin: int | None = None
    node_local: str | None = None
    modules: tuple[str, ...] = ()
    gpu_flag: str | None = None

    @property
    def build_mode(self) -> BuildMode | None:
        """The most that a build on the site may do; None when nobody has said, or none can be made there."""
        if self.root:
            return BuildMode.ROOT
        if self.fakeroot:
            return BuildMode.FAKEROOT
        return BuildMode.USERNS if self.user_namespaces else None

    @property
    def builds_nothing(self) -> bool:
        """Whether images have to be built elsewhere: the site gives its users none of what a build needs."""
        return self.root is False and self.fakeroot is False and self.user_namespaces is False

    @property
    def target(self) -> Target | None:
        """What definition files are written for; None when nobody has said which engine it is."""
        return None if self.engine is None else of_version(self.engine, self.version)

    @property
    def command(self) -> str:
        """The command that starts the engine."""
        return self.program or ("apptainer" if self.engine in (None, "apptainer") else "singularity")
