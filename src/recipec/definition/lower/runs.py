"""RUN in ``%post``: plain lines where they mean the same, a subshell where something would leak or stop too early."""

from recipec.definition.lower.encode import as_file, is_misread
from recipec.definition.lower.scripts import script_word
from recipec.definition.lower.sheet import WAITING, Sheet
from recipec.definition.lower.users import User, as_user
from recipec.ir.steps import Command, Exec, Run, ScriptFile, Shell
from recipec.ir.walk import State
from recipec.shell.quoting import quote, quote_argument
from recipec.shell.script import parse
from recipec.shell.state import Left, left_behind
from recipec.typed import assert_never

# Programs that are also commands of the shell, which do not always do the same.
_BUILTINS = frozenset(
    """. : [ alias bg break cd command continue dirname echo eval exec exit export false fg getopts hash jobs kill let
    local printf pwd read readonly return set shift source test time times trap true type ulimit umask unalias unset
    wait""".split()
)


TOLERANT = "set +e  # only the last status counts, as in Docker\n"


def stops_at_failures(interpreter: tuple[str, ...]) -> bool:
    """Tell whether a SHELL has -e among its options."""
    return any(
        option == "errexit" or (option.startswith("-") and not option.startswith("--") and "e" in option)
        for option in interpreter[1:]
    )


def code(step: Run, state: State, user: User | None, sheet: Sheet, *, is_bare: bool) -> str:
    """Write the command of a RUN. ``is_bare``: no line below it could notice what it leaves."""
    command = step.command
    if user is not None:
        sheet.because(step, f"`{user.told}` runs it, as the USER above says: all of `%post` is root's.")
        return as_user(_standalone(command, sheet), user, state, sheet)
    match command:
        case Exec(argv):
            return _exec(argv)
        case ScriptFile():
            sheet.because(step, "A script with a `#!` line of its own is a program: it is written to a file and run.")
            return _script_file(command.body, (), sheet)
        case Shell():
            if command.interpreter == sheet.shell:
                return _inline(step, command, sheet, is_bare=is_bare)
            sheet.because(step, f"`{command.interpreter[0]}` reads it, and another shell the rest of `%post`.")
            words = _standalone(command, sheet)
            assert isinstance(words, tuple)
            return _with_script(words, sheet)
        case _:
            assert_never(command)


def _exec(argv: tuple[str, ...]) -> str:
    if not argv:
        return ":"
    words = [quote(argv[0]), *map(quote_argument, argv[1:])]
    return " ".join(["env", *words] if argv[0] in _BUILTINS else words)


def _standalone(command: Command, sheet: Sheet) -> tuple[str, ...]:
    """Give a command as a program with arguments."""
    match command:
        case Exec(argv):
            return argv
        case ScriptFile():
            return (_kept_file(command.body, sheet),)
        case Shell(script, interpreter):
            from recipec.shell.render import laid_out

            read = parse(script)
            return (*interpreter, laid_out(read, command.breaks) if read.is_understood else script)
        case _:
            assert_never(command)


def _with_script(words: tuple[str, ...], sheet: Sheet) -> str:
    """Write a command whose last argument is a script of its own."""
    *interpreter, script = words
    start = " ".join(map(quote_argument, interpreter))
    return f"{start} {script_word(script, sheet)}"


def _kept_file(body: str, sheet: Sheet) -> str:
    path = f"{sheet.wait()}.sh"
    sheet.run(f"mkdir -p {WAITING}\n{as_file(path, body)}\nchmod 755 {path}")
    return path


def _script_file(body: str, arguments: tuple[str, ...], sheet: Sheet) -> str:
    return " ".join((_kept_file(body, sheet), *map(quote_argument, arguments)))


def _inline(step: Run, command: Shell, sheet: Sheet, *, is_bare: bool) -> str:
    from recipec.shell.render import laid_out
    from recipec.shell.split import pieces

    read = parse(command.script)
    if not read.is_understood:
        return _with_script((*command.interpreter, command.script), sheet)
    lines = pieces(read, command.breaks)
    if lines is None:
        # A shell under -e of its own stops where %post does; any other goes on to its last command.
        tolerant = "" if stops_at_failures(command.interpreter) else TOLERANT
        sheet.because(step, "It runs in a subshell, which stops where it did, and with that status.")
        written = _subshell(tolerant + laid_out(read, command.breaks))
    else:
        written = "\n".join(lines)
        if len(lines) > 1:
            sheet.because(step, "Each command has a line of its own: `%post` stops at the first that fails.")
        if not is_bare:
            sheet.because(step, "It runs in a subshell: what it leaves in its shell would reach the lines below.")
            written = _subshell(written)
    if _is_misread(written):
        whole = laid_out(read, ())
        if _is_misread(whole):
            return _with_script((*command.interpreter, command.script), sheet)
        tolerant = "" if stops_at_failures(command.interpreter) else TOLERANT
        return _subshell(tolerant + whole)
    return written


def _is_misread(code: str) -> bool:
    """Tell the same of code that will be indented, which never makes it worse."""
    from recipec.shell.render import indent

    return is_misread(code) and is_misread(indent(code, "    "))


def _subshell(script: str) -> str:
    from recipec.shell.render import indent

    # The script of a here-document ends in a line break of its own.
    bare = script.rstrip("\n")
    return "(\n" + indent(script if bare.endswith("\\") else bare, "    ") + "\n)"


def effects(step: Run, state: State, sheet: Sheet, left: Left | None) -> None:
    """Note in the history what a RUN may have touched. ``left``: what it leaves, where that is known already."""
    from recipec.ir.text import literal
    from recipec.shell.effects import effects as of_script

    directory = literal(state.workdir) if state.workdir is not None else None
    command = step.command
    match command:
        case Shell():
            script = command.script
        case Exec(argv):
            script = " ".join(map(quote_argument, argv))
        case ScriptFile():
            script = command.body
        case _:
            assert_never(command)
    read = parse(script)
    names = (left or left_behind(read)).reads | {"PATH", "HOME", "VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONUSERBASE"}
    variables = state.variables
    known = {name: value for name in names if name in variables and (value := literal(variables[name])) is not None}
    found = of_script(read, directory, known)
    sheet.history.ran(found._replace(is_foreign=found.is_foreign or bool(step.mounts)))
