"""A source becomes a tree: logical lines are found, cut into their parts, and checked."""

from bisect import bisect_right
from operator import attrgetter

from recipec.dockerfile.parse import check
from recipec.dockerfile.parse.lexer import SPACES
from recipec.dockerfile.parse.lines import Cursor, Logical
from recipec.dockerfile.parse.words import BLANKS, NotStringsError, blank_words, flags, json_strings, quoted_words
from recipec.dockerfile.tree import File, Flag, Heredoc, Instruction, Item, Layout, Line
from recipec.errors import RecipeError
from recipec.source import Source, Span

_JSON = frozenset({"RUN", "CMD", "ENTRYPOINT", "SHELL", "ADD", "COPY", "VOLUME"})
_LISTS = frozenset({"ADD", "COPY", "VOLUME", "FROM", "EXPOSE"})
_PAIRS = frozenset({"ENV", "LABEL"})
_HEREDOCS = frozenset({"RUN", "COPY", "ADD"})
# A chain of ONBUILD is refused at its second link; a long one is not followed to its end.
_DEEPEST = 8


def parse(source: Source) -> File:
    """Parse a Dockerfile. What BuildKit refuses before it builds is a ``RecipeError`` with a place."""
    file = read(source)
    check.check(file)
    return file


def reparse(text: str, span: Span) -> tuple[Instruction, ...]:
    """Parse what ONBUILD kept, as the builder does when a stage triggers it. Its only place is that of ONBUILD."""
    try:
        file = read(Source(text))
        for instruction in file.instructions:
            check.check_one(instruction)
    except RecipeError as error:
        raise RecipeError(error.message, span=span, help=error.help) from None
    if len(file.instructions) != 1:
        raise RecipeError("onbuild trigger should be a single expression", span=span)
    return file.instructions


def read(source: Source) -> File:
    """Cut a source into instructions and what stands between them; keywords and flags are not judged."""
    if not source.text:
        raise RecipeError("the Dockerfile cannot be empty", span=Span(0, 0))
    cursor = Cursor(source)
    items: list[Item] = []
    done = 0
    while (logical := cursor.next()) is not None:
        begin = cursor.starts[logical.first]
        if begin > done:
            items.append(Layout(source.text[done:begin]))
        instruction = _instruction(cursor, logical)
        items.append(instruction)
        done = begin + len(instruction.raw)
    if not items:
        raise RecipeError("file with no instructions", span=Span(0, 0))
    if done < len(source.text):
        items.append(Layout(source.text[done:]))
    return File(tuple(items), source, cursor.escape, tuple(cursor.directives))


def _instruction(cursor: Cursor, logical: Logical) -> Instruction:
    try:
        found = _cut(logical.text, logical.lines, cursor.escape)
    except NotStringsError:
        message = "when using JSON array syntax, arrays must be comprised of strings only"
        raise RecipeError(message, span=cursor.span(logical.first, logical.after)) from None
    except RecipeError as error:
        span = cursor.span(logical.first, logical.after)
        raise RecipeError(error.message, span=span, help=error.help) from None
    documents: tuple[Heredoc, ...] = ()
    holder = found.inner if found.inner and found.name == "ONBUILD" else found
    if "<<" in logical.text and holder.name in _HEREDOCS and holder.json is None:
        documents = tuple(_bodies(cursor, logical, cursor.span(logical.first, logical.after)))
    end = cursor.end(cursor.at)
    start = cursor.starts[logical.first]
    begin = logical.lines[0].start
    raw = cursor.text[start:end]
    return Instruction(
        found.keyword,
        found.value,
        found.flags,
        found.json,
        found.words,
        documents,
        logical.comments,
        found.lines,
        Span(begin, start + len(raw.rstrip("\r\n"))),
        raw,
        found.inner._replace(heredocs=documents) if found.inner else None,
    )


