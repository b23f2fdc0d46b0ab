"""A command line without mistakes, read without click, whose import takes longer than most conversions.

Whatever is unusual (an abbreviation, a mistake, ``--help``) is left to ``command.py``: this reader then gives None.
"""

from recipec.cli.options import CONVERT, INPUT, Given

_BY_NAME = {name: option for option in CONVERT for name in option.names}


def read(arguments: list[str]) -> Given | None:
    """Read the arguments of ``recipec convert``; None when click has to say what is wrong with them, or to help."""
    given: dict[str, tuple[str, ...]] = {}
    rest = iter(arguments)
    for argument in rest:
        if argument == "-" or not argument.startswith("-"):
            if INPUT in given or not argument:
                return None
            given[INPUT] = (argument,)
            continue
        name, equals, value = argument.partition("=") if argument.startswith("--") else (argument, "", "")
        option = _BY_NAME.get(name)
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
        given[option.key] = ("",) if option.is_flag else (*given.get(option.key, ()), value)
    return given if INPUT in given else None
