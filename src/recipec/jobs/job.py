"""A job: what is built, what is run, and what the scheduler is asked for, as data."""

from recipec.ir.options import BuildMode
from recipec.record import Record
from recipec.sites.site import Bind, Scheduler


class Resources(Record):
    """What the scheduler is asked for. None: what it gives to those who do not ask.

    ``seconds`` is the time limit, ``memory`` a number of bytes with a suffix, ``margin`` how many seconds before the
    limit the job is told to stop.
    """

    seconds: int | None = None
    cpus: int | None = None
    memory: str | None = None
    gpus: int | None = None
    account: str | None = None
    partition: str | None = None
    margin: int | None = None


class Build(Record):
    """An image that is built. ``options`` are for the engine's build command, which runs in ``context``."""

    recipe: str
    definition: str
    context: str
    options: tuple[str, ...] = ()


class Task(Record):
    """What one job of an array does, or the only one. ``build`` None: the image is there.

    ``parameters`` are variables of the program, as NAME=VALUE.
    """

    image: str
    build: Build | None = None
    parameters: tuple[str, ...] = ()


class Run(Record):
    """What runs in the image. ``command`` is for a shell in the container.

    ``results`` are directories of the container (``inside``) on the disk of the node, and where they are copied to when
    the program has ended; ``scratch`` are such that nothing is kept of. ``flags`` are for the engine.
    """

    command: str
    binds: tuple[Bind, ...] = ()
    results: tuple[Bind, ...] = ()
    scratch: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


class Engine(Record):
    """What is on the nodes. ``node_local`` None: nobody has said where their disk is."""

    command: str = "apptainer"
    modules: tuple[str, ...] = ()
    node_local: str | None = None
    build_mode: BuildMode | None = None

    @property
    def prefix(self) -> str:
        """What the names of its variables begin with."""
        return "SINGULARITY_" if self.command.rsplit("/", 1)[-1] == "singularity" else "APPTAINER_"


class Job(Record):
    """A job, or an array of them when there are several tasks. ``force``: what is built replaces what is there."""

    name: str
    scheduler: Scheduler
    tasks: tuple[Task, ...]
    engine: Engine
    resources: Resources = Resources()
    run: Run | None = None
    force: bool = False

    @property
    def is_array(self) -> bool:
        return len(self.tasks) > 1

    @property
    def is_numbered(self) -> bool:
        """Whether results have a folder for each task: also of a file that lists a single run."""
        return self.is_array or bool(self.tasks[0].parameters)

    @property
    def builds(self) -> bool:
        return any(task.build is not None for task in self.tasks)

    @property
    def shares(self) -> bool:
        """Whether the jobs of an array run the same image, of which a node needs one copy."""
        return self.is_array and self.run is not None and len({task.image for task in self.tasks}) == 1
