"""Build arguments that are given from outside: their values take the place of the defaults in the recipe."""

from collections.abc import Mapping

from recipec.diagnostics.finding import Finding, Kind, Severity
from recipec.ir.classes import evolve
from recipec.ir.steps import Argument
from recipec.ir.text import plain
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.dockerfile.tree import File, Instruction, Item
    from recipec.ir.program import Program

UNKNOWN_ARGUMENT = Kind("RC025", "unknown-build-argument", Severity.WARNING)

# BuildKit hands these to every RUN without a declaration.
_PROXIES = frozenset(("http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"))


def into_dockerfile(file: "File", given: Mapping[str, str]) -> "File":
    """Let every ARG say the given value: lift then sees it wherever it counts, FROM included."""
    if not given:
        return file
    from recipec.dockerfile.tree import Instruction

    def valued(item: "Item") -> "Item":
        return _with_values(item, given) if isinstance(item, Instruction) and item.name == "ARG" else item

    return file._replace(items=tuple(map(valued, file.items)))


def _with_values(instruction: "Instruction", given: Mapping[str, str]) -> "Instruction":
    words = []
    for word in instruction.words:
        name = word.partition("=")[0]
        words.append(f"{name}={_quoted(given[name])}" if name in given else word)
    return instruction._replace(words=tuple(words))


def _quoted(value: str) -> str:
    """Quote a value so that a Dockerfile takes every character of it as it is."""
    return "'" + value.replace("'", "'\"'\"'") + "'"


def into_program(program: "Program", given: Mapping[str, str]) -> "Program":
    """Let every argument of a program have the given value."""
    if not given:
        return program

    def replaced(argument: Argument) -> Argument:
        value = given.get(argument.name)
        return argument if value is None else evolve(argument, default=plain(value))

    return evolve(
        program,
        arguments=tuple(replaced(argument) for argument in program.arguments),
        stages=tuple(
            evolve(
                stage,
                steps=tuple(replaced(step) if isinstance(step, Argument) else step for step in stage.steps),
            )
            for stage in program.stages
        ),
    )


def unknown(declared: frozenset[str], given: Mapping[str, str]) -> tuple[Finding, ...]:
    """Name the given arguments that the recipe does not declare."""
    return tuple(_unknown(name, declared) for name in given if name not in declared)


def _unknown(name: str, declared: frozenset[str]) -> Finding:
    if name.lower() in _PROXIES:
        message = f"`{name}` is for the build itself, so its value is not in the output"
        return Finding(UNKNOWN_ARGUMENT, message, help="give it to the build that reads the output")
    from recipec.suggestion import suggestion

    return Finding(
        UNKNOWN_ARGUMENT,
        f"the recipe declares no argument `{name}`, so its value goes nowhere",
        help=suggestion(name, sorted(declared)),
    )
