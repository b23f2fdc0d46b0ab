"""What a rule is, and what it finds."""

from collections.abc import Callable, Iterable

from recipec.diagnostics.finding import Finding, Kind, Related, Severity
from recipec.diagnostics.fix import Fix
from recipec.format import Format
from recipec.record import Record
from recipec.source import Span
from recipec.target import Target
from recipec.typed import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe
    from recipec.checks.text import Text

# Which recipes a rule speaks about: all of a format, or those of a format on their way to the other side.
# ``refused`` are definition files that no engine reads: a rule about these alone is not asked about any other.
Situation: TypeAlias = Literal["definition", "dockerfile", "dockerfile-to-engine", "definition-to-docker", "refused"]


class Problem(Record):
    """A place where a rule is broken. ``severity`` None: the rule's own.

    ``message`` is what the user will see happen, ``help`` what to do about it.
    """

    at: Span
    message: str
    help: str
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    severity: Severity | None = None


class Header(Record):
    """What is known of a rule without importing it, as the table of all rules has it.

    A recipe without any of ``words`` and ``names``, in whatever case, cannot break the rule; both are empty when
    nothing of the kind is known. Names stand alone, as those of programs and instructions do: no letter, digit or ``_``
    is before or behind them. ``of_text``: the rule looks at the text alone, also when that is no recipe to an engine.
    """

    code: str
    name: str
    severity: str
    situations: tuple[str, ...]
    words: tuple[str, ...]
    of_text: bool
    home: str
    title: str
    names: tuple[str, ...] = ()


class Rule(Record):
    """A rule about recipes. ``explanation`` is its documentation: what is wrong, why, and a recipe of each kind."""

    header: Header
    find: "Callable[[Recipe], Iterable[Problem]]"
    explanation: str


class TextRule(Record):
    """A rule about the text of definition files, which has its say before any engine refuses that text."""

    header: Header
    find: "Callable[[Text], Iterable[Problem]]"
    explanation: str


def finding(header: Header, problem: Problem) -> Finding:
    """Say what a rule found."""
    severity = Severity(header.severity) if problem.severity is None else problem.severity
    kind = Kind(header.code, header.name, severity)
    return Finding(kind, problem.message, problem.at, problem.help, problem.related, problem.fix)


def rule(
    code: str, severity: Severity, *situations: Situation, words: str = "", names: str = ""
) -> "Callable[[Callable[[Recipe], Iterable[Problem]]], Rule]":
    """Make a rule of a function that finds its problems in a recipe. ``words`` and ``names`` are parted by blanks."""

    def make(find: "Callable[[Recipe], Iterable[Problem]]") -> Rule:
        header = _header(code, severity, situations, words, find)
        return Rule(header._replace(names=tuple(names.lower().split())), find, find.__doc__ or "")

    return make


def text_rule(
    code: str, severity: Severity, situation: Situation = "definition", *, words: str = ""
) -> "Callable[[Callable[[Text], Iterable[Problem]]], TextRule]":
    """Make a rule of a function that finds its problems in the text of a definition file, before it is parsed."""

    def make(find: "Callable[[Text], Iterable[Problem]]") -> TextRule:
        header = _header(code, severity, (situation,), words, find)
        return TextRule(header._replace(of_text=True), find, find.__doc__ or "")

    return make


def _header(
    code: str, severity: Severity, situations: tuple[Situation, ...], words: str, find: Callable[..., object]
) -> Header:
    home, title = find.__module__, (find.__doc__ or "").partition("\n")[0]
    name = home.rpartition(".")[2].replace("_", "-")
    known = tuple(words.lower().split())
    return Header(code, name, severity.value, situations, known, of_text=False, home=home, title=title)


def situations(written_in: Format, target: Target, *, is_refused: bool = False) -> frozenset[str]:
    """Say of which situations a rule has to speak to be asked about a recipe."""
    if is_refused:
        return frozenset(("refused",))
    if written_in is Format.DEFINITION:
        return frozenset(("definition", *(("definition-to-docker",) if target.format is Format.DOCKERFILE else ())))
    return frozenset(("dockerfile", *(("dockerfile-to-engine",) if target.format is Format.DEFINITION else ())))
