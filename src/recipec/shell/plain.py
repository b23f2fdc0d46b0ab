"""Scripts of plain commands, read without the shell's grammar: most are that, and a tree costs twice as much.

Plain are simple commands of words with whole quotes and mentions of variables, ``export``, what joins and ends them,
redirections and comments. Their syntax is the one that ``read`` takes from the tree; what the grammar may take for
anything else is not plain. Here alone they differ: the grammar takes a comment on the line below ``a | b | c`` for a
word of ``c``, and loses its way now and then in a long script of many lines, which is read all the same.
"""

from collections.abc import Iterator

from recipec.regex import regex
from recipec.shell.read_word import MENTION, plain_word
from recipec.shell.statements import ASSIGNMENT, RESERVED, Builder, NotUnderstoodError
from recipec.shell.syntax import Assignment, Redirect, Sequence, Simple, Word
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from re import Match

# What stands behind one of these in a word is read before it.
_OUTER = rf"""(?!\$(?:[@*#?1-9]|\{{[@*1-9]\}})[$"']){MENTION}"""
_APART = r"(?<![^ \t\n;&|])"
_BLANK = r"(?:[ \t]|(?<=[ \t;&|])\\\n(?=[ \t]*+[^ \t\n\\]))++"
_KINDS = (
    r"(?!=)[A-Za-z0-9_@%+:,./=^-]++(?=[ \t\n;&|]|\Z)",
    rf"""(?:[A-Za-z0-9_@%+:,./=^*?-]++|{_OUTER}|'[^'\0]*+'|"(?:[^"\\$`\0]++|{MENTION})*+")++(?![<>])""",
    r"&&|\|\||\|(?!&)|;(?!;)|\n",
    rf"{_APART}[12]?(?:>>?|<)(?![<>&|(])",
    rf"{_APART}[12]?>&[12](?![^ \t\n;&|])",
    rf"{_APART}\#[^\n\0]*",
)
_BARE, _WORD, OPERATOR, _REDIRECT, _DUPLICATE, _COMMENT = range(1, 7)
_TOKEN = regex("|".join((_BLANK, *(f"({kind})" for kind in _KINDS))))
_PROGRAM = regex(rf"(?:[A-Za-z0-9_./]|--?[A-Za-z]|{MENTION}|\"[^\"]*\")[A-Za-z0-9_./+-]*\Z")
_DECLARING = frozenset("declare export local readonly typeset unset unsetenv".split())
_DECLARED = regex(r"(?!_(?:=|\Z))([A-Za-z_][A-Za-z0-9_]*)(?:\Z|=)|-[a-z]\Z")


def tokens(text: str) -> "Iterator[Match[str]]":
    """Give what a plain script is made of; ``lastindex`` is its kind, None for blanks."""
    return _TOKEN.finditer(text)


def read(text: str) -> Sequence | None:
    """Read a script; None when it is not plain."""
    every: list[Match[str]] = []
    at = 0
    for token in tokens(text):
        start, end = token.span()
        if start != at:
            return None
        at = end
        if token.lastindex is not None:
            every.append(token)
    return _read(every) if at == len(text) else None


def _read(every: "list[Match[str]]") -> Sequence | None:
    builder = Builder()
    command: list[Match[str]] = []
    try:
        for token in every:
            kind = token.lastindex
            if kind == OPERATOR:
                if command:
                    builder.command(_command(command))
                    command = []
                _operate(builder, token[0])
            elif kind != _COMMENT:
                command.append(token)
            elif command or not builder.is_open:
                builder.comments.append(Span(*token.span()))
            else:
                return None
        if command:
            builder.command(_command(command))
        return builder.finish()
    except NotUnderstoodError:
        return None


def _operate(builder: Builder, operator: str) -> None:
    if operator == "\n":
        if not builder.is_open:
            builder.end(background=False)
    elif operator == "|":
        builder.pipe(operator)
    elif operator == ";":
        if builder.expects:
            raise NotUnderstoodError
        builder.end(background=False)
    else:
        builder.join(operator)


def _command(parts: "list[Match[str]]") -> Simple:
    assignments: list[Assignment] = []
    words: list[Word] = []
    redirects: list[Redirect] = []
    opened: Match[str] | None = None
    if parts[0][0] == "export":
        return _export(parts)
    for part in parts:
        start, end = part.span()
        raw = part[0]
        kind = part.lastindex
        if kind == _BARE and words and opened is None:
            words.append(Word(Span(start, end), raw, raw, (raw,)))
        elif kind not in (_BARE, _WORD):
            if not words or opened is not None:
                raise NotUnderstoodError
            if kind == _REDIRECT:
                opened = part
            else:
                redirects.append(Redirect(Span(start, end), ">&", raw[:-3], _word(raw[-1], end - 1)))
        elif opened is not None:
            operator = opened[0].lstrip("12")
            target = _word(raw, start)
            redirects.append(Redirect(Span(opened.start(), end), operator, opened[0][: -len(operator)], target))
            opened = None
        elif words:
            words.append(_word(raw, start))
        elif assignment := ASSIGNMENT.match(raw):
            if assignment[1] == "_":
                raise NotUnderstoodError
            at = assignment.end()
            value = _word(raw[at:], start + at)
            assignments.append(Assignment(Span(start, end), assignment[1], value, bool(assignment[2])))
        elif raw in RESERVED or raw in _DECLARING or not _PROGRAM.match(raw):
            raise NotUnderstoodError
        else:
            words.append(_word(raw, start))
    if opened is not None:
        raise NotUnderstoodError
    return Simple(Span(parts[0].start(), end), tuple(assignments), tuple(words), tuple(redirects))


def _export(parts: "list[Match[str]]") -> Simple:
    """Read ``export``: to the grammar each of its words reads the variable that it names."""
    words: list[Word] = []
    for part in parts:
        raw = part[0]
        declared = _DECLARED.match(raw)
        if part.lastindex not in (_BARE, _WORD) or declared is None:
            raise NotUnderstoodError
        word = _word(raw, part.start())
        words.append(
            word._replace(reads=tuple(dict.fromkeys((declared[1], *word.reads)))) if declared[1] and words else word
        )
    return Simple(Span(parts[0].start(), parts[-1].end()), (), tuple(words))


def _word(raw: str, start: int) -> Word:
    # The grammar sees the operator of a test in `==`, and an error in a value that is empty.
    word = plain_word(raw, Span(start, start + len(raw))) if raw[:1] not in ("", "=") else None
    if word is None:
        raise NotUnderstoodError
    return word
