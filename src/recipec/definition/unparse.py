"""From a definition file's tree to its text."""

from typing import assert_never

from recipec.definition.tree import Blank, Comment, File, HeaderItem, HeaderLine, Section, Stage


def unparse(file: File) -> str:
    """Write a tree. What was read comes out as it was; what a lowering made is separated by one blank line."""
    parts: list[str] = []
    for stage in file.stages:
        _stage(stage, parts)
    return "".join(parts)


def _stage(stage: Stage, parts: list[str]) -> None:
    """Write a stage, and a blank line between what was made and what stands above it."""
    if _is_made(stage):
        _separate(parts)
    parts.extend(map(_header_item, stage.header))
    glued = False  # to the comment above
    for item in stage.sections:
        if item.layout is not None:
            parts.append(item.layout)
            continue
        if not glued:
            _separate(parts)
        match item:
            case Comment():
                parts.append(_comment(item))
                glued = True
            case Section():
                parts.append(_section(item))
                glued = False
            case _:
                assert_never(item)


def _is_made(stage: Stage) -> bool:
    first = stage.header[0] if stage.header else stage.sections[0] if stage.sections else None
    return first is not None and first.layout is None


def _separate(parts: list[str]) -> None:
    """End the text above with one blank line, where there is text. To an engine that would be the body of a section
    that has none, and a runscript of one blank line takes the place of the base's.
    """
    if not parts or (parts[-1].startswith("%") and parts[-1].find("\n") == len(parts[-1]) - 1):
        return
    tail = "".join(parts[-2:])
    if not tail.endswith("\n"):
        parts.append("\n\n")
    elif not tail.endswith("\n\n"):
        parts.append("\n")


def _header_item(item: HeaderItem) -> str:
    if item.layout is not None:
        return item.layout
    match item:
        case HeaderLine():
            # A newline inside of a value is written `\n\` at the end of its line (deffile.go, parseHeader).
            value = item.value.replace("\n", "\\n\\\n")
            tail = "" if item.comment is None else "  #" + item.comment
            return f"{item.key}: {value}".rstrip(" ") + tail + "\n"
        case Comment():
            return _comment(item)
        case Blank():
            return "\n"
        case _:
            assert_never(item)


def _comment(comment: Comment) -> str:
    return f"#{comment.text}\n"


def _section(section: Section) -> str:
    # An app may have no name, but it has a blank before that.
    has_blank = section.arguments or section.app is not None
    head = f"%{section.name} {section.arguments}" if has_blank else f"%{section.name}"
    # Engines take one carriage return off the end of each line.
    return f"{head}\n{section.body}".replace("\r\n", "\r\r\n")
