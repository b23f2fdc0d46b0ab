"""The syntax of a script, as values: statements, pipelines, commands, words."""

from recipec.record import Record
from recipec.source import Span
from recipec.typed import TypeAlias


class Mention(Record):
    """A variable that stands in a word as it is: ``$A`` or ``${A}``. A leading ``~`` is a mention of HOME."""

    name: str
    quoted: bool


class Word(Record):
    """A word. ``value`` is what it stands for when no expansion is in it (a pattern stays as written), else None.

    A part is literal text, a mention, or None for what nobody knows before it runs.
    """

    span: Span
    raw: str
    value: str | None
    parts: "tuple[str | Mention | None, ...]"
    is_pattern: bool = False
    reads: tuple[str, ...] = ()
    assigns: tuple[str, ...] = ()
    bodies: "tuple[Sequence, ...]" = ()


class Assignment(Record):
    span: Span
    name: str
    value: Word | None
    appends: bool = False


class Heredoc(Record):
    """The text of a here-document. ``span`` holds its lines and the line of the delimiter."""

    span: Span
    is_quoted: bool
    reads: tuple[str, ...] = ()
    bodies: "tuple[Sequence, ...]" = ()


class Redirect(Record):
    span: Span
    operator: str
    descriptor: str = ""
    target: Word | None = None
    heredoc: Heredoc | None = None


class Simple(Record):
    """A command with its words. A test (``[ … ]``, ``[[ … ]]``) and ``(( … ))`` are simple commands too."""

    span: Span
    assignments: tuple[Assignment, ...] = ()
    words: tuple[Word, ...] = ()
    redirects: tuple[Redirect, ...] = ()

    @property
    def name(self) -> str | None:
        """What is run; empty for an assignment alone, None when an expansion decides."""
        return self.words[0].value if self.words else ""


class Compound(Record):
    """``kind`` is one of ``if for while until select case subshell brace function cfor``.

    ``tests`` are the conditions of an ``if`` or a loop, ``bodies`` what they decide about.
    """

    span: Span
    kind: str
    tests: "tuple[Sequence, ...]" = ()
    bodies: "tuple[Sequence, ...]" = ()
    words: tuple[Word, ...] = ()
    name: str = ""
    redirects: tuple[Redirect, ...] = ()


Command: TypeAlias = Simple | Compound


class Pipeline(Record):
    span: Span
    parts: tuple[Command, ...]
    is_negated: bool = False
    merges_errors: bool = False


class Statement(Record):
    """Pipelines joined by ``&&`` and ``||``, of equal rank, from left to right."""

    span: Span
    parts: tuple[Pipeline, ...]
    operators: tuple[str, ...] = ()
    is_background: bool = False


class Sequence(Record):
    statements: tuple[Statement, ...] = ()
    comments: tuple[Span, ...] = ()
