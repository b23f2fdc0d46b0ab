"""The commands, a module each with what the command takes. Only the module that is asked for is imported."""

from recipec.cli.options import Command

# What people do first comes first.
_FIRST = ("convert", "lint", "fmt", "build")


def names() -> tuple[str, ...]:
    """Give the names of all commands: those that people need first, then the others, sorted."""
    from pkgutil import iter_modules

    found = {module.name for module in iter_modules(__path__)}
    return (*(name for name in _FIRST if name in found), *sorted(found.difference(_FIRST)))


def find(name: str) -> Command | None:
    """Give the command of that name; None when there is none."""
    home = f"{__name__}.{name}"
    if not name.isidentifier() or name.startswith("_"):
        return None
    try:
        command: Command = __import__(home, fromlist=("COMMAND",)).COMMAND
    except ModuleNotFoundError as error:
        if error.name != home:
            raise
        return None
    return command


def every() -> tuple[Command, ...]:
    """Give all commands, in the order of their names."""
    return tuple(command for command in map(find, names()) if command is not None)
