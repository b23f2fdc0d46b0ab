"""Writing the output: whole or not at all."""

import os
import stat
import sys

from recipec.errors import RecipeError


def check(path: str, *, recipe: str | None, force: bool) -> None:
    """Refuse an output that must not be written, before any work is done for it."""
    _check_name(path)
    if not os.path.exists(path):
        return
    if recipe is not None and os.path.exists(recipe) and os.path.samefile(path, recipe):
        raise RecipeError(f"the output `{path}` is the input")
    if not force and os.path.isfile(path):
        raise RecipeError(f"the output `{path}` exists", help="overwrite it with `--force`")


def _check_name(path: str) -> None:
    if not path:
        raise RecipeError("the output has no name", help="`-` is standard output")
    if os.path.isdir(path):
        raise RecipeError(f"the output `{path}` is a directory", help="name a file in it")
    if path.endswith(os.sep):
        # Without its slash it would be the name of a file, which nobody means who writes one.
        raise RecipeError(f"there is no directory `{path}`", help="make it, and name a file in it")


def write(text: str, path: str | None, *, force: bool) -> None:
    """Write the output to a file, or to standard output when there is no path."""
    # A lone surrogate can only come from a value on the command line that is not UTF-8: it leaves as it came.
    data = text.encode("utf-8", "surrogateescape")
    if path is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    _check_name(path)
    try:
        _replace(data, path, force=force)
    except OSError as error:
        raise RecipeError(f"cannot write `{path}`: {(error.strerror or 'unwritable').lower()}") from None


def _replace(data: bytes, path: str, *, force: bool) -> None:
    # A link stays a link: what it points to is replaced.
    path = os.path.realpath(path)
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):
        with open(path, "wb") as device:
            device.write(data)
        return
    if mode is not None and not os.access(path, os.W_OK):
        raise PermissionError(13, "permission denied")
    draft = os.path.join(os.path.dirname(path), f".recipec-{os.getpid()}-{os.urandom(4).hex()}")
    try:
        # Whatever interrupts it from here on: the name is known, and what has it goes.
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with open(descriptor, "wb") as file:
            file.write(data)
            if mode is not None:
                os.fchmod(descriptor, stat.S_IMODE(mode))
        settle(draft, path, force=force)
    finally:
        if os.path.lexists(draft):
            os.unlink(draft)


def settle(draft: str, path: str, *, force: bool) -> None:
    """Give a draft its name; without ``force`` only if nobody else has taken that meanwhile."""
    if force:
        os.replace(draft, path)
        return
    try:
        os.link(draft, path)
        os.unlink(draft)
    except FileExistsError:
        raise RecipeError(f"the output `{path}` exists", help="overwrite it with `--force`") from None
    except OSError:
        # A file system without hard links.
        os.replace(draft, path)
