"""A directory to work in, which goes when the work ends, however it ends."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from recipec.errors import RecipeError
from recipec.typed import NoReturn

# What a shell says of who was told to end.
_TOLD_TO_END = 128


@contextmanager
def workplace(purpose: str, keep: str | None, clear: Callable[[], None]) -> Iterator[Path]:
    """Give a new directory, or the one that is to be kept. ``clear`` takes away what is elsewhere."""
    place = _kept(keep) if keep is not None else _new(purpose)
    before = {number: signal.signal(number, _end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield place
    finally:
        # Who is asked to end twice still cleans up.
        for number in (signal.SIGINT, *before):
            signal.signal(number, signal.SIG_IGN)
        clear()
        if keep is None:
            from recipec.engines.namespace import remove

            remove(place)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number, handler in before.items():
            signal.signal(number, handler)


def scratch() -> str:
    """Find where there is room for images."""
    from tempfile import gettempdir

    from recipec.workshop.storage import storage

    folder = storage(os.environ).temporary
    return folder if folder and os.path.isdir(folder) and os.access(folder, os.W_OK | os.X_OK) else gettempdir()


def kept_log(log: Path) -> Path:
    """Save the log of a workplace that goes."""
    import shutil
    from tempfile import mkstemp

    place = next(one.name for one in log.parents if one.name.startswith("recipec-"))
    # A name that nobody can know before: in a directory for all, somebody might have put a link under it.
    descriptor, saved = mkstemp(prefix=f"{place}-", suffix=".log", dir=scratch())
    with open(descriptor, "wb") as kept, log.open("rb") as said:
        shutil.copyfileobj(said, kept)
    return Path(saved)


def _new(purpose: str) -> Path:
    from tempfile import mkdtemp

    try:
        return Path(mkdtemp(prefix=f"recipec-{purpose}-", dir=scratch()))
    except OSError as error:
        raise RecipeError(
            f"cannot work in `{scratch()}`: {(error.strerror or 'unwritable').lower()}",
            help="set TMPDIR to a directory with room for two images",
        ) from None


def _kept(folder: str) -> Path:
    place = Path(folder).absolute()
    try:
        place.mkdir(parents=True, exist_ok=True)
        is_empty = not any(place.iterdir())
    except OSError as error:
        raise RecipeError(f"cannot keep anything in `{folder}`: {(error.strerror or 'unwritable').lower()}") from None
    if not is_empty:
        raise RecipeError(f"`{folder}` is not empty", help="name a directory that does not exist yet")
    return place


def _end(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(_TOLD_TO_END + number)
