"""Completion for zsh, with what is said of each word."""

from collections.abc import Iterable, Iterator

from recipec.cli.options import Command, Option
from recipec.cli.page import title
from recipec.cli.shells.words import HELP, RECIPES, SHELLS, VERSION, Kind, Words, of_operands, of_option, takes_list


def script(words: Words) -> str:
    """Write the script. It may be evaluated, or stand in a folder of ``fpath`` as ``_recipec``."""
    commands = [(command.name, title(command)) for command in words.commands]
    lines = [
        "#compdef recipec",
        '# Completion of recipec for zsh: `eval "$(recipec completion zsh)"`',
        "",
        *_list("commands", "command", [*commands, ("help", "Show help of a command.")]),
        *_list("rules", "rule", [pair for code, name, said in words.rules for pair in ((code, name), (name, said))]),
        *_list("targets", "engine", [(name, "") for name in words.targets]),
        *_list("sites", "site", [(name, "") for name in words.sites]),
        "_recipec() {",
        "    local curcontext=$curcontext state line",
        "    typeset -A opt_args",
        "    _arguments -C \\",
        *(f"        {_option(option, alone=True)} \\" for option in (VERSION, HELP)),
        "        '1: :_recipec_commands' \\",
        "        '*:: :->rest'",
        "    [[ $state == rest ]] || return",
        "    curcontext=${curcontext%:*}-$words[1]:",
        "    case $words[1] in",
        "        help) _arguments '1: :_recipec_commands' ;;",
        *(line for command in words.commands for line in _command(command)),
        "    esac",
        "}",
        "",
        'if [[ $funcstack[1] == _recipec ]]; then _recipec "$@"; else compdef _recipec recipec; fi',
    ]
    return "\n".join(lines) + "\n"


def _list(name: str, what: str, pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Write the function that offers words, with what is said of them."""
    yield f"_recipec_{name}() {{"
    yield "    local -a words"
    yield "    words=("
    for word, said in pairs:
        yield f"        {_quoted(word + (':' + said.replace(chr(92), chr(92) * 2) if said else ''))}"
    yield "    )"
    yield f"    _describe -t {name} {what} words"
    yield "}"
    yield ""


def _command(command: Command) -> Iterator[str]:
    named = command.metavar.split(" ")[0].strip("[].") or " "
    yield f"        {command.name}) _arguments -s -S \\"
    yield from (f"            {_option(option)} \\" for option in command.options)
    yield f"            {_option(HELP, alone=True)} \\"
    yield f"            {_quoted(f'*:{named}:{_of(of_operands(command))}')} ;;"


def _option(option: Option, *, alone: bool = False) -> str:
    """Write an option as ``_arguments`` reads it; one that is asked for alone ends the rest."""
    said = option.help.replace("\\", r"\\").replace("[", r"\[").replace("]", r"\]").replace(":", r"\:")
    value = "" if option.is_flag else f":{(option.metavar or option.key).replace('=', ' ')}:{_value(option)}"
    others = "- *" if alone else "" if "repeated" in option.help else " ".join(option.names)
    head = f"({others})" if others else "*"
    names = [name + ("=" if value and name.startswith("--") else "+" if value else "") for name in option.names]
    if len(names) == 1:
        return _quoted(f"{head}{names[0]}[{said}]{value}")
    return f"{_quoted(head)}{{{','.join(names)}}}{_quoted(f'[{said}]{value}')}"


def _value(option: Option) -> str:
    if option.choices:
        return f"({' '.join(option.choices)})"
    return "_sequence _recipec_rules" if takes_list(option) else _of(of_option(option))


def _of(kind: Kind) -> str:
    match kind:
        case Kind.RULES | Kind.TARGETS | Kind.COMMANDS:
            return f"_recipec_{kind.value}"
        case Kind.SITES:
            return '_alternative "sites:site:_recipec_sites" "files:file:_files -g \\"*.toml\\""'
        case Kind.SHELLS:
            return f"({' '.join(SHELLS)})"
        case Kind.RECIPES:
            return f'_files -g "({"|".join(RECIPES)})"'
        case Kind.TABLES:
            return '_files -g "*.toml"'
        case Kind.FILES:
            return "_files"
        case Kind.FOLDERS:
            return "_files -/"
        case Kind.NOTHING:
            return " "


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
