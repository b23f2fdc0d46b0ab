"""From a definition file's text to its tree, with the verdict of Apptainer 1.4.

The order is Apptainer's: the text is cut into stages, these into a header and sections, then every one is read; the
first that it refuses is the ``RecipeError``.
"""

from recipec.definition.parse import header, sections
from recipec.definition.parse.table import Cut, Piece, cut
from recipec.definition.parse.words import SPACE
from recipec.definition.tree import File, HeaderLine, Section, Stage
from recipec.errors import RecipeError
from recipec.source import Source, Span

# bufio.MaxScanTokenSize: a header, or a section with its line, has to fit into Apptainer's buffer.
LIMIT = 65_536


def parse(source: Source) -> File:
    """Parse a definition file; what Apptainer refuses is a ``RecipeError`` with the place of it.

    ``{{ }}`` is text here, as it is to Apptainer when it reads the file for the first time.
    """
    pieces = cut(_readable(source.text))
    stages = [_stage(one, is_later=at > 1) for at, one in enumerate(pieces)]
    if all(is_empty(stage) for stage in stages):
        end = len(source.text)
        raise RecipeError(
            "there is no stage in this file",
            span=Span(0, min(end, source.text.find("\n") if "\n" in source.text else end)),
            help="a definition file begins with `Bootstrap: docker` and `From: IMAGE`",
        )
    top = stages[0]
    if is_empty(top) and not top.sections and len(stages) > 1:
        # Comments and blank lines above the first `Bootstrap:` are dropped by engines; here they stay above it.
        joined = stages[1]._replace(header=top.header + stages[1].header)
        stages = [joined, *stages[2:]]
    return File(tuple(stage for stage in stages if stage.header or stage.sections))


def _readable(text: str) -> str:
    """Leave out what stands behind the first header or section that is too long: no engine gets there, nor do we."""
    if len(text) <= LIMIT:
        return text
    import re

    start = 0
    for begun in re.finditer(rf"^(?:(?i:bootstrap):|[{SPACE}]*+%)".replace("\n", ""), text, re.MULTILINE):
        if begun.start() - start > LIMIT:
            break
        start = begun.start()
    end = text.find("\n", start + LIMIT)
    return text[: end + 1] if end >= 0 else text


def is_empty(stage: Stage) -> bool:
    """Whether an engine finds nothing in a stage and drops it in silence (deffile.go, isEmpty)."""
    return not any(isinstance(item, HeaderLine) and not item.is_lost for item in stage.header) and all(
        isinstance(item, Section) and item.name not in _NEVER_EMPTY and _says_nothing(item) for item in stage.sections
    )


_NEVER_EMPTY = frozenset(
    ("files", "appinstall", "applabels", "appfiles", "appenv", "apptest", "apphelp", "apprun", "appstart")
)


def _says_nothing(section: Section) -> bool:
    """Whether a section comes out empty. Labels are kept as pairs only, all others as arguments and text."""
    if section.name == "labels":
        from recipec.definition.parse.words import is_skipped, trim

        return all(is_skipped(trim(line)) for line in section.lines)
    return not section.lines and not section.arguments


def _stage(pieces: Cut, *, is_later: bool) -> Stage:
    _check_sizes(pieces)
    items = header.read(pieces.header, is_later=is_later)
    first = not pieces.header
    read: list[Section] = []
    for line, body in pieces.sections:
        section = sections.read(line, body, is_first=first)
        read.append(sections.check_lines(section))
        first = False
    start = pieces.header[0].start if pieces.header else pieces.sections[0][0].start if pieces.sections else 0
    end = _end(pieces)
    return Stage(items, tuple(read), Span(start, max(start, end)))


def _end(pieces: Cut) -> int:
    if pieces.sections:
        line, body = pieces.sections[-1]
        last = body or line
    elif pieces.header:
        last = pieces.header[-1]
    else:
        return 0
    return last.start + len(last.text)


def _check_sizes(pieces: Cut) -> None:
    """Refuse what does not fit into the buffer: a token, together with the section line by which it is known to end."""
    if not pieces.sections and not pieces.header:
        return
    if 4 * (_end(pieces) - (pieces.header[0] if pieces.header else pieces.sections[0][0]).start) < LIMIT:
        return  # no character is more than four bytes
    tokens: list[tuple[Piece, ...]] = [pieces.header] if pieces.header else []
    tokens += [(line, body) if body else (line,) for line, body in pieces.sections]
    for at, token in enumerate(tokens):
        size = sum(len(piece.text.encode("utf-8", "surrogatepass")) for piece in token)
        closing = tokens[at + 1][0].text if at + 1 < len(tokens) else ""
        if size + len(closing.encode("utf-8", "surrogatepass")) > (LIMIT if closing.endswith("\n") else LIMIT - 1):
            what = f"`{token[0].text.strip()}`" if token[0].kind == "SECTION" else "the header"
            raise RecipeError(
                f"{what} is longer than 64 KiB, which is more than apptainer reads",
                span=Span(token[0].start, token[0].start + len(token[0].text.rstrip("\r\n"))),
                help="close the section and open one of the same name: their bodies are joined"
                if token[0].kind == "SECTION"
                else None,
            )
