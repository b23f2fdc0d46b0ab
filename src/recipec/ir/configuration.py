"""The image configuration that a program builds: every step of the target's stages folded, as BuildKit does it."""

from collections.abc import Mapping

from recipec.errors import RecipeError
from recipec.ir.classes import Value, evolve, field, frozen
from recipec.ir.expand import expand, expand_words
from recipec.ir.node import Node
from recipec.ir.notation import check_signal, nanoseconds, ports, workdir
from recipec.ir.program import FromAgent, FromImage, FromScratch, FromStage, Program, Stage
from recipec.ir.steps import (
    App,
    Argument,
    Author,
    Copy,
    Download,
    Exec,
    Expose,
    Healthcheck,
    HostScript,
    Label,
    Mount,
    OnBuild,
    Post,
    Run,
    Scope,
    SetCommand,
    SetEntrypoint,
    SetEnv,
    SetHelp,
    SetRunscript,
    SetStartscript,
    SetTest,
    SetUser,
    SetWorkdir,
    Shell,
    SourceEnv,
    Step,
    StopSignal,
    Unpack,
    Volume,
    WriteFile,
)
from recipec.ir.text import Text
from recipec.record import Record
from recipec.typed import assert_never

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Health(Record):
    """A health check; times in nanoseconds, 0 where nothing was said."""

    test: tuple[str, ...]
    interval: int = 0
    timeout: int = 0
    start_period: int = 0
    start_interval: int = 0
    retries: int = 0


@frozen(slots=False, repr=False, eq=False)
class Configuration(Value):
    """What an image says of itself. ``environment`` keeps its order; None stands for what nobody has set."""

    environment: Mapping[str, str] = field(factory=dict)
    labels: Mapping[str, str] = field(factory=dict)
    entrypoint: tuple[str, ...] | None = None
    command: tuple[str, ...] | None = None
    workdir: str = ""
    user: str = ""
    ports: frozenset[str] = frozenset()
    volumes: frozenset[str] = frozenset()
    stop_signal: str = ""
    shell: tuple[str, ...] | None = None
    health: Health | None = None
    on_build: tuple[str, ...] = ()
    author: str = ""

    @property
    def starts(self) -> tuple[str, ...]:
        """What is started when nothing else is said: the ENTRYPOINT with the CMD behind it."""
        return (*(self.entrypoint or ()), *(self.command or ()))


SCRATCH = Configuration(workdir="/")


def configuration(
    program: Program,
    arguments: Mapping[str, str] | None = None,
    bases: Mapping[str, Configuration] | None = None,
    platform: str = "linux/amd64",
) -> Configuration:
    """Fold the stages that the target needs.

    ``arguments`` are what ``--build-arg`` gives; ``bases`` are configurations of images, by the name after FROM:
    one that is not there counts as saying nothing.
    """
    given = dict(arguments or {})
    index = next(i for i, stage in enumerate(program.stages) if stage.name == program.target)
    target = program.stages[index].written_name or "default"
    globals_ = {**_automatic(platform, target), **{k: v for k, v in given.items() if k in _automatic(platform, target)}}
    for argument in program.arguments:
        with _Place(argument):
            if argument.name in given:
                globals_[argument.name] = given[argument.name]
            elif argument.default is not None:
                globals_[argument.name] = expand(argument.default, globals_.get)
    parents = _parents(program, globals_)
    chain = [index]
    while isinstance(parent := parents[chain[-1]], int):
        chain.append(parent)
    state = _State(globals_, given)
    for number in reversed(chain):
        parent = parents[number]
        base = None if isinstance(parent, int) else SCRATCH if parent == "" else (bases or {}).get(parent)
        state.enter(base)
        for step in program.stages[number].steps:
            with _Place(step):
                state.apply(step)
        state.leave(program.stages[number])
    return state.configuration()


class _Place:
    """Gives errors the place of the node that they come from."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, RecipeError) and error.span is None and self.node.origin is not None:
            raise RecipeError(error.message, span=self.node.origin.span, help=error.help) from None


def _automatic(platform: str, target: str) -> dict[str, str]:
    system, _, rest = platform.partition("/")
    architecture, _, variant = rest.partition("/")
    values = {"PLATFORM": platform, "OS": system, "OSVERSION": "", "ARCH": architecture, "VARIANT": variant}
    both = {side + name: value for side in ("BUILD", "TARGET") for name, value in values.items()}
    return {**both, "TARGETSTAGE": target}


def _parents(program: Program, values: Mapping[str, str]) -> list[int | str]:
    """For each stage the index of the stage that it starts from, else the image's name; empty for scratch."""
    written: dict[str, int] = {}
    unique: dict[str, int] = {}
    parents: list[int | str] = []
    for index, stage in enumerate(program.stages):
        with _Place(stage.base):
            parents.append(_parent(stage, values, written, unique))
        unique[stage.name] = index
        if stage.written_name is not None:
            written[stage.written_name.lower()] = index
    return parents


