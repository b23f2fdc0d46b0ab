"""Values that mention variables: `/opt/$A`, `${A:-b}`, `{{ a }}`."""

from collections.abc import Iterable
from enum import Enum

from recipec.ir.classes import Value, frozen
from recipec.typed import TypeAlias


class Sigil(Enum):
    """Who replaces a variable: the builder of a Dockerfile (``$A``), or a template (``{{ a }}``)."""

    DOLLAR = "$"
    TEMPLATE = "{{"


@frozen(slots=False, repr=False, eq=False)
class Variable(Value):
    """A mention of a variable, quotes already removed.

    ``modifier`` is one of ``:-  -  :+  +  :?  ?  #  ##  %  %%  /  //`` or empty for a plain mention; ``word`` is
    what follows it. For ``/`` and ``//``, ``word`` is the pattern and ``replacement`` what replaces it.
    """

    name: str
    modifier: str = ""
    word: "Text" = ()
    replacement: "Text" = ()
    sigil: Sigil = Sigil.DOLLAR


Text: TypeAlias = tuple[str | Variable, ...]


def join(parts: Iterable[str | Variable]) -> Text:
    """Put parts together, neighbouring strings as one, so that equal texts compare equal."""
    joined: list[str | Variable] = []
    for part in parts:
        if not isinstance(part, str):
            joined.append(part)
        elif joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part:
            joined.append(part)
    return tuple(joined)


def is_plain(text: Text) -> bool:
    """Tell whether a text is a string and nothing else, as most are."""
    return len(text) == 1 and isinstance(text[0], str)


def literal(text: Text) -> str | None:
    """Give the text when no variable is in it, else None."""
    if len(text) == 1:
        return text[0] if isinstance(text[0], str) else None
    return (
        "".join(part for part in text if isinstance(part, str)) if all(isinstance(part, str) for part in text) else None
    )


def plain(value: str) -> Text:
    """Make a text of a string in which nothing is a variable."""
    return (value,) if value else ()


def show(text: Text) -> str:
    """Write a text for a message, as the recipe would say it."""
    return "".join(part if isinstance(part, str) else _mention(part) for part in text)


def _mention(variable: Variable) -> str:
    if variable.sigil is Sigil.TEMPLATE:
        return "{{ " + variable.name + " }}"
    if not variable.modifier:
        return "${" + variable.name + "}"
    tail = "/" + show(variable.replacement) if variable.modifier in ("/", "//") else ""
    return "${" + variable.name + variable.modifier + show(variable.word) + tail + "}"


def variables(text: Text) -> frozenset[str]:
    """Name every variable that a text mentions, those in modifiers included."""
    names: set[str] = set()
    for part in text:
        if isinstance(part, Variable):
            names.add(part.name)
            names |= variables(part.word) | variables(part.replacement)
    return frozenset(names)
