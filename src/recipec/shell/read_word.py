"""Words: what a word of the tree stands for, quotes and escapes removed."""

from abc import ABC, abstractmethod

from recipec.regex import regex
from recipec.shell.syntax import Mention, Sequence, Word
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.shell.parsed import Node, Nodes

_BRACES = regex(r"\{(?:[^{},.]|\.(?!\.))*+(?:,|\.\.)[^{}]*\}")
_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[-@*#?$!]")


class WordReader(ABC):
    """Reads words. Substitutions in them are sequences, which the reader of commands reads."""

    def __init__(self, text: str) -> None:
        self.text = text

    @abstractmethod
    def sequence(self, nodes: "Nodes", depth: int) -> Sequence:
        """Read statements."""

    def span(self, node: "Node") -> Span:
        return Span(node.start_byte, node.end_byte)

    def raw(self, node: "Node") -> str:
        return self.text[node.start_byte : node.end_byte]

    def named(self, value: str, span: Span) -> Word:
        return Word(span, value, value, (value,))

    def word(self, node: "Node", depth: int) -> Word:
        """Read a word."""
        start, end = node.start_byte, node.end_byte
        raw = self.text[start:end]
        if raw[:1] in _BLANKS:
            raw = raw.lstrip(" \t")
            start = end - len(raw)
        span = Span(start, end)
        kind = node.type
        if kind in _SIMPLE and not (kind == "word" and "$" in raw):
            found = plain_word(raw, span)
            if found is not None:
                return found
        reads, assigns, bodies, holes = self._look(node, depth)
        inner = {begin - start: (stop - start, name) for begin, (stop, name) in holes.items()}
        parts, is_pattern = _parts(raw, inner)
        if kind == "array":
            parts = (None,)
        value = "".join(part for part in parts if isinstance(part, str))
        is_literal = all(isinstance(part, str) for part in parts)
        if any(isinstance(part, Mention) and part.name == "HOME" for part in parts) and "HOME" not in reads:
            reads = (*reads, "HOME")
        return Word(span, raw, value if is_literal else None, parts, is_pattern, reads, assigns, bodies)

    def joined(self, words: list[Word]) -> list[Word]:
        """Put together what is one word: the tree ends `$A/b:$C/d` behind the second `$`, and begins another word."""
        whole: list[Word] = []
        for word in words:
            if whole and is_torn(whole[-1], word):
                whole[-1] = self.join(whole[-1], word)
            else:
                whole.append(word)
        return whole

    def join(self, first: Word, second: Word) -> Word:
        """Read two pieces as the one word that they are."""
        span = Span(first.span.start, second.span.end)
        name = _TORN.match(second.raw)
        own = () if name is None else (name[0],)
        reads = tuple(dict.fromkeys((*first.reads, *own, *second.reads)))
        raw = first.raw + second.raw
        found = Word(
            span, raw, None, (None,), False, reads, first.assigns + second.assigns, first.bodies + second.bodies
        )
        return self.reread(span, found)

    def reread(self, span: Span, known: Word) -> Word:
        """Read a part of a word, or all of it, from its text where that is plain."""
        raw = self.text[span.start : span.end]
        simple = _simple(raw)
        if simple is None:
            return known._replace(span=span, raw=raw, value=None, parts=(None,))
        value, parts, is_pattern, reads = simple
        return known._replace(
            span=span,
            raw=raw,
            value=value,
            parts=parts,
            is_pattern=is_pattern,
            reads=tuple(dict.fromkeys((*known.reads, *reads))),
        )

    def mentioned(self, node: "Node", depth: int) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Sequence, ...]]:
        """Say which variables are read and assigned below a node, and what is run there."""
        reads, assigns, bodies, _ = self._look(node, depth)
        return reads, assigns, bodies

    def _look(
        self, node: "Node", depth: int
    ) -> tuple[tuple[str, ...], tuple[str, ...], tuple[Sequence, ...], dict[int, tuple[int, str | None]]]:
        reads: list[str] = []
        assigns: list[str] = []
        bodies: list[Sequence] = []
        holes: dict[int, tuple[int, str | None]] = {}
        covered = -1
        stack = [node]
        while stack:
            at = stack.pop()
            kind = at.type
            if kind in ("command_substitution", "process_substitution"):
                span = self.span(at)
                start = span.end - len(self.raw(at).lstrip(" \t\n"))
                if start >= covered:
                    holes[start] = (span.end, None)
                    covered = span.end
                bodies.append(self.sequence(at.children[1:-1], depth + 1))
                continue
            if kind in ("simple_expansion", "expansion", "arithmetic_expansion"):
                span = self.span(at)
                if span.start >= covered:
                    name = None if kind == "arithmetic_expansion" else _plain_name(self.raw(at))
                    holes[span.start] = (span.end, name)
                    covered = span.end
                if kind == "expansion" and any(child.type in ("=", ":=") for child in at.children):
                    assigns += [self.raw(child) for child in at.children[1:2]]
            elif kind in ("variable_name", "special_variable_name"):
                reads.append(self.raw(at))
            stack += at.children[::-1]
        return tuple(dict.fromkeys(reads)), tuple(assigns), tuple(bodies), holes


