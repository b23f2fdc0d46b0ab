"""What there is to read about a command, as data: its help and its manual show the same."""

from recipec.cli.options import Command, Option
from recipec.record import Record


class Item(Record):
    """Something to type or to meet, and what is said of it: an option, an example, an exit code."""

    term: str
    text: str


class Section(Record):
    """A part of a page. A paragraph with line ends in it keeps its lines."""

    title: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()


class Page(Record):
    """A page. ``name`` is what is typed to begin with, ``title`` a sentence, ``usage`` what stands behind the name."""

    name: str
    title: str
    usage: str
    sections: tuple[Section, ...]


EXAMPLES = "Examples"
"""The section whose items are lines to type."""
DESCRIPTION = "Description"

_HELP = Item("-h, --help", "Show this help.")
SUMMARY = "A compiler between Dockerfiles and Singularity/Apptainer definition files, and a checker of both."

ENVIRONMENT = (
    Item("NO_COLOR", "If it is not empty, nothing has colours, unless --color says so."),
    Item("FORCE_COLOR, CLICOLOR_FORCE", "If it is not empty, findings have colours in files and pipes too."),
    Item("CLICOLOR", "If it is 0, nothing has colours."),
    Item("FORCE_HYPERLINK", "1 makes codes of findings links to their pages on any terminal, 0 on none."),
    Item("COLUMNS", "How wide help and findings are, instead of the terminal's width."),
    Item("TERM", "A terminal that is `dumb` gets neither colours nor progress."),
    Item("RECIPEC_TRACEBACK", "If it is not empty, a failure of recipec itself shows where it happened."),
)
"""What is read from the environment by every command."""


def of(command: Command) -> Page:
    """Give the page of a command."""
    paragraphs, more = _blocks(command.help)
    notes, last = _blocks(command.epilog)
    options = tuple(Item(_named(option), _told(option)) for option in command.options)
    examples = tuple(Item(one.line, one.what) for one in command.examples)
    return Page(
        f"recipec {command.name}",
        paragraphs[0],
        f"[OPTIONS] {command.metavar}".rstrip(),
        (
            Section(DESCRIPTION, paragraphs[1:]),
            *more,
            Section(EXAMPLES, items=examples),
            Section("Options", items=(*options, _HELP)),
            *last,
            Section("Notes", notes),
        ),
    )


def overview(commands: tuple[Command, ...]) -> Page:
    """Give the page of the program: what people do first, and all commands."""
    first = tuple(Item(one.examples[0].line, one.examples[0].what) for one in commands[:4])
    return Page(
        "recipec",
        SUMMARY,
        "COMMAND [OPTIONS] ...",
        (
            Section(EXAMPLES, items=first),
            Section("Commands", items=tuple(Item(one.name, title(one)) for one in commands)),
            Section(
                "Options",
                items=(Item("--version", "Show the version, Python's, and the engines to write for."), _HELP),
            ),
            Section("Notes", ("`recipec COMMAND --help` shows what a command takes, with examples.",)),
        ),
    )


def title(command: Command) -> str:
    """Give the sentence that says what a command does."""
    return _blocks(command.help)[0][0]


def _named(option: Option) -> str:
    value = option.metavar or "|".join(option.choices)
    return ", ".join(option.names) + (f" {value}" if value else "")


def _told(option: Option) -> str:
    return option.help + (f" [default: {option.default}]" if option.default else "")


def _blocks(text: str) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    r"""Read paragraphs, between blank lines. One that begins with ``\b`` has lines of its own: a list under a title."""
    paragraphs: list[str] = []
    sections: list[Section] = []
    for block in filter(None, text.strip().split("\n\n")):
        if not block.startswith("\b"):
            paragraphs.append(" ".join(block.split()))
            continue
        lines = block.removeprefix("\b").lstrip("\n").splitlines()
        items = _items(lines[1:])
        if items and lines[0].endswith(":"):
            sections.append(Section(lines[0].removesuffix(":"), items=items))
        else:
            paragraphs.append("\n".join(lines) + "\n")
    return tuple(paragraphs), tuple(sections)


def _items(lines: list[str]) -> tuple[Item, ...]:
    """Read a list: a term, two blanks, what is said of it, which may go on further in. Nothing if it is no list."""
    items: list[Item] = []
    for line in lines:
        term, gap, text = line.removeprefix("  ").partition("  ")
        if not line.startswith("  "):
            return ()
        if term and gap:
            items.append(Item(term, text.strip()))
        elif items:
            items[-1] = Item(items[-1].term, f"{items[-1].text} {line.strip()}")
        else:
            return ()
    return tuple(items)
