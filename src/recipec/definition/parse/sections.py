"""Sections: their names, their arguments, and what engines refuse in them."""

from recipec.definition.parse import words
from recipec.definition.parse.table import Piece
from recipec.definition.tree import APP_SECTIONS, SECTIONS, Section
from recipec.errors import RecipeError
from recipec.source import Span
from recipec.suggestion import suggestion


def read(line: Piece, body: Piece | None, *, is_first: bool) -> Section:
    """Read a section. ``is_first``: nothing stands above it in the file, so that engines trim it as a whole."""
    text = line.text.rstrip("\n").removesuffix("\r")
    if is_first:
        text = text.lstrip(words.SPACE)
        if "\n" not in words.trim(line.text + (body.text if body else "")):
            raise RecipeError(
                f"`{words.trim(text)}` is all there is: apptainer wants a body below the first section",
                span=_line_span(line),
                help="begin the file with `Bootstrap:`",
            )
    bare = text.lstrip("%")
    name, blank, arguments = bare.partition(" ")
    key = words.lower(name)
    if key in APP_SECTIONS:
        if not blank:
            raise RecipeError(
                f"`%{name}` does not say for which app", span=_line_span(line), help=f"write `%{key} NAME`"
            )
        if name != key:
            # Apptainer compares the names of apps' sections with their case, and all others without it.
            raise RecipeError(
                f"`%{name}` is no section", span=_line_span(line), help=f"write it in lower case: `%{key}`"
            )
    elif key not in SECTIONS:
        raise _unknown(name, text, line)
    section = Section(key, arguments, (), line.text, _line_span(line))
    end = line.start + len(line.text)
    if body is None:
        return section._replace(body_span=Span(end, end))
    content = body.text
    if is_first:
        # What is trimmed is the token; its last line end is put back to keep lines what they are.
        content = content.rstrip(words.SPACE)
    lines = content.removesuffix("\n").split("\n") if content else []
    if "\r" in content:
        lines = [one.removesuffix("\r") for one in lines]
    return section._replace(lines=tuple(lines), layout=line.text + body.text, body_span=Span(end, end + len(body.text)))


def check_lines(section: Section) -> Section:
    """Refuse the line of ``%files`` at which engines crash: a lone quote (deffile.go, parseTokenSection)."""
    if section.name != "files" or not any('"' in line for line in section.lines):
        return section
    for at, line in enumerate(section.lines):
        text = words.trim(line)
        if not words.is_skipped(text) and text[0] == '"' and words.files(text) is None:
            raise RecipeError(
                "a quote alone is no path: apptainer crashes here",
                span=section.line_spans[at],
                help="close the quote, on this line",
            )
    return section


def _line_span(line: Piece) -> Span:
    return Span(line.start, line.start + len(line.text.rstrip("\r\n")))


def _unknown(name: str, text: str, line: Piece) -> RecipeError:
    span = _line_span(line)
    bare = words.trim(text)
    if text != text.lstrip(words.SPACE):
        known = words.lower(bare.lstrip("%").split(" ", 1)[0]) in SECTIONS | APP_SECTIONS
        return RecipeError(
            f"`{bare}` is indented: a line that begins with `%` is a section, and those begin in the first column",
            span=span,
            help="move it to the first column" if known else "write the line so that `%` is not its first character",
        )
    if not name:
        return RecipeError("a line that begins with `%` is a section, and this one has no name", span=span)
    clean = words.lower(name.replace("\t", " ").split(" ", 1)[0].split(":", 1)[0].split("#", 1)[0])
    if clean in SECTIONS | APP_SECTIONS:
        return RecipeError(
            f"`%{name}` is no section: only a space ends the name", span=span, help=f"write `%{clean}` and a space"
        )
    hint = suggestion(
        OTHER_NAMES.get(clean, clean),
        sorted(SECTIONS | APP_SECTIONS),
        "every line that begins with `%` is a section, in scripts too",
        prefix="%",
    )
    return RecipeError(f"`%{name}` is no section", span=span, help=hint)


# What sections are called elsewhere, or in haste.
OTHER_NAMES = {
    "env": "environment",
    "run": "runscript",
    "start": "startscript",
    "cmd": "runscript",
    "args": "arguments",
    "description": "help",
    "install": "post",
    "build": "post",
}