def plain_word(raw: str, span: Span) -> Word | None:
    """Read a word whose text shows all that it is; None for any other."""
    if not _SPECIAL.search(raw):
        return Word(span, raw, raw, (raw,))
    simple = _simple(raw)
    return None if simple is None else Word(span, raw, *simple)


def is_torn(first: Word | None, second: Word) -> bool:
    """Tell whether a word goes on in what the tree takes for the next one."""
    return first is not None and first.raw[-1:] == "$" and first.span.end == second.span.start


# Nodes below which nothing is but literal text and the expansions that the text shows.
_SIMPLE = frozenset("word command_name string raw_string concatenation simple_expansion expansion number".split())
_TORN = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_BLANKS = frozenset((" ", "\t"))
_SPECIAL = regex(r"[^A-Za-z0-9_@%+:,./=^-]")
_VARIABLE = "[A-Za-z_][A-Za-z0-9_]*"
_BARE = rf"{_VARIABLE}|[@*#?1-9](?![A-Za-z0-9_])"
_BRACED = rf"{_VARIABLE}|[@*1-9]"
_MENTION = rf"\$(?:({_BARE})|\{{({_BRACED})\}})"
# Without groups inside of the repetition: CPython 3.11 loses their places there, and fails.
MENTION = rf"\$(?:{_BARE}|\{{(?:{_BRACED})\}})"
_PIECE = regex(rf"""([A-Za-z0-9_@%+:,./=^*?-]+)|{_MENTION}|'([^']*)'|"([^"\\$`]*)"|"((?:[^"\\$`]++|{MENTION})*+)\"""")
_IN_DOUBLE = regex(rf"""([^"\\$`]+)|{_MENTION}""")


def _simple(raw: str) -> "tuple[str | None, tuple[str | Mention | None, ...], bool, tuple[str, ...]] | None":
    """Read a word of plain characters, whole quotes and plain mentions: value, parts, is it a pattern, what it reads.

    None for any other word. The result is what the tree and ``_parts`` give, at a fraction of the price.
    """
    parts: list[str | Mention | None] = []
    reads: dict[str, None] = {}
    literal = ""
    is_pattern = False
    at, end = 0, len(raw)
    while at < end:
        piece = _PIECE.match(raw, at)
        if piece is None:
            return None
        at = piece.end()
        plain, name, braced, single, double, mixed = piece.groups()[:6]
        if plain is not None or single is not None or double is not None:
            literal += plain or single or double or ""
            is_pattern = is_pattern or (plain is not None and ("*" in plain or "?" in plain))
            continue
        quoted = mixed is not None
        for text, bare, wrapped in _IN_DOUBLE.findall(mixed) if quoted else (("", name, braced),):
            if text:
                literal += text
                continue
            if literal:
                parts.append(literal)
                literal = ""
            parts.append(Mention(bare or wrapped, quoted))
            reads[bare or wrapped] = None
    if literal or not parts:
        parts.append(literal)
    value = None if reads else literal
    return value, tuple(parts), is_pattern, tuple(reads)


def _plain_name(raw: str) -> str | None:
    inner = raw[2:-1] if raw.startswith("${") else raw[1:]
    return inner if _NAME.fullmatch(inner) else None


def _parts(raw: str, holes: "dict[int, tuple[int, str | None]]") -> "tuple[tuple[str | Mention | None, ...], bool]":  # noqa: PLR0915 -- one arm for each character
    """Take quotes and escapes out of a word, and say whether an unquoted pattern is in it."""
    parts: list[str | Mention | None] = []
    literal: list[str] = []
    unquoted: list[str] = []
    is_pattern = False
    in_double = False
    at, end = 0, len(raw)
    if raw.startswith("~"):
        stop = next((index for index, character in enumerate(raw) if character == "/"), end)
        parts.append(Mention("HOME", True) if stop == 1 else None)
        at = stop
    while at < end:
        hole = holes.get(at)
        if hole is not None:
            if literal:
                parts.append("".join(literal))
                literal.clear()
            stop, name = hole
            parts.append(Mention(name, in_double) if name else None)
            unquoted.append("x")
            at = max(stop, at + 1)
            continue
        character = raw[at]
        if character == "'" and not in_double:
            close = raw.find("'", at + 1)
            if close < 0:
                close = end
            literal.append(raw[at + 1 : close])
            unquoted.append("x")
            at = close + 1
        elif character == '"':
            in_double = not in_double
            unquoted.append("x")
            at += 1
        elif character == "\\":
            follows = raw[at + 1 : at + 2]
            if follows == "\n":
                pass
            elif in_double and follows not in tuple('$`"\\'):
                literal.append("\\" + follows)
            else:
                literal.append(follows)
            unquoted.append("x")
            at += 2
        elif character == "$" and not in_double and raw[at + 1 : at + 2] in ("'", '"'):
            if raw[at + 1] == "'":
                return (None,), False
            at += 1
        else:
            if not in_double:
                is_pattern = is_pattern or character in "*?["
                unquoted.append(character)
            literal.append(character)
            at += 1
    if literal or not parts:
        parts.append("".join(literal))
    if _BRACES.search("".join(unquoted)):
        return (None,), True
    return tuple(parts), is_pattern
