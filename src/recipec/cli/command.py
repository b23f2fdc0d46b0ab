"""The command line as click reads it: help, mistakes and suggestions. Click is imported here and nowhere else."""

from difflib import get_close_matches

import click

from recipec import __version__
from recipec.cli.options import CONVERT, INPUT, Given, Option

_CONVERT_HELP = """Write a recipe in the other format.

INPUT is a Dockerfile or a definition file, told apart by its name and text; - reads standard input.
The output goes to standard output, findings go to standard error.
"""
_CONVERT_EPILOG = """\b
Exit codes:
  0  written, with or without warnings
  1  written, but it will not build or not mean the same: an error says why;
     with --strict: something would be lost, and nothing is written
  2  not done: the input, the output or the command line is wrong
"""


class _Choice(click.Choice[str]):
    """A choice that suggests the nearest of its values."""

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        message = super().get_invalid_choice_message(value, ctx)
        close = get_close_matches(str(value), list(self.choices), n=1)
        return f"{message} Did you mean {close[0]!r}?" if close else message


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


def read(arguments: list[str]) -> Given | int:
    """Read a whole command line. A number is an exit code: all that was asked for is done."""
    given: dict[str, tuple[str, ...]] = {}

    def convert(**values: str | bool | tuple[str, ...]) -> None:
        for name, value in values.items():
            key = name.replace("_", "-")
            if isinstance(value, tuple):
                given[key] = value
            elif isinstance(value, str):
                given[key] = (value,)
            elif value:
                given[key] = ("",)

    group = click.Group(
        "recipec",
        help="A compiler between Dockerfiles and Singularity/Apptainer definition files.",
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
        commands=[
            click.Command(
                "convert",
                params=[click.Argument([INPUT], metavar="INPUT"), *map(_parameter, CONVERT)],
                callback=convert,
                help=_CONVERT_HELP,
                epilog=_CONVERT_EPILOG,
                context_settings={"help_option_names": ["-h", "--help"]},
            )
        ],
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
    return {key: values for key, values in given.items() if values} if given else 0


def _print_version(context: click.Context, _: click.Parameter, asked: bool) -> None:  # noqa: FBT001 -- click calls it so
    if asked and not context.resilient_parsing:
        click.echo(f"recipec {__version__}")
        context.exit()
