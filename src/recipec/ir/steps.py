"""The steps of a stage, in the order in which the recipe says them."""

from enum import Enum, Flag, auto

from recipec.ir.classes import Value, field, frozen
from recipec.ir.node import Node
from recipec.ir.text import Text
from recipec.typed import TypeAlias


@frozen(slots=False, repr=False, eq=False)
class Break(Value):
    """A line break that joining took out of a script: ``at`` is its offset in the joined script.

    ``comments`` are the comment lines that stood there, inside the continuation, without their ``#``.
    """

    at: int
    comments: tuple[str, ...] = ()


@frozen(slots=False, repr=False, eq=False)
class Shell(Value):
    """A script for an interpreter that takes it as its last argument: ``("/bin/sh", "-c")``.

    ``breaks`` remember how the source laid the script out; two scripts with other breaks are equal.
    """

    script: str
    interpreter: tuple[str, ...] = ("/bin/sh", "-c")
    breaks: tuple[Break, ...] = field(default=(), eq=False)


@frozen(slots=False, repr=False, eq=False)
class Exec(Value):
    """A program and its arguments, started without a shell."""

    argv: tuple[str, ...]


@frozen(slots=False, repr=False, eq=False)
class ScriptFile(Value):
    """A script with a ``#!`` line of its own, run as a file (a BuildKit heredoc under RUN)."""

    body: str
    name: str = "EOF"


Command: TypeAlias = Shell | Exec | ScriptFile


class MountType(Enum):
    BIND = "bind"
    CACHE = "cache"
    TMPFS = "tmpfs"
    SECRET = "secret"
    SSH = "ssh"


@frozen(slots=False, repr=False, eq=False)
class Mount(Value):
    """What a RUN sees only while it runs. ``None`` means: not said. ``origin_of`` is a stage or an image."""

    type: MountType
    target: Text | None = None
    source: Text | None = None
    origin_of: "FilesFrom | None" = None
    id: Text | None = None
    env: str | None = None
    read_write: bool | None = None
    required: bool = False
    sharing: str | None = None
    mode: str | None = None
    uid: str | None = None
    gid: str | None = None
    size: str | None = None


@frozen(slots=False, repr=False, eq=False)
class Run(Node):
    """A command of the build, in a process of its own."""

    command: Command
    mounts: tuple[Mount, ...] = ()
    network: str | None = None
    security: str | None = None
    devices: tuple[str, ...] = ()


@frozen(slots=False, repr=False, eq=False)
class Script(Node):
    """A shell script of a section: run by ``/bin/sh`` with ``arguments`` after ``-ex``, or with its own ``#!`` line.

    Sections of the same name are one script: Apptainer concatenates them. Templates are ``Variable`` parts of the body.
    """

    body: Text
    arguments: str = ""


@frozen(slots=False, repr=False, eq=False)
class Post(Node):
    """``%post``: one shell under ``-e`` for all of it, so that its state lasts from line to line."""

    script: Text
    arguments: str = ""


class Moment(Enum):
    """When a script runs on the host."""

    PRE = "pre"
    SETUP = "setup"


@frozen(slots=False, repr=False, eq=False)
class HostScript(Node):
    """``%pre`` and ``%setup``: a script that runs on the host, outside of the image."""

    moment: Moment
    script: Text
    arguments: str = ""


@frozen(slots=False, repr=False, eq=False)
class FromContext(Value):
    """The build context of a Dockerfile, or the directory in which a definition file is built."""


@frozen(slots=False, repr=False, eq=False)
class FromStageName(Value):
    """An earlier stage, by the name that it has in ``Program.stages`` (numbers are resolved by lift)."""

    name: str


@frozen(slots=False, repr=False, eq=False)
class FromImageName(Value):
    """An image that is not a stage of this recipe."""

    reference: str


FilesFrom: TypeAlias = FromContext | FromStageName | FromImageName


class CopyRules(Enum):
    """Whose rules say where a copied file lands. They differ in more than half of the cases."""

    DOCKER = auto()
    HOST = auto()  # %files: cp -fLr from the host
    STAGE = auto()  # %files from: a tar copy from a stage


@frozen(slots=False, repr=False, eq=False)
class Copy(Node):
    """Files copied into the image. ``destination`` None (only ``HOST``, ``STAGE``): the same path as the source."""

    sources: tuple[Text, ...]
    destination: Text | None
    origin_of: FilesFrom = FromContext()
    rules: CopyRules = CopyRules.DOCKER
    chown: Text | None = None
    chmod: Text | None = None
    link: bool = False
    parents: bool = False
    excludes: tuple[Text, ...] = ()


