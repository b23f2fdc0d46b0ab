"""Where the command starts and where it ends, whatever happens in between."""

import gc
import os
import sys
from time import monotonic, sleep

from recipec.errors import RecipeError

# As in the package: `typing` waits, and with it the moment from which Ctrl-C is quiet comes sooner.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from recipec.cli.options import Command, Given

FAILED, INTERRUPTED, PIPE_CLOSED = 2, 130, 141


def main(arguments: list[str] | None = None) -> int:
    """Run a command line and give its exit code. Without one, run the process's own, and end the process with it."""
    if arguments is not None:
        return _guarded(arguments)

    try:
        # The process ends before there is garbage worth looking for, and the looking takes a third of the time.
        gc.disable()
        from recipec.cli import lazily, shortcut

        lazily.install()
        shortcut.install()
        sys.unraisablehook = _heed
        _open_what_is_closed()
        code = _guarded(sys.argv[1:])
    except KeyboardInterrupt:
        code = INTERRUPTED
    # All that was written has left its buffer. To take the interpreter apart would take a tenth of the time.
    os._exit(code)


def _heed(lost: "sys.UnraisableHookArgs") -> None:
    """Interrupt again a moment later: what is raised while Python clears something away is dropped, and told of."""
    if not isinstance(lost.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(lost)
        return
    from _thread import interrupt_main, start_new_thread

    def interrupt() -> None:
        sleep(0.01)
        interrupt_main()

    start_new_thread(interrupt, ())


def _open_what_is_closed() -> None:
    """Write nowhere what would be written to a stream that the caller has closed: Python has none then.

    Standard input fails when it is read; without it the first file that is opened would take its place.
    """
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_WRONLY))
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))


def _guarded(arguments: list[str]) -> int:
    try:
        code = _run(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _let_go()
        return PIPE_CLOSED
    except OSError as error:
        # Standard output on a full disk: everything else is read and written with an answer of its own.
        return _fail(f"error: cannot write the output: {(error.strerror or 'unwritable').lower()}\n")
    except Exception as bug:
        # What is raised while a class is made comes out as the cause of an error (`__set_name__`, before Python 3.12).
        if isinstance(bug.__cause__, KeyboardInterrupt):
            return INTERRUPTED
        if os.environ.get("RECIPEC_TRACEBACK"):
            raise
        return _fail(
            f"error: recipec itself failed: {type(bug).__name__}: {bug}\n"
            "  = help: this is a bug: please report it with the recipe "
            "and with what `RECIPEC_TRACEBACK=1` shows\n"
        )
    return code


def _run(arguments: list[str]) -> int:
    if arguments == ["--version"]:
        sys.stdout.write(_version())
        return 0
    from recipec.cli.commands import find
    from recipec.cli.options import PASSED

    command = find(arguments[0]) if arguments else None
    passed: list[str] = []
    if command is not None and command.passes and "--" in arguments:
        at = arguments.index("--")
        arguments, passed = arguments[:at], arguments[at + 1 :]
    given = None
    if command is not None:
        from recipec.cli import quick

        given = quick.read(arguments[1:], command)
    if command is None or given is None:
        from recipec.cli.command import read

        try:
            answer = read(arguments)
        except RecipeError as error:
            from recipec.cli import talk

            talk.error({}, error)
            return FAILED
        if isinstance(answer, int):
            return answer
        command, given = answer
    return _done(command, {**given, PASSED: tuple(passed)} if passed else given)


def _version() -> str:
    from recipec import __version__
    from recipec.target import TARGETS

    python = ".".join(map(str, sys.version_info[:3]))
    engines = ", ".join(target.name for target in TARGETS)
    return f"recipec {__version__}\nPython {python}\ntargets: {engines}\n"


def _done(command: "Command", given: "Given") -> int:
    """Do what a command was given to do; what stops it is told in one way for all of them."""
    from recipec.cli import talk

    started = monotonic()
    try:
        talk.begin(given)
        code: int = __import__(f"recipec.cli.{command.name}", fromlist=("run",)).run(given)
    except RecipeError as error:
        talk.error(given, error)
        code = FAILED
    talk.detail(given, f"exit code {code}, after {monotonic() - started:.2f} s")
    return code


def _fail(message: str) -> int:
    from contextlib import suppress

    _let_go()
    # When standard error is closed too, nobody is there to be told.
    with suppress(OSError):
        sys.stderr.write(message.encode("ascii", "backslashreplace").decode())
    return FAILED


def _let_go() -> None:
    """Send what is still in the buffer of standard output nowhere: the interpreter would fail again on its way out."""
    from contextlib import suppress

    # Standard output may be closed already, or be no file.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
