"""A command line without mistakes, read without click, whose import takes longer than most conversions.

Whatever is unusual (an abbreviation, a mistake, ``--help``) is left to ``command.py``: this reader then gives None.
"""

from recipec.cli.options import OPERANDS, Command, Given


def read(arguments: list[str], command: Command) -> Given | None:
    """Read the arguments of a command; None when click has to say what is wrong with them, or to help."""
    by_name = {name: option for option in command.options for name in option.names}
    found: dict[str, list[str]] = {}
    rest = iter(arguments)
    for argument in rest:
        if argument == "-" or not argument.startswith("-"):
            if not argument:
                return None
            found.setdefault(OPERANDS, []).append(argument)
            continue
        name, equals, value = argument.partition("=") if argument.startswith("--") else (argument, "", "")
        option = by_name.get(name)
        if option is None or (option.is_flag and equals):
            return None
        if not option.is_flag and not equals:
            following = next(rest, None)
            # Click has an opinion on values that look like options.
            if following is None or (following.startswith("-") and following != "-"):
                return None
            value = following
        if option.choices and value not in option.choices:
            return None
        if option.is_flag:
            found[option.key] = [""]
        else:
            found.setdefault(option.key, []).append(value)
    given = {key: tuple(values) for key, values in found.items()}
    count = len(given.get(OPERANDS, ()))
    return given if command.least <= count and (command.most is None or count <= command.most) else None
