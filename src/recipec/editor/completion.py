"""What may stand at a place: words of the languages, names that the recipe itself has, codes of rules.

A recipe that is being written can seldom be parsed, so this looks at the lines above the place.
"""

from collections.abc import Iterable, Iterator
from enum import Enum

from recipec.editor import names, pages
from recipec.editor.document import Document
from recipec.format import Format
from recipec.record import Record
from recipec.regex import regex
from recipec.source import Span


class Kind(Enum):
    """What an item is."""

    KEYWORD = "keyword"
    FLAG = "flag"
    STAGE = "stage"
    VARIABLE = "variable"
    VALUE = "value"
    RULE = "rule"


class Item(Record):
    """A word that may stand in a place, and what is told about it. ``text`` is what takes the place of ``span``."""

    label: str
    kind: Kind
    text: str
    span: Span
    about: str = ""


_IGNORE = regex(r"#[ \t]*recipec:[ \t]*ignore(?:-file)?[ \t]*\[([^\]\n]*)\Z")
_LAST = regex(r"[^\s,=]*\Z")
_VARIABLE = regex(r"\$\{?(\w*)\Z")
_TEMPLATE = regex(r"\{\{[ \t]*(\w*)\Z")
_FLAGS = {
    "FROM": ("--platform=",),
    "RUN": ("--mount=type=", "--network=", "--security="),
    "COPY": ("--from=", "--chown=", "--chmod=", "--link", "--parents", "--exclude="),
    "ADD": ("--chown=", "--chmod=", "--link", "--checksum=", "--keep-git-dir", "--unpack", "--exclude="),
    "HEALTHCHECK": ("--interval=", "--timeout=", "--start-period=", "--start-interval=", "--retries="),
}
_VALUES = {
    "--mount=type=": ("bind", "cache", "tmpfs", "secret", "ssh"),
    "--network=": ("default", "none", "host"),
    "--platform=": ("linux/amd64", "linux/arm64"),
}


def complete(document: Document, at: int) -> tuple[Item, ...]:
    """Give what may stand at a place, for the part of a word that stands before it."""
    line = document.text[document.line_at(at).start : at]
    ignored = _IGNORE.search(line)
    if ignored is not None:
        return tuple(_rules(_word(line, at)))
    if line.lstrip().startswith("#"):
        return ()
    if document.format is Format.DOCKERFILE:
        return tuple(_in_dockerfile(document, at))
    return tuple(_in_definition(document, at))


def _word(line: str, at: int) -> Span:
    found = _LAST.search(line)
    return Span(at - len(found[0]) if found else at, at)


def _rules(span: Span) -> Iterator[Item]:
    from recipec.checks.registry import headers

    for header in headers():
        yield Item(header.code, Kind.RULE, header.code, span, f"{header.name}: {header.title}")


def _in_dockerfile(document: Document, at: int) -> Iterator[Item]:
    logical = _logical(document, at)
    words = logical.split()
    is_new = not logical or logical[-1] in " \t\n"
    if not words or (len(words) == 1 and not is_new):
        yield from _instructions(words[0] if words else "", at)
        return
    instruction = words[0].upper()
    if instruction == "ONBUILD" and (len(words) == 1 or (len(words) == 2 and not is_new)):
        yield from _instructions("" if is_new else words[-1], at)
        return
    variable = _VARIABLE.search(logical)
    if variable is not None:
        yield from _names(Kind.VARIABLE, names.variables(document), Span(at - len(variable[1]), at))
        return
    word = "" if is_new else words[-1]
    only_flags = all(each.startswith("--") for each in (words[1:] if is_new else words[1:-1]))
    if word.startswith("-") and only_flags:
        yield from _flags(instruction, word, document, at)
    elif instruction == "FROM" and only_flags and (is_new or not word.startswith("-")):
        yield from _names(Kind.STAGE, names.stages(document), Span(at - len(word), at))


