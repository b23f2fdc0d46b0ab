"""Completion for fish, with what is said of each word."""

from collections.abc import Iterable, Iterator

from recipec.cli.options import Command, Option
from recipec.cli.page import title
from recipec.cli.shells.words import HELP, SHELLS, VERSION, Kind, Words, of_operands, of_option, takes_list


def script(words: Words) -> str:
    """Write the script."""
    names = " ".join((*(command.name for command in words.commands), "help"))
    lines = [
        "# Completion of recipec for fish: `recipec completion fish | source`",
        *_list("rules", [pair for code, name, said in words.rules for pair in ((code, name), (name, said))]),
        *_list("targets", [(name, "engine") for name in words.targets]),
        *_list("sites", [(name, "site") for name in words.sites]),
        *_list("commands", [*((one.name, title(one)) for one in words.commands), ("help", "Show help of a command.")]),
        "function __recipec_is",
        "    set -l words (commandline -opc)",
        "    test (count $words) -ge 2; and test $words[2] = $argv[1]",
        "end",
        "",
        "complete -c recipec -f",
        f"complete -c recipec -n 'not __fish_seen_subcommand_from {names}' -a '(__recipec_commands)'",
        "complete -c recipec -n '__recipec_is help' -a '(__recipec_commands)'",
        *(f"complete -c recipec -n __fish_is_first_arg {_option(option)}" for option in (VERSION, HELP)),
        *(line for command in words.commands for line in _command(command)),
    ]
    return "\n".join(lines) + "\n"


def _list(name: str, pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Write the function that lists words, with what is said of them."""
    yield f"function __recipec_{name}"
    yield "    printf '%s\\t%s\\n' \\"
    yield from (f"        {_quoted(word)} {_quoted(said)} \\" for word, said in pairs)
    yield ""
    yield "end"
    yield ""


def _command(command: Command) -> Iterator[str]:
    head = f"complete -c recipec -n '__recipec_is {command.name}'"
    for option in (*command.options, HELP):
        yield f"{head} {_option(option)}"
    operands = _of(of_operands(command))
    if operands:
        yield f"{head} {operands}"


def _option(option: Option) -> str:
    names = " ".join(f"-l {one[2:]}" if one.startswith("--") else f"-s {one[1:]}" for one in option.names)
    value = "" if option.is_flag else f" {_value(option)}"
    return f"{names}{value} -d {_quoted(option.help)}"


def _value(option: Option) -> str:
    if option.choices:
        return f"-x -a {_quoted(' '.join(option.choices))}"
    if takes_list(option):
        return "-x -a '(__fish_complete_list , __recipec_rules)'"
    offered = _of(of_option(option))
    return f"-r {offered}" if offered == "-F" else f"-x {offered}".rstrip()


def _of(kind: Kind) -> str:
    match kind:
        case Kind.RULES | Kind.TARGETS | Kind.COMMANDS:
            return f"-a '(__recipec_{kind.value})'"
        case Kind.SITES:
            return "-a '(__recipec_sites; __fish_complete_suffix .toml)'"
        case Kind.SHELLS:
            return f"-a '{' '.join(SHELLS)}'"
        case Kind.TABLES:
            return "-a '(__fish_complete_suffix .toml)'"
        case Kind.RECIPES | Kind.FILES:
            return "-F"
        case Kind.FOLDERS:
            return "-a '(__fish_complete_directories)'"
        case Kind.NOTHING:
            return ""


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