def _bodies(cursor: Cursor, logical: Logical, span: Span) -> list[Heredoc]:
    from recipec.dockerfile.parse.heredocs import announced

    documents = announced(logical.text)
    for number, document in enumerate(documents):
        body = cursor.body(document.name, chomp=document.chomp)
        if body is None:
            raise RecipeError(
                "unterminated heredoc", span=span, help=f"no line below is `{document.name}` and nothing else"
            )
        documents[number] = document._replace(body=cursor.text[body.start : body.end], span=body)
    return documents


def _cut(text: str, lines: tuple[Line, ...], escape: str, depth: int = 0) -> Instruction:
    """Cut a logical line into keyword, flags and arguments."""
    bare = text.lstrip(SPACES)
    begin = len(text) - len(bare)
    bare = bare.rstrip(SPACES)
    blank = BLANKS.search(bare)
    if blank is None:
        keyword, rest, offset = bare, "", begin + len(bare)
    else:
        keyword, rest, offset = bare[: blank.start()], bare[blank.end() :], begin + blank.end()
    found, skipped = flags(rest, escape)
    value = rest[skipped:].lstrip(SPACES)
    at = offset + len(rest) - len(value)
    placed = tuple(
        [_flag(word, _place(lines, offset + start), _place(lines, offset + end)) for word, start, end in found]
    )
    within = _shift(lines, at, len(value))
    name = keyword.upper()
    if name == "ONBUILD" and value:
        if depth > _DEEPEST:
            raise RecipeError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
        inner = _cut(value, within, escape, depth + 1)
        return Instruction(keyword, value, placed, words=(value,), lines=within, inner=inner)
    strings, words = _arguments(name, value, escape)
    return Instruction(keyword, value, placed, strings, words, lines=within)


def _arguments(name: str, value: str, escape: str) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    """Give the list of the JSON form, None for any other, and the words."""
    if name in _JSON:
        strings = json_strings(value)
        if strings is not None:
            return strings, strings
    if name in _LISTS:
        return None, tuple(blank_words(value))
    if name in _PAIRS:
        return None, tuple(_pairs(value, name, escape))
    if name == "ARG":
        return None, tuple(quoted_words(value, escape))
    if name == "HEALTHCHECK":
        kind, rest = _first(value)
        command = json_strings(rest)
        return command, (kind, *(command if command is not None else ((rest,) if rest else ()))) if kind else ()
    return None, (value,) if value else ()


def _pairs(value: str, name: str, escape: str) -> list[str]:
    words = quoted_words(value, escape)
    if not words:
        return []
    if "=" not in words[0]:
        legacy = BLANKS.split(value, maxsplit=1)
        if len(legacy) < 2:
            raise RecipeError(f"{name} must have two arguments", help=f"write `{name} {value}=VALUE`")
        return legacy
    for word in words:
        if "=" not in word:
            raise RecipeError(
                f'Syntax error - can\'t find = in "{word}". Must be of the form: name=value',
                help="quote values that contain blanks",
            )
    return words


def _first(value: str) -> tuple[str, str]:
    for index, character in enumerate(value):
        # The builder goes by bytes here, so only blanks of one byte end the type.
        if character in "\t\n\v\f\r ":
            return value[:index], value[index:].lstrip("\t\n\v\f\r ")
    return value, ""


def _flag(word: str, start: int, end: int) -> Flag:
    name, equals, value = word[2:].partition("=")
    return Flag(name, value if equals else None, Span(start, end))


def _place(lines: tuple[Line, ...], offset: int) -> int:
    best = lines[max(bisect_right(lines, offset, key=attrgetter("at")) - 1, 0)]
    return best.start + offset - best.at


def _shift(lines: tuple[Line, ...], at: int, length: int) -> tuple[Line, ...]:
    """Count from the value instead of from the keyword."""
    if len(lines) == 1:
        only = lines[0]
        return (Line(0, only.start + at - only.at, only.comments),)
    shifted: list[Line] = []
    for line in lines:
        begin = line.at - at
        if begin < 0:
            shifted.append(Line(0, line.start - begin, line.comments))
        else:
            shifted.append(Line(min(begin, length), line.start, line.comments))
    return tuple(shifted)
