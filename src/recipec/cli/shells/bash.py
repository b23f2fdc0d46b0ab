"""Completion for bash, from version 3.2 on, which macOS has."""

from collections.abc import Iterator

from recipec.cli.options import Command, Option
from recipec.cli.shells.words import HELP, RECIPES, SHELLS, VERSION, Kind, Words, of_operands, of_option, takes_list

_FUNCTIONS = r"""
_recipec_words() {
    COMPREPLY=($(compgen -W "$1" -- "$cur"))
}

_recipec_list() {
    local last=${cur##*,}
    COMPREPLY=($(compgen -P "${cur%"$last"}" -W "$1" -- "$last"))
}

_recipec_files() {
    local IFS=$'\n' pattern
    compopt -o filenames 2>/dev/null
    for pattern; do
        COMPREPLY+=($(compgen -f -X "!$pattern" -- "$cur"))
    done
    [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$cur"))
    COMPREPLY+=($(compgen -d -- "$cur"))
}

_recipec_folders() {
    local IFS=$'\n'
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -d -- "$cur"))
}
"""

_HEAD = r"""
_recipec() {
    local cur=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command= at
    COMPREPLY=()
    # bash cuts `--option=value` into three words.
    if [ "$cur" = = ]; then
        cur=
    elif [ "$previous" = = ]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for ((at = 1; at < COMP_CWORD; at++)); do
        case ${COMP_WORDS[at]} in
            -*) ;;
            *) command=${COMP_WORDS[at]}; break ;;
        esac
    done
"""


def script(words: Words) -> str:
    """Write the script."""
    names = " ".join((*(command.name for command in words.commands), "help"))
    lines = [
        '# Completion of recipec for bash: `eval "$(recipec completion bash)"`',
        f'_recipec_rules="{" ".join(word for code, name, _ in words.rules for word in (code, name))}"',
        f'_recipec_targets="{" ".join(words.targets)}"',
        f'_recipec_sites="{" ".join(words.sites)}"',
        f'_recipec_commands="{names}"',
        _FUNCTIONS.rstrip(),
        _HEAD.rstrip(),
        "    case $command,$previous in",
        *(line for command in words.commands for line in _values(command)),
        "    esac",
        "    case $command,$cur in",
        f"        ,-*) _recipec_words '{' '.join((*VERSION.names, *HELP.names))}' ;;",
        '        ,*) _recipec_words "$_recipec_commands" ;;',
        '        help,*) _recipec_words "$_recipec_commands" ;;',
        *(line for command in words.commands for line in _rest(command)),
        "    esac",
        "}",
        "",
        "complete -F _recipec recipec",
    ]
    return "\n".join(lines) + "\n"


def _values(command: Command) -> Iterator[str]:
    for option in command.options:
        if not option.is_flag:
            pattern = "|".join(f"{command.name},{name}" for name in option.names)
            yield f"        {pattern}) {_value(option)}; return ;;"


def _value(option: Option) -> str:
    if option.choices:
        return f"_recipec_words '{' '.join(option.choices)}'"
    if takes_list(option):
        return '_recipec_list "$_recipec_rules"'
    return _of(of_option(option))


def _rest(command: Command) -> Iterator[str]:
    names = " ".join(name for option in (*command.options, HELP) for name in option.names)
    yield f"        {command.name},-*) _recipec_words '{names}' ;;"
    yield f"        {command.name},*) {_of(of_operands(command))} ;;"


def _of(kind: Kind) -> str:
    match kind:
        case Kind.RULES | Kind.TARGETS | Kind.COMMANDS:
            return f'_recipec_words "$_recipec_{kind.value}"'
        case Kind.SITES:
            return '_recipec_files "*.toml"; COMPREPLY+=($(compgen -W "$_recipec_sites" -- "$cur"))'
        case Kind.SHELLS:
            return f"_recipec_words '{' '.join(SHELLS)}'"
        case Kind.RECIPES:
            patterns = (*RECIPES, *(f"*/{pattern}" for pattern in RECIPES if not pattern.startswith("*")))
            return f"_recipec_files {' '.join(map(repr, patterns))}"
        case Kind.TABLES:
            return "_recipec_files '*.toml'"
        case Kind.FILES:
            return "_recipec_files '*'"
        case Kind.FOLDERS:
            return "_recipec_folders"
        case Kind.NOTHING:
            return ":"
