"""Text that Apptainer would misread, written so that it is read as it was meant."""

import re
from collections.abc import Iterable

from recipec.regex import regex
from recipec.shell.quoting import quote
from recipec.target import Target

# Stands for a template in text that is still to be checked for `{{ }}` of its own. Unicode promises that this is no
# character of any text; to the shell's parser it is part of a word.
MARK = "\ufdd0"

_SECTION_LINE = regex(r"^[^\S\n]*%", re.MULTILINE)
_STAGE_LINE = regex(r"\nbootstrap:", re.IGNORECASE)
_TEMPLATE = regex(r"\{\{(?=\s*[0-9A-Za-z_]+\s*\}\})")
_MENTION = regex(MARK + "([^" + MARK + "]*)" + MARK)
_COMMENTED = regex(r"#[^!\n]")

# The argument that stands for two braces: what is put in place is not read again.
BRACES = "LB"


def mention(name: str) -> str:
    """Mark the place of a template."""
    return MARK + name + MARK


def is_misread(text: str) -> bool:
    """Tell whether a line of a section would end it.

    Its first character that is no blank is ``%``, or it begins with ``bootstrap:``, where deffile.go cuts the file,
    also inside of a heredoc.
    """
    return ("%" in text and _SECTION_LINE.search(text) is not None) or _STAGE_LINE.search("\n" + text) is not None


def word(text: str) -> str:
    """Write a word of the shell, so that no line of it is misread."""
    if not is_misread(text) or text.endswith("\n"):
        return quote(text)
    escaped = text.replace("\\", "\\\\").replace("%", "%%").replace("\n", "\\n").replace("'", "'\"'\"'")
    return f"\"$(printf '{escaped}')\""


def as_file(path: str, text: str) -> str:
    """Write shell code that puts a text into a file; where a line would be misread, a bar stands before every one."""
    text = text.removesuffix("\n") + "\n"
    if not is_misread(text):
        ending = delimiter(text)
        return f"cat >{path} <<'{ending}'\n{text}{ending}"
    barred = "".join("|" + line + "\n" for line in text.removesuffix("\n").split("\n"))
    ending = delimiter(barred)
    return f"sed 's/^|//' >{path} <<'{ending}'\n{barred}{ending}"


def delimiter(body: str) -> str:
    """Choose the word that ends a heredoc: one that is no line of it."""
    lines = frozenset(line.strip("\t") for line in body.split("\n"))
    word = "EOF"
    number = 1
    while word in lines:
        number += 1
        word = f"EOF{number}"
    return word


def mentioned(texts: Iterable[str]) -> frozenset[str]:
    """Name the templates that are marked in some texts."""
    return frozenset(name for text in texts for name in _MENTION.findall(text))


def has_template(text: str, target: Target) -> bool:
    """Tell whether Apptainer would take some of a text for a template that is none."""
    return any(True for _ in _foreign(text, target))


def finish(text: str, target: Target) -> str:
    """Write the marked templates, and shield what only looks like one."""
    if "{{" in text and target.has_arguments:
        parts: list[str] = []
        at = 0
        for start in _foreign(text, target):
            parts += (text[at:start], "{{ ", BRACES, " }}")
            at = start + 2
        text = "".join(parts) + text[at:]
    return _MENTION.sub(r"{{ \1 }}", text) if MARK in text else text


def _foreign(text: str, target: Target) -> Iterable[int]:
    if "{{" not in text or not target.has_arguments:
        return
    for found in _TEMPLATE.finditer(text):
        start = found.start()
        line = text[text.rfind("\n", 0, start) + 1 : start]
        # Apptainer >= 1.3 leaves what follows a `#` on its line alone (args/reader.go).
        if target.skips_templates_in_comments and MARK not in line and "{{" not in line and _COMMENTED.search(line):
            continue
        yield start


def split_lines(lines: tuple[str, ...], limit: int | None) -> tuple[tuple[str, ...], ...]:
    """Cut a section's lines into parts that fit the engine's buffer; equal sections are put together again."""
    if limit is None or sum(len(line) for line in lines) * 4 < limit:
        return (lines,)
    parts: list[tuple[str, ...]] = []
    part: list[str] = []
    size = 0
    room = limit - 256  # the section line, and the one of the section that follows
    for line in lines:
        length = len(line.encode("utf-8", "surrogatepass")) + 1
        if part and size + length > room:
            parts.append(tuple(part))
            part, size = [], 0
        part.append(line)
        size += length
    return (*parts, tuple(part))
