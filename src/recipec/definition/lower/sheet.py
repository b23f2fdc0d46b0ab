"""The stage that is being written: its sections as they fill, and the account of what went into them."""

from collections.abc import Mapping

from recipec.context import Context
from recipec.definition.ignore import Ignore, read
from recipec.definition.lower.history import History
from recipec.definition.lower.values import Scripted, Templates
from recipec.definition.tree import Sources
from recipec.diagnostics.finding import Finding, Kind, Related
from recipec.ir.held import Held
from recipec.ir.node import Node, Origin
from recipec.ir.options import Options
from recipec.record import Record
from recipec.source import Span
from recipec.target import Target

# Where files wait for their turn. Not below /tmp or /var/tmp, which are the host's while %post runs.
WAITING = "/.recipec"
PLAIN_SHELL = ("/bin/sh", "-c")


class Block(Record):
    """Shell code of ``%post`` that belongs together, not yet indented; ``comments`` stand above it."""

    code: str
    comments: tuple[str, ...] = ()
    is_apart: bool = False
    sources: Sources = ()


class FileLine(Record):
    """A line of ``%files``, both words already quoted. ``stage`` None: from the host."""

    source: str
    destination: str
    stage: str | None = None
    comments: tuple[str, ...] = ()
    sources: Sources = ()


class Labelled(Record):
    """The value of a label."""

    value: str
    comments: tuple[str, ...] = ()
    sources: Sources = ()


class Setting(Record):
    """What holds for all stages.

    ``names`` are those of the stages in the output, ``images`` those of the stages that stand for an image. ``kept``
    is what stages have kept of their temporary directories for later ones, by their names in the output.
    """

    target: Target
    options: Options
    context: Context | None
    names: Mapping[str, str]
    images: Mapping[str, str]
    kept: Mapping[str, tuple[str, ...]]


class Sheet:
    """Everything of a stage but its header. It fills from top to bottom as the steps are read, and is written once."""

    def __init__(self, setting: Setting, templates: Templates) -> None:
        self.setting = setting
        self.target = setting.target
        self.options = setting.options
        self.context = setting.context
        self.templates = templates
        self.has_shell = True
        self.is_image = True
        self.shell: tuple[str, ...] = PLAIN_SHELL
        self.history = History()
        self.ignore = read(self.context) if self.context is not None else Ignore(())
        self.post: list[Block] = []
        self.files: list[FileLine] = []
        self.sources: Sources = ()  # the place of the step that is being written
        self.environment: list[Block] = []
        self.labels: dict[str, Labelled] = {}
        self.in_post = Scripted(Held())
        self.in_environment = Scripted(Held())
        self.findings: list[Finding] = []
        self.written: set[Span] = set()
        self.waiting = 0
        self.made_waiting = False  # %post itself has made the directory of what waits
        self.carried: tuple[str, ...] = ()
        self.start_comments: dict[str, tuple[str, ...]] = {}
        self.temporary: list[str] = []
        self.private: dict[str, str] = {}
        self.assumed: dict[str, Node] = {}
        self.commented: set[Span] = set()
        self.reasons: list[tuple[Span, str]] = []

    def wait(self) -> str:
        """Give a new directory in which files wait."""
        self.waiting += 1
        return f"{WAITING}/{self.waiting}"

    def has_waiting(self) -> bool:
        """Tell whether the directory of what waits is there already."""
        return self.made_waiting or any(line.destination.startswith(f"{WAITING}/") for line in self.files)

    def copy(self, line: FileLine) -> None:
        """Put a line at the end of ``%files``."""
        self.files.append(line._replace(sources=self.sources))

    def account(self, node: Node) -> None:
        """Note that a node is in the output."""
        if node.origin is not None:
            self.written.add(node.origin.span)

    def because(self, node: Node, why: str) -> None:
        """Say why a node is written as it is, where that is not plain."""
        if node.origin is not None:
            self.reasons.append((node.origin.span, why))

    def comments(self, node: Node) -> tuple[str, ...]:
        """Give the comments above a node, the first time that they are asked for."""
        origin: Origin | None = node.origin
        if origin is None or origin.span in self.commented:
            return ()
        self.commented.add(origin.span)
        return origin.comments

    def carry(self, node: Node) -> None:
        """Keep the comments above a node that writes nothing itself for what comes next."""
        self.carried += self.comments(node)

    def run(self, code: str, node: Node | None = None) -> None:
        """Put shell code at the end of ``%post``."""
        self.run_with_comments(code, self.comments(node) if node is not None else ())

    def run_with_comments(self, code: str, comments: tuple[str, ...]) -> None:
        """Put shell code at the end of ``%post``, below comments that were asked for already."""
        if code:
            self.post.append(Block(code, (*self.carried, *comments), sources=self.sources))
            self.carried = ()

    def run_apart(self, code: str) -> None:
        """Put shell code that no step stands behind at the end of ``%post``."""
        self.post.append(Block(code, self.carried, is_apart=True))
        self.carried = ()

    def mount_private(self, directory: str, own: str, why: str) -> None:
        """Give the build ``own`` in the place of a temporary directory, before all of ``%post``."""
        code = f"mkdir -p {own} && chmod 1777 {own} && mount --bind {own} {directory}"
        self.post.insert(
            len(self.private), Block(f"# {directory} is the host's here, and {why}: the build gets its own\n{code}")
        )
        self.private[directory] = own

    def end_with_carried(self) -> None:
        """Write the comments that nothing came after."""
        if self.carried:
            self.post.append(Block("", self.carried))
            self.carried = ()

    def find(self, kind: Kind, message: str, node: Node | None, *, help: str) -> None:  # noqa: A002 -- the word that findings use
        """Say something about a node."""
        span = node.origin.span if node is not None and node.origin is not None else None
        self.findings.append(Finding(kind, message, span, help))

    def find_once(self, kind: Kind, message: str, node: Node, *, help: str, again: str) -> None:  # noqa: A002 -- the word that findings use
        """Say something about a node; of a later one of the kind, ``again`` beside what was said."""
        at = next((at for at, finding in enumerate(self.findings) if finding.kind is kind), None)
        if at is None or node.origin is None:
            self.find(kind, message, node, help=help)
            return
        first = self.findings[at]
        self.findings[at] = first._replace(related=(*first.related, Related(node.origin.span, again)))
