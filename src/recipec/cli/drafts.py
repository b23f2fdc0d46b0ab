"""What is built: made under another name beside its own, and given that when it is whole."""

import os
from pathlib import Path

from recipec.cli.output import settle as give_name
from recipec.errors import RecipeError
from recipec.workshop.output import Kind, Output


def is_stored(output: Output) -> bool:
    """Tell whether the output is in an engine's store, which gives names itself."""
    return output.kind is Kind.STORED


def check(output: Output, *, recipe: str | None, force: bool) -> None:
    """Refuse an output that must not be made, before any work is done for it."""
    if is_stored(output):
        return
    path = output.name.rstrip("/")
    folder = os.path.dirname(path) or "."
    if not path:
        raise RecipeError(f"`{output.name}` is no name for the output", help="name what does not exist yet")
    if not os.path.isdir(folder):
        raise RecipeError(f"there is no directory `{folder}`", help="make it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise RecipeError(f"cannot write in `{folder}`: permission denied")
    if not os.path.lexists(path):
        return
    if recipe is not None and os.path.exists(path) and os.path.samefile(path, recipe):
        raise RecipeError(f"the output `{path}` is the input")
    if os.path.isdir(path) is not (output.kind is Kind.SANDBOX):
        what = "a directory" if os.path.isdir(path) else "no directory"
        raise RecipeError(f"the output `{path}` is there, and {what}", help="choose another name")
    if output.kind is Kind.SANDBOX and not _is_image(Path(path)):
        # A name that was misspelt must not cost a directory of the user's.
        raise RecipeError(f"`{path}` is a directory, and no sandbox", help="name one that does not exist yet")
    if not force:
        raise RecipeError(f"the output `{path}` exists", help="replace it with `--force`")


def _is_image(path: Path) -> bool:
    return (path / ".singularity.d").is_dir() or not any(path.iterdir())


def settle(output: Output, *, force: bool) -> None:
    """Give a draft its name; what had that before is gone then, and not before."""
    if is_stored(output):
        return
    path, draft = output.name.rstrip("/"), output.draft
    if not force and os.path.lexists(path):
        raise RecipeError(f"the output `{path}` exists", help="replace it with `--force`")
    try:
        if output.kind is Kind.SANDBOX and os.path.isdir(path):
            from recipec.engines.namespace import remove

            old = Path(f"{draft}.old")
            os.rename(path, old)
            os.rename(draft, path)
            remove(old)
        else:
            give_name(draft, path, force=force)
    except OSError as error:
        raise RecipeError(f"cannot write `{path}`: {(error.strerror or 'unwritable').lower()}") from None


def drop(output: Output) -> None:
    """Take away a draft that did not become whole."""
    if is_stored(output) or not os.path.lexists(output.draft):
        return
    if os.path.isdir(output.draft):
        from recipec.engines.namespace import remove

        remove(Path(output.draft))
    else:
        os.unlink(output.draft)


def size(output: Output) -> str:
    """Say how big a file has become."""
    if is_stored(output) or os.path.isdir(output.name):
        return ""
    return f", {os.stat(output.name).st_size / 1_000_000:.1f} MB,"
