"""What an instruction has around it when it is lifted: its stage, the stages before, the shell in force."""

from recipec.context import Context
from recipec.dockerfile.parse.lexer import Lexer, LexError
from recipec.dockerfile.tree import Instruction
from recipec.errors import RecipeError
from recipec.ir.node import Origin
from recipec.ir.steps import Break, Shell
from recipec.ir.text import Text
from recipec.record import Record

DEFAULT_SHELL = ("/bin/sh", "-c")


class Names(Record):
    """The stages of the file. ``unique`` has the name that each gets in the program, ``numbers`` its number.

    ``written`` has the numbers of the stages that the recipe gives a name, which is in lower case.
    """

    unique: tuple[str, ...]
    numbers: dict[str, int]
    written: dict[str, list[int]]


class Place(Record):
    """Where an instruction stands."""

    escape: str
    shell: tuple[str, ...]
    stage: int
    names: Names
    context: Context | None = None
    origin: Origin | None = None  # set when the instruction came from a trigger

    def origin_of(self, instruction: Instruction) -> Origin:
        """Give the origin of what an instruction becomes."""
        return self.origin or instruction.origin or Origin(instruction.span, instruction.comments)

    def text(self, value: str) -> Text:
        """Read a value that the builder expands."""
        return text(value, self.escape)

    def optional(self, instruction: Instruction, flag: str) -> Text | None:
        """Read the value of a flag that the builder expands; None without the flag or for an empty value."""
        found = instruction.flag(flag)
        return self.text(found.value) if found is not None and found.value else None

    def script(self, instruction: Instruction, script: str | None = None) -> Shell:
        """Make the script of the shell form, with the line breaks that it had."""
        value = instruction.value if script is None else script
        return Shell(value, self.shell, breaks(instruction))


def text(value: str, escape: str) -> Text:
    """Take quotes and escapes off and name the variables."""
    if not ("$" in value or "'" in value or '"' in value or escape in value):
        return (value,) if value else ()
    try:
        return Lexer(value, escape).text()
    except LexError as error:
        raise RecipeError(f'failed to process "{_quoted(value)}": {error}', help=_help(str(error))) from None


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")


def _help(reason: str) -> str | None:
    if reason.startswith("unsupported modifier"):
        return "builders of images know `:- - :+ + :? ? # ## % %% / //` only; compute other values in a `RUN`"
    return None


def breaks(instruction: Instruction, before: int = 0) -> tuple[Break, ...]:
    """Say where continuations joined the value; what stood before its first character counts as its start."""
    if len(instruction.lines) < 2:
        return ()
    found: list[Break] = []
    for line in instruction.breaks:
        at = max(line.at - before, 0)
        if found and found[-1].at == at:
            found[-1] = Break(at, found[-1].comments + line.comments)
        else:
            found.append(Break(at, line.comments))
    return tuple(found)
