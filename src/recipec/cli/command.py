"""The command line as click reads it: help, mistakes and suggestions. Click is imported here and nowhere else."""

import click

from recipec import __version__
from recipec.cli import commands
from recipec.cli.options import OPERANDS, Command, Example, Given, Option
from recipec.suggestion import nearest


class _Choice(click.Choice[str]):
    """A choice that suggests the nearest of its values."""

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        message = super().get_invalid_choice_message(value, ctx)
        close = nearest(str(value), self.choices)
        return f"{message} Did you mean {close!r}?" if close else message


def _parameter(option: Option) -> click.Option:
    text = option.help + (f"  [default: {option.default}]" if option.default else "")
    if option.is_flag:
        return click.Option([*option.names, option.key.replace("-", "_")], is_flag=True, help=text)
    return click.Option(
        [*option.names, option.key.replace("-", "_")],
        multiple=True,
        metavar=option.metavar or None,
        type=_Choice(option.choices) if option.choices else click.STRING,
        help=text,
    )


def _subcommand(command: Command, asked: list[tuple[Command, Given]]) -> click.Command:
    """Make click's idea of a command; what it was asked to do is added to ``asked``."""

    def take(**values: str | bool | tuple[str, ...] | None) -> None:
        given: dict[str, tuple[str, ...]] = {}
        for name, value in values.items():
            key = name.replace("_", "-")
            if isinstance(value, tuple):
                given[key] = value
            elif isinstance(value, str):
                given[key] = (value,)
            elif value:
                given[key] = ("",)
        asked.append((command, {key: held for key, held in given.items() if held}))

    return click.Command(
        command.name,
        params=[*_operand(command), *map(_parameter, command.options)],
        callback=take,
        help=command.help,
        epilog=f"{_examples(command.examples)}\n\n{command.epilog}",
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _operand(command: Command) -> tuple[click.Argument, ...]:
    """Make click's idea of what a command takes besides options. Click knows a fixed number of them, and any number."""
    if command.most == 0:
        return ()

    def counted(context: click.Context, _: click.Parameter, words: tuple[str, ...]) -> tuple[str, ...]:
        if command.most is not None and len(words) > command.most and not context.resilient_parsing:
            raise click.UsageError(f"Got unexpected extra argument ({words[command.most]})", context)
        if len(words) < command.least and not context.resilient_parsing:
            raise click.UsageError(f"Missing argument '{command.metavar}'.", context)
        return words

    return (click.Argument([OPERANDS], metavar=command.metavar, nargs=-1, callback=counted),)


def _examples(examples: tuple[Example, ...]) -> str:
    return "\n".join(("\b", "Examples:", *(f"  # {one.what}\n  {one.line}" for one in examples)))


class _Group(click.Group):
    """A group that suggests the nearest of its commands."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as mistake:
            close = nearest(args[0], self.commands)
            if not close:
                raise
            raise click.UsageError(f"{mistake.message} Did you mean {close!r}?", ctx) from None


def read(arguments: list[str]) -> tuple[Command, Given] | int:
    """Read a whole command line. A number is an exit code: all that was asked for is done."""
    asked: list[tuple[Command, Given]] = []
    group = _Group(
        "recipec",
        help="A compiler between Dockerfiles and Singularity/Apptainer definition files, and a checker of both.",
        params=[
            click.Option(
                ["--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_print_version,
                help="Show the version and exit.",
            )
        ],
        commands=[_subcommand(command, asked) for command in commands.every()],
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    try:
        code: object = group.main(arguments, prog_name="recipec", standalone_mode=False)
    except click.ClickException as mistake:
        mistake.show()
        return 2
    except click.Abort:
        return 130
    if isinstance(code, int):
        return code
    return asked[0] if asked else 0


def _print_version(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001 -- click calls it so
    if asked and not context.resilient_parsing:
        click.echo(f"recipec {__version__}")
        context.exit()
