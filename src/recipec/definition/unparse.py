"""From a definition file's tree to its text."""

from recipec.definition.tree import Blank, Comment, File, HeaderItem, HeaderLine, Section, SectionItem, Stage
from recipec.typed import TypeAlias, assert_never

Piece: TypeAlias = tuple[str, HeaderItem | SectionItem | None]


def unparse(file: File) -> str:
    """Write a tree. What was read comes out as it was; what a lowering made is separated by one blank line."""
    return "".join([text for text, _ in pieces(file)])


def pieces(file: File) -> list[Piece]:
    """Write a tree in pieces, each with the item that it is the text of; None for a blank line between two."""
    written: list[Piece] = []
    for stage in file.stages:
        _stage(stage, written)
    return written


def _stage(stage: Stage, written: list[Piece]) -> None:
    """Write a stage, and a blank line between what was made and what stands above it."""
    if _is_made(stage):
        _separate(written)
    written.extend((_header_item(item), item) for item in stage.header)
    glued = False  # to the comment above
    for item in stage.sections:
        if item.layout is not None:
            written.append((item.layout, item))
            continue
        if not glued:
            _separate(written)
        match item:
            case Comment():
                written.append((_comment(item), item))
                glued = True
            case Section():
                written.append((_section(item), item))
                glued = False
            case _:
                assert_never(item)


def _is_made(stage: Stage) -> bool:
    first = stage.header[0] if stage.header else stage.sections[0] if stage.sections else None
    return first is not None and first.layout is None


def _separate(written: list[Piece]) -> None:
    """End the text above with one blank line, where there is text. To an engine that would be the body of a section
    that has none, and a runscript of one blank line takes the place of the base's.
    """
    if not written or (written[-1][0].startswith("%") and written[-1][0].find("\n") == len(written[-1][0]) - 1):
        return
    tail = "".join(text for text, _ in written[-2:])
    if not tail.endswith("\n"):
        written.append(("\n\n", None))
    elif not tail.endswith("\n\n"):
        written.append(("\n", None))


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
