"""COPY: files of the context, of a stage or of an image, and files that the recipe itself holds."""

from recipec.dockerfile.lift.place import Place
from recipec.dockerfile.lift.sources import is_git, is_url
from recipec.dockerfile.lift.stages import files_from
from recipec.dockerfile.parse.lexer import Lexer, LexError
from recipec.dockerfile.tree import Heredoc, Instruction
from recipec.errors import RecipeError
from recipec.ir.steps import Copy, FromContext, WriteFile
from recipec.ir.text import Text, literal, plain


def copy(instruction: Instruction, place: Place) -> tuple[Copy | WriteFile, ...]:
    sources, documents = split(instruction)
    source = instruction.flag("from")
    files = files_from(source.value, place) if source is not None and source.value else FromContext()
    texts = tuple(place.text(word) for word in sources)
    for word, text in zip(sources, texts, strict=True):
        name = literal(text)
        if name is not None and (is_git(name) or is_url(name)):
            kind = "a git ref" if is_git(name) else "a URL"
            raise RecipeError(f"source can't be {kind} for COPY", help=f"write `ADD {word}`")
    steps: list[Copy | WriteFile] = []
    if texts:
        steps.append(
            Copy(
                texts,
                destination(instruction, place),
                files,
                chown=place.optional(instruction, "chown"),
                chmod=chmod(instruction, place),
                link=truth(instruction, "link"),
                parents=truth(instruction, "parents"),
                excludes=excludes(instruction),
                origin=place.origin_of(instruction),
            )
        )
    return (*steps, *written(instruction, documents, place))


def split(instruction: Instruction) -> tuple[list[str], list[Heredoc]]:
    """Tell the paths from the here-documents among the sources; of two with one name the last body counts."""
    bodies = {document.name: document for document in instruction.heredocs}
    paths: list[str] = []
    documents: list[Heredoc] = []
    for word in instruction.words[:-1]:
        announced = _announced(word)
        if announced is None:
            paths.append(word)
        else:
            body = bodies[announced.name].body if announced.name in bodies else ""
            documents.append(announced._replace(body=body))
    return paths, documents


def _announced(word: str) -> Heredoc | None:
    if "<<" not in word:
        return None
    from recipec.dockerfile.parse.heredocs import heredoc

    return heredoc(word)


def written(instruction: Instruction, documents: list[Heredoc], place: Place) -> tuple[WriteFile, ...]:
    """One file for each here-document: BuildKit copies them after the ordinary sources."""
    return tuple(
        WriteFile(
            document.name,
            _content(document),
            destination(instruction, place),
            place.optional(instruction, "chown"),
            chmod(instruction, place),
            origin=place.origin_of(instruction),
        )
        for document in documents
    )


def _content(document: Heredoc) -> Text:
    content = document.content
    if not document.expand or not ("$" in content or "\\" in content):
        return plain(content)
    try:
        return Lexer(content, quotes=False).text()
    except LexError as error:
        raise RecipeError(
            f"failed to process the body of `{document.name}`: {error}",
            help=f"quote the name, `<<'{document.name}'`, to keep every `$`",
        ) from None


def destination(instruction: Instruction, place: Place) -> Text:
    return place.text(instruction.words[-1])


def truth(instruction: Instruction, name: str) -> bool:
    """Tell whether a flag without a value, or with `true` or `false`, is set."""
    flag = instruction.flag(name)
    return flag is not None and (flag.value is None or flag.value.lower() == "true")


def excludes(instruction: Instruction) -> tuple[Text, ...]:
    """Patterns are not expanded."""
    return tuple(plain(flag.value or "") for flag in instruction.flags if flag.name == "exclude")


def chmod(instruction: Instruction, place: Place) -> Text | None:
    """Read the mode: octal up to 07777, or symbolic."""
    mode = place.optional(instruction, "chmod")
    value = literal(mode) if mode is not None else None
    if value is None:
        return mode
    octal = bool(value) and not value.strip("01234567") and int(value, 8) <= 0o7777
    if not octal and (value[:1].isdigit() or not _is_symbolic(value)):
        raise RecipeError(f"invalid chmod parameter: '{value}'. it should be octal string and between 0 and 07777")
    return mode


def _is_symbolic(value: str) -> bool:
    import re

    change = "[ugoa]*(?:[-+=](?:[rwxXst]+|[ugo]?))+"
    return re.fullmatch(f"{change}(?:,{change})*", value) is not None
