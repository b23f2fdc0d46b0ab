"""Values in the words of a shell: what ``%post``, ``%environment`` and the runscript say for a Dockerfile's text."""

from recipec.definition.lower.encode import mention, word
from recipec.ir.held import Held
from recipec.ir.text import Sigil, Text, Variable, join, literal
from recipec.ir.walk import State, default_of, evaluate
from recipec.record import Record
from recipec.regex import regex

_IN_DOUBLE_QUOTES = regex(r'([\\"$`])')
_UNSAFE_DEFAULT = regex(r"""['"$`\\\n\r]|\{\{|^\s|\s$""")
_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def is_name(name: str) -> bool:
    """Tell whether a shell can assign to a name."""
    return _NAME.match(name) is not None


def is_safe_default(default: str) -> bool:
    """Tell whether a default can stand in ``%arguments`` and, put in place, between any quotes."""
    return _UNSAFE_DEFAULT.search(default) is None


class Templates(Record):
    """The build arguments of a stage that stay open: ``{{ name }}`` stands for them. The others have their default."""

    names: frozenset[str] = frozenset()

    def settle(self, text: Text, state: State) -> Text:
        """Put the default in the place of every argument that is not open."""
        parts: list[str | Variable] = []
        for part in text:
            if isinstance(part, Variable) and part.sigil is Sigil.TEMPLATE and part.name not in self.names:
                parts.extend(default_of((part,), state))
            else:
                parts.append(part)
        return join(parts)


def bare(text: Text) -> str | None:
    """Write a symbolic value where no shell reads it; None when a variable of the base image is in it."""
    parts: list[str] = []
    for part in text:
        if isinstance(part, str):
            parts.append(part)
        elif part.sigil is Sigil.TEMPLATE:
            parts.append(mention(part.name))
        else:
            return None
    return "".join(parts)


class ValueLost(Exception):  # noqa: N818 -- no error of ours: it is caught where a finding is made of it
    """A variable of the base image is meant that the script has overwritten by now."""


class Scripted(Record):
    """What the variables of a script hold at some line of it, so that ``$NAME`` is written where it means the same."""

    held: Held[Text]

    def holds(self, name: str, state: State) -> Text | None:
        """Give what ``$name`` is in the script: set by it, or still the base image's."""
        if name in self.held:
            return self.held[name]
        return None if state.base_is_known else (Variable(name),)

    def word(self, text: Text, state: State, templates: Templates) -> str:
        """Write a recipe's text as one word of the shell, quoted as lightly as is right."""
        refs = False
        pieces: list[tuple[str, str]] = []
        for part in text:
            if isinstance(part, str):
                pieces.append(("text", part))
                continue
            if part.sigil is Sigil.DOLLAR and not part.modifier:
                value = state.value(part.name)
                if value and self.holds(part.name, state) == value:
                    pieces.append(("ref", part.name))
                    refs = True
                    continue
            for piece in templates.settle(evaluate((part,), state), state):
                kind, written = self._symbol(piece, state)
                refs = refs or kind in ("ref", "expansion")
                pieces.append((kind, written))
        return _quoted(pieces) if refs else _plain(pieces)

    def _symbol(self, piece: str | Variable, state: State) -> tuple[str, str]:
        if isinstance(piece, str):
            return "text", piece
        if piece.sigil is Sigil.TEMPLATE:
            return "template", mention(piece.name)
        if self.holds(piece.name, state) != (Variable(piece.name),):
            kept = next((name for name, value in self.held.items() if value == (Variable(piece.name),)), None)
            if kept is None or piece.modifier:
                raise ValueLost(piece.name)
            return "ref", kept
        if not piece.modifier:
            return "ref", piece.name
        word = in_double_quotes(literal(piece.word) or "")
        tail = "/" + in_double_quotes(literal(piece.replacement) or "") if piece.modifier in ("/", "//") else ""
        return "expansion", "${" + piece.name + piece.modifier + word + tail + "}"

    def after(self, name: str, value: Text) -> "Scripted":
        """Give what the variables hold once ``name`` is set."""
        return Scripted(self.held.having({name: value}))


def in_double_quotes(text: str) -> str:
    """Escape what means something between double quotes."""
    return _IN_DOUBLE_QUOTES.sub(r"\\\1", text)


def _quoted(pieces: list[tuple[str, str]]) -> str:
    written: list[str] = []
    for at, (kind, piece) in enumerate(pieces):
        if kind == "ref":
            following = pieces[at + 1][1][:1] if at + 1 < len(pieces) and pieces[at + 1][0] == "text" else ""
            written.append("${" + piece + "}" if following.isalnum() or following == "_" else "$" + piece)
        elif kind == "text":
            written.append(in_double_quotes(piece))
        else:
            written.append(piece)
    return '"' + "".join(written) + '"'


def _plain(pieces: list[tuple[str, str]]) -> str:
    whole = "".join(piece for _, piece in pieces)
    if not any(kind == "template" for kind, _ in pieces):
        return word(whole)
    if "'" in whole:
        return _quoted(pieces)
    return "'" + whole + "'"