def _parent(stage: Stage, values: Mapping[str, str], written: dict[str, int], unique: dict[str, int]) -> int | str:
    base = stage.base
    match base:
        case FromStage():
            return unique[base.name]
        case FromScratch():
            return ""
        case FromImage():
            name = expand(base.reference, values.get)
            if not name:
                raise RecipeError("base name should not be blank", help="give the argument a default value")
            if base.platform is not None and not expand(base.platform, values.get):
                raise RecipeError("empty platform value")
            return "" if name == "scratch" and name not in written else written.get(name, name)
        case FromAgent():
            raise RecipeError(f"`Bootstrap: {base.agent}` has no image configuration")
        case _:
            assert_never(base)


class _State:
    def __init__(self, globals_: Mapping[str, str], given: Mapping[str, str]) -> None:
        self.globals = globals_
        self.given = given
        self.values: dict[str, str] = {}  # what the builder replaces: ENV and ARG, the last one said
        self.image = Configuration()
        self.environment: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.ports: set[str] = set()
        self.volumes: set[str] = set()
        self.on_build: list[str] = []
        self.command_set = False

    def configuration(self) -> Configuration:
        return evolve(
            self.image,
            environment=self.environment,
            labels=self.labels,
            ports=frozenset(self.ports),
            volumes=frozenset(self.volumes),
            on_build=tuple(self.on_build),
        )

    def enter(self, base: Configuration | None) -> None:
        if base is not None:
            self.image = base
            self.environment = dict(base.environment)
            self.labels = dict(base.labels)
            self.ports, self.volumes = set(base.ports), set(base.volumes)
        self.on_build = []
        self.command_set = False
        self.environment.setdefault("PATH", DEFAULT_PATH)
        # An ARG that shadowed an ENV in the parent is undone here (dispatchStages re-applies the image's own).
        self.values.update(self.environment)

    def leave(self, stage: Stage) -> None:
        if stage.shell is not None:
            self.image = evolve(self.image, shell=stage.shell)

    def say(self, text: Text | None) -> str:
        return expand(text, self.values.get) if text else ""

    def apply(self, step: Step) -> None:  # noqa: PLR0915 -- one arm for each step
        match step:
            case SetEnv():
                pairs = [(self.say(one.name), self.say(one.value)) for one in step.assignments]
                if Scope.BUILD in step.scope:
                    self.values.update(pairs)
                if Scope.RUN in step.scope:
                    self.environment.update(pairs)
            case Argument():
                self._argument(step)
            case Label():
                self.labels[self.say(step.key)] = self.say(step.value)
            case SetWorkdir():
                self.image = evolve(self.image, workdir=workdir(self.image.workdir, self.say(step.path)))
            case SetUser():
                self.image = evolve(self.image, user=self.say(step.user))
            case SetCommand():
                self.command_set = True
                self.image = evolve(self.image, command=_argv(step.command))
            case SetEntrypoint():
                entrypoint = _argv(step.command) if step.command else None
                command = self.image.command if self.command_set else None
                self.image = evolve(self.image, entrypoint=entrypoint, command=command)
            case Healthcheck():
                self.image = evolve(self.image, health=_health(step))
            case Expose():
                words = [word for port in step.ports for word in expand_words(port, self.values.get)]
                self.ports.update(port for word in words for port in ports(word))
            case Volume():
                paths = [self.say(path) for path in step.paths]
                if "" in paths:
                    raise RecipeError("VOLUME specified can not be an empty string")
                self.volumes.update(paths)
            case StopSignal():
                signal = self.say(step.signal)
                check_signal(signal)
                self.image = evolve(self.image, stop_signal=signal)
            case Author():
                self.image = evolve(self.image, author=step.name)
            case OnBuild():
                self.on_build.append(step.instruction)
            case Run():
                for mount in step.mounts:
                    self._mount(mount)
            case Copy():
                self._all((*step.sources, step.destination, step.chown, step.chmod))
            case WriteFile():
                self._all((step.content, step.destination, step.chown, step.chmod))
            case Unpack():
                self._all((*step.sources, step.destination, step.chown, step.chmod))
            case Download():
                self._all((step.url, step.destination, step.checksum, step.chown, step.chmod))
            case (
                Post() | HostScript() | SourceEnv() | SetRunscript() | SetStartscript() | SetTest() | SetHelp() | App()
            ):
                pass  # steps of definition files: nothing of them is in a configuration
            case _:
                assert_never(step)

    def _all(self, texts: tuple[Text | None, ...]) -> None:
        for text in texts:
            self.say(text)

    def _mount(self, mount: Mount) -> None:
        self._all((mount.target, mount.source, mount.id))

    def _argument(self, step: Argument) -> None:
        if step.name in self.given:
            self.values[step.name] = self.given[step.name]
        elif step.default is not None:
            self.values[step.name] = self.say(step.default)
        elif step.name in self.globals:
            self.values[step.name] = self.globals[step.name]


def _argv(command: Shell | Exec | None) -> tuple[str, ...]:
    if command is None:
        return ()
    if isinstance(command, Shell):
        return (*command.interpreter, command.script)
    return command.argv


def _health(step: Healthcheck) -> Health:
    command = step.command
    if command is None:
        return Health(("NONE",))
    test = ("CMD-SHELL", command.script) if isinstance(command, Shell) else ("CMD", *command.argv)
    options = dict(step.options)

    def time(name: str) -> int:
        return nanoseconds(options.get(name) or "0")

    retries = int(options.get("retries") or 0)
    return Health(test, time("interval"), time("timeout"), time("start-period"), time("start-interval"), retries)