def _instructions(word: str, at: int) -> Iterator[Item]:
    small = word.islower()
    for name, page in pages.INSTRUCTIONS.items():
        text = name.lower() if small else name
        told = pages.told(name, page, from_dockerfile=True)
        yield Item(text, Kind.KEYWORD, text, Span(at - len(word), at), told)


def _flags(instruction: str, word: str, document: Document, at: int) -> Iterator[Item]:
    if word.startswith("--from=") and instruction == "COPY":
        yield from _names(Kind.STAGE, names.stages(document), Span(at - len(word) + len("--from="), at))
        return
    for head, values in _VALUES.items():
        if word.startswith(head):
            yield from (Item(one, Kind.VALUE, one, Span(at - len(word) + len(head), at)) for one in values)
            return
    yield from (Item(one, Kind.FLAG, one, Span(at - len(word), at)) for one in _FLAGS.get(instruction, ()))


def _logical(document: Document, at: int) -> str:
    """Give the instruction up to a place: the lines above belong to it as long as they end with a backslash."""
    start = document.line_at(at).start
    while start:
        above = document.text[: start - 1].rpartition("\n")[2]
        if not above.rstrip().endswith("\\") and not (above.lstrip().startswith("#") and _goes_on(document, start)):
            break
        start -= len(above) + 1
    return document.text[start:at]


def _goes_on(document: Document, start: int) -> bool:
    """Tell whether the comment line above a place stands inside of an instruction."""
    lines = document.text[: start - 1].split("\n")
    while lines and lines[-1].lstrip().startswith("#"):
        lines.pop()
    return bool(lines) and lines[-1].rstrip().endswith("\\")


def _names(kind: Kind, found: Iterable[names.Name], span: Span) -> Iterator[Item]:
    """Give the names that are given above a place."""
    known = dict.fromkeys(one.name for one in found if one.span.end <= span.start)
    yield from (Item(name, kind, name, span) for name in known)


def _in_definition(document: Document, at: int) -> Iterator[Item]:
    line = document.text[document.line_at(at).start : at]
    template = _TEMPLATE.search(line)
    if template is not None:
        yield from _names(Kind.VARIABLE, names.variables(document), Span(at - len(template[1]), at))
        return
    if line.lstrip().startswith("%"):
        yield from _sections(line, document, at)
    elif not _has_section(document, at):
        yield from _header(line, at)


def _sections(line: str, document: Document, at: int) -> Iterator[Item]:
    words = line.split()
    if len(words) == 1 and line[-1] not in " \t":
        for name, page in pages.SECTIONS.items():
            told = pages.told(f"%{name}", page, from_dockerfile=False)
            yield Item(f"%{name}", Kind.KEYWORD, f"%{name}", Span(at - len(words[0]), at), told)
    elif words[0].lower() == "%files":
        word = "" if line[-1] in " \t" else words[-1]
        if len(words) - bool(word) == 1:
            yield Item("from", Kind.KEYWORD, "from", Span(at - len(word), at))
        elif words[1].lower() == "from":
            yield from _names(Kind.STAGE, names.stages(document), Span(at - len(word), at))


def _header(line: str, at: int) -> Iterator[Item]:
    key, colon, value = line.partition(":")
    if not colon:
        word = key.lstrip()
        for name, page in pages.KEYS.items():
            told = pages.told(name, page, from_dockerfile=False)
            yield Item(name, Kind.KEYWORD, f"{name}: ", Span(at - len(word), at), told)
    elif key.strip().lower() == "bootstrap":
        word = value.lstrip()
        for name, page in pages.AGENTS.items():
            yield Item(name, Kind.VALUE, name, Span(at - len(word), at), pages.told(name, page, from_dockerfile=False))


def _has_section(document: Document, at: int) -> bool:
    """Tell whether a place is below a section of its stage: a header begins at the top, or with ``Bootstrap:``."""
    for line in reversed(document.text[: document.line_at(at).start].split("\n")):
        stripped = line.lstrip()
        if stripped.startswith("%"):
            return True
        if stripped.lower().startswith("bootstrap"):
            return False
    return False