@frozen(slots=False, repr=False, eq=False)
class WriteFile(Node):
    """A file whose content the recipe itself holds (``COPY <<EOF``). ``name`` is the name of the heredoc.

    The content is a ``Text`` in which the builder replaces variables; it is plain when the recipe quoted the name.
    """

    name: str
    content: Text
    destination: Text
    chown: Text | None = None
    chmod: Text | None = None


@frozen(slots=False, repr=False, eq=False)
class Unpack(Node):
    """``ADD archive directory``: local tar archives, unpacked into a directory."""

    sources: tuple[Text, ...]
    destination: Text
    chown: Text | None = None
    chmod: Text | None = None


@frozen(slots=False, repr=False, eq=False)
class Download(Node):
    """``ADD URL``: a file, or with ``git`` a work tree, fetched by the builder."""

    url: Text
    destination: Text
    git: bool = False
    checksum: Text | None = None
    chown: Text | None = None
    chmod: Text | None = None
    unpack: bool = False
    keep_git_dir: bool = False


class Scope(Flag):
    """When a variable is set: while building, when the image runs, or both."""

    BUILD = auto()
    RUN = auto()
    BOTH = BUILD | RUN


@frozen(slots=False, repr=False, eq=False)
class Assignment(Value):
    name: Text
    value: Text


@frozen(slots=False, repr=False, eq=False)
class SetEnv(Node):
    """Variables, all expanded with the values from before this step (`ENV A=2 B=$A` gives B the old A)."""

    assignments: tuple[Assignment, ...]
    scope: Scope = Scope.BOTH


@frozen(slots=False, repr=False, eq=False)
class SourceEnv(Node):
    """``%environment``: a script in bash's dialect that is sourced at every start, never while building."""

    script: Text


@frozen(slots=False, repr=False, eq=False)
class Argument(Node):
    """A build argument; ``default`` None: it has a value only when one is given.

    In a stage of a Dockerfile, None also stands for the global argument of that name.
    """

    name: str
    default: Text | None = None


@frozen(slots=False, repr=False, eq=False)
class SetWorkdir(Node):
    path: Text


@frozen(slots=False, repr=False, eq=False)
class SetUser(Node):
    user: Text


@frozen(slots=False, repr=False, eq=False)
class Label(Node):
    key: Text
    value: Text


@frozen(slots=False, repr=False, eq=False)
class SetEntrypoint(Node):
    """``None``: reset to nothing (``ENTRYPOINT []``)."""

    command: Shell | Exec | None


@frozen(slots=False, repr=False, eq=False)
class SetCommand(Node):
    """``CMD``. ``None``: reset to nothing (``CMD []``)."""

    command: Shell | Exec | None


@frozen(slots=False, repr=False, eq=False)
class SetRunscript(Node):
    script: Script


@frozen(slots=False, repr=False, eq=False)
class SetStartscript(Node):
    script: Script


@frozen(slots=False, repr=False, eq=False)
class SetTest(Node):
    script: Script


@frozen(slots=False, repr=False, eq=False)
class SetHelp(Node):
    text: Text


@frozen(slots=False, repr=False, eq=False)
class Healthcheck(Node):
    """``command`` None: HEALTHCHECK NONE. ``options`` are the flags as written, in order: ``("interval", "5m")``."""

    command: Shell | Exec | None
    options: tuple[tuple[str, str], ...] = ()


@frozen(slots=False, repr=False, eq=False)
class Expose(Node):
    ports: tuple[Text, ...]


@frozen(slots=False, repr=False, eq=False)
class Volume(Node):
    paths: tuple[Text, ...]


@frozen(slots=False, repr=False, eq=False)
class StopSignal(Node):
    signal: Text


@frozen(slots=False, repr=False, eq=False)
class Author(Node):
    """MAINTAINER: the image's author."""

    name: str


@frozen(slots=False, repr=False, eq=False)
class OnBuild(Node):
    """An instruction for the stages that will start from this image, as text."""

    instruction: str


class AppSection(Enum):
    INSTALL = "appinstall"
    LABELS = "applabels"
    FILES = "appfiles"
    ENVIRONMENT = "appenv"
    TEST = "apptest"
    HELP = "apphelp"
    RUN = "apprun"
    START = "appstart"


@frozen(slots=False, repr=False, eq=False)
class App(Node):
    """One section of a SCIF app: ``%apprun foo``."""

    name: str
    section: AppSection
    body: Text


Step: TypeAlias = (
    Run
    | Post
    | HostScript
    | Copy
    | WriteFile
    | Unpack
    | Download
    | SetEnv
    | SourceEnv
    | Argument
    | SetWorkdir
    | SetUser
    | Label
    | SetEntrypoint
    | SetCommand
    | SetRunscript
    | SetStartscript
    | SetTest
    | SetHelp
    | Healthcheck
    | Expose
    | Volume
    | StopSignal
    | Author
    | OnBuild
    | App
)
