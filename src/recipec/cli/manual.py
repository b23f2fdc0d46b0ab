"""The pages of the manual, as ``man`` reads them: what help says, with what all commands have in common."""

import re
from collections.abc import Iterator

from recipec import __version__
from recipec.cli.options import Command
from recipec.cli.page import DESCRIPTION, ENVIRONMENT, EXAMPLES, Item, Page, Section, of, overview

_ABOUT = (
    "recipec writes a Dockerfile as a definition file of Singularity and Apptainer, and the other way round, so that "
    "it builds the same container, and says before anyone builds what will break."
)
_EXITS = Section(
    "Exit codes",
    items=(
        Item("0", "fine"),
        Item("1", "there is something to tell: found, differs, would change"),
        Item("2", "it could not be done: a file or the command line is wrong"),
        Item("130", "Ctrl-C"),
        Item("141", "whoever read the output has gone"),
    ),
)
_FILES = Section(
    "Files",
    items=(
        Item(
            "recipec.toml, .recipec.toml, pyproject.toml", "The configuration: the nearest one from a recipe upwards."
        ),
    ),
)
# The order in which a manual has its sections, and what it calls them.
_ORDER = {
    DESCRIPTION: "DESCRIPTION",
    "Commands": "COMMANDS",
    "Options": "OPTIONS",
    EXAMPLES: "EXAMPLES",
    "Exit codes": "EXIT STATUS",
    "Environment": "ENVIRONMENT",
    "Files": "FILES",
    "Notes": "NOTES",
}


def pages(commands: tuple[Command, ...]) -> dict[str, str]:
    """Give all pages by the names of their files: one of the program, and one of each command."""
    names = [f"recipec-{command.name}" for command in commands]
    about = Section(DESCRIPTION, (_ABOUT,))
    first = overview(commands)
    linked = tuple(
        section._replace(items=tuple(Item(f"recipec-{one.term}(1)", one.text) for one in section.items))
        if section.title == "Commands"
        else section
        for section in first.sections
    )
    environment = Section("Environment", items=ENVIRONMENT)
    whole = first._replace(sections=(about, *linked, _EXITS, environment, _FILES))
    found = {"recipec.1": _page(whole, ("apptainer", "singularity", "docker", *names))}
    for command, name in zip(commands, names, strict=True):
        page = of(command)
        found[f"{name}.1"] = _page(page._replace(sections=(*page.sections, environment, _FILES)), ("recipec",))
    return found


def _page(page: Page, related: tuple[str, ...]) -> str:
    name = page.name.replace(" ", "-")
    title = page.title[0].lower() + page.title[1:].removesuffix(".")
    sections = sorted(
        (section for section in page.sections if section.items or section.paragraphs),
        key=lambda section: list(_ORDER).index(section.title) if section.title in _ORDER else 1,
    )
    lines = [
        f'.TH {name.upper()} 1 "" "recipec {__version__}" "User Commands"',
        ".SH NAME",
        f"{_text(name)} \\- {_text(title)}",
        ".SH SYNOPSIS",
        f"\\fB{_text(page.name)}\\fR {_text(page.usage)}",
        *(line for section in sections for line in _section(section)),
        ".SH SEE ALSO",
        ",\n".join(f"\\fB{_text(one)}\\fR(1)" for one in related),
    ]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield f".SH {_ORDER.get(section.title) or section.title.upper()}"
    for number, paragraph in enumerate(section.paragraphs):
        if number:
            yield ".PP"
        yield from (".nf", *map(_text, paragraph.splitlines()), ".fi") if "\n" in paragraph else (_text(paragraph),)
    for number, item in enumerate(section.items):
        if section.title == EXAMPLES:
            yield from (".PP",) if number else ()
            yield from (_text(item.text), ".PP", ".nf", ".RS 4", _text(item.term), ".RE", ".fi")
        else:
            yield from (".TP", f"\\fB{_text(item.term)}\\fR", _text(item.text))


def _text(text: str) -> str:
    """Write a text so that nothing in it is taken for a command; what stands in backticks is bold."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("~", "\\(ti").replace("^", "\\(ha")
    text = re.sub(r"`([^`]*)`", r"\\fB\1\\fR", text)
    return re.sub(r"(?m)^([.'])", r"\\&\1", text)
