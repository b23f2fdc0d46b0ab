"""A command line with a mistake in it, or with a wish for help. Click is imported here and nowhere else."""

import os
import sys

import click

from recipec.cli import commands, terminal
from recipec.cli.options import OPERANDS, Command, Given, Option
from recipec.cli.page import Page, of, overview
from recipec.errors import RecipeError
from recipec.suggestion import suggestion

_HELP = ("-h", "--help")


def read(arguments: list[str]) -> tuple[Command, Given] | int:
    """Read a whole command line. A number is an exit code: all that was asked for is done.

    A ``RecipeError`` says what is wrong with it.
    """
    if not arguments:
        _show(overview(commands.every()))
        return 2
    name, *rest = arguments
    if name == "help" and rest and rest[0] not in _HELP:
        name, rest = rest[0], ["--help"]
    if name == "help" or name in _HELP:
        _show(overview(commands.every()))
        return 0
    command = commands.find(name)
    if command is None:
        raise _no_command(name)
    given = _parsed(command, rest)
    if given is None:
        _show(of(command))
        return 0
    _check(given, command)
    return command, given


def _show(page: Page) -> None:
    from recipec.cli.help import render

    colour = terminal.has_colour("auto", sys.stdout)
    terminal.write(render(page, terminal.width(sys.stdout), colour=colour), sys.stdout)


def _see(command: Command) -> str:
    return f"`recipec {command.name} --help` shows what it takes, with examples"


def _no_command(name: str) -> RecipeError:
    if name.startswith("-"):
        takes = next((one.name for one in commands.every() if _option(one, name.partition("=")[0])), None)
        known = suggestion(name.lstrip("-"), ("help", "version"), "`recipec --help` lists them", prefix="--")
        hint = f"options stand behind the command: `recipec {takes} {name}`" if takes else known
        return RecipeError(f"there is no option `{name}` before a command", help=hint)
    if os.path.exists(name):
        return RecipeError(f"`{name}` is no command", help=f"did you mean `recipec convert {name}`?")
    return RecipeError(
        f"there is no command `{name}`", help=suggestion(name, commands.names(), "`recipec --help` lists them")
    )


def _option(command: Command, name: str) -> Option | None:
    return next((option for option in command.options if name in option.names), None)


def _check(given: Given, command: Command) -> None:
    """Refuse values that an option does not have, and operands that are missing or too many."""
    for option in command.options:
        for value in given.get(option.key, ()) if option.choices else ():
            if value not in option.choices:
                raise RecipeError(
                    f"`{option.names[-1]}` cannot be `{value}`",
                    help=suggestion(value, option.choices, f"one of {', '.join(option.choices)}"),
                )
    operands = given.get(OPERANDS, ())
    if len(operands) < command.least:
        raise RecipeError(f"`recipec {command.name}` needs {command.metavar}", help=_see(command))
    if command.most is not None and len(operands) > command.most:
        usage = f"recipec {command.name} {command.metavar}".rstrip()
        raise RecipeError(f"`{operands[command.most]}` is one too many", help=f"the command is `{usage}`")


def _parsed(command: Command, arguments: list[str]) -> Given | None:
    """Read what stands behind a command; None when it is a wish for help."""
    found: list[Given] = []

    def take(**values: str | bool | tuple[str, ...] | None) -> None:
        given: dict[str, tuple[str, ...]] = {}
        for name, value in values.items():
            if isinstance(value, tuple):
                given[name.replace("_", "-")] = value
            elif value:
                given[name.replace("_", "-")] = ("",)
        found.append({key: held for key, held in given.items() if held})

    def leave(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001 -- click calls it so
        if asked:
            context.exit()

    reader = click.Command(
        command.name,
        params=[
            click.Argument([OPERANDS], nargs=-1),
            *map(_parameter, command.options),
            click.Option(_HELP, is_flag=True, is_eager=True, expose_value=False, callback=leave),
        ],
        callback=take,
        add_help_option=False,
    )
    try:
        reader.main(arguments, prog_name=f"recipec {command.name}", standalone_mode=False)
    except click.UsageError as mistake:
        raise _told(mistake, command, arguments) from None
    except click.Abort:
        raise KeyboardInterrupt from None
    return found[0] if found else None


def _parameter(option: Option) -> click.Option:
    names = [*option.names, option.key.replace("-", "_")]
    return click.Option(names, is_flag=True) if option.is_flag else click.Option(names, multiple=True)


def _told(mistake: click.UsageError, command: Command, arguments: list[str]) -> RecipeError:
    """Say in our words what click says."""
    match mistake:
        case click.NoSuchOption():
            # What a pattern such as `*.def` gave to the command line.
            file = next((one for one in arguments if one.startswith("-") and os.path.isfile(one)), None)
            if file is not None:
                return RecipeError(f"there is no option `{mistake.option_name}`", help=f"`./{file}` is the file")
            return _no_option(mistake.option_name, command)
        case click.BadOptionUsage():
            option = _option(command, mistake.option_name)
            if option is None or option.is_flag:
                return RecipeError(f"`{mistake.option_name}` takes no value", help=_see(command))
            value = option.metavar or "|".join(option.choices)
            return RecipeError(f"`{mistake.option_name}` needs a value", help=f"write `{option.names[-1]} {value}`")
    return RecipeError(mistake.message, help=_see(command))


def _no_option(name: str, command: Command) -> RecipeError:
    others = [one.name for one in commands.every() if _option(one, name)]
    if others:
        return RecipeError(
            f"`recipec {command.name}` has no option `{name}`",
            help=f"`recipec {others[0]}` has it, and `recipec {command.name} --help` lists those that there are",
        )
    known = [one.removeprefix("--") for option in command.options for one in option.names if one.startswith("--")]
    return RecipeError(
        f"there is no option `{name}`", help=suggestion(name.lstrip("-"), known, _see(command), prefix="--")
    )
