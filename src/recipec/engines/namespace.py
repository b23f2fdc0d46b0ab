"""Files of other ids: an ordinary user who builds with a range of ids cannot read or remove all that comes of it.

In a user namespace with the same ids these files are root's and others', as they are in the container.
"""

import os
import shutil
import stat
from contextlib import suppress
from functools import cache
from pathlib import Path

from recipec.engines.process import BuildError, is_installed, run, tail
from recipec.engines.tree import Entry, read_archive

# Each maps root to the user and all else to the user's range of ids, as engines do. The first one is of util-linux
# since 2.38, and leaves nothing behind; the others make a directory for their store.
_ENTRANCES = (
    ("unshare", "--user", "--map-root-user", "--map-auto"),
    ("buildah", "unshare"),
    ("podman", "unshare"),
)


@cache
def entrance() -> tuple[str, ...]:
    """Find a command that runs another one where the user's ids are those of a container; none for root."""
    if os.geteuid() == 0:
        return ()
    for command in _ENTRANCES:
        if is_installed(command[0]) and run((*command, "true"), directory=Path("/"), seconds=30.0).status == 0:
            return command
    return ()


@cache
def own_mounts() -> tuple[str, ...]:
    """Find a command that gives root's mounts to one call alone, as an ordinary user's are: none is left behind.

    In a container root may lack the capability, and does not mount then.
    """
    command = ("unshare", "--mount", "--propagation", "private")
    return command if os.geteuid() == 0 and run((*command, "true"), directory=Path("/")).status == 0 else ()


def read_tree(root: Path, work: Path) -> dict[str, Entry]:
    """Read a tree with the ids of the container."""
    archive = work / "tree.tar"
    return archived(
        (*entrance(), "tar", "--create", "--numeric-owner", "--file", str(archive), "-C", str(root), "."), archive
    )


def archived(command: tuple[str, ...], archive: Path) -> dict[str, Entry]:
    """Read the tree that a command puts into an archive."""
    done = run(command, directory=archive.parent)
    if done.status != 0:
        raise BuildError(f"the files cannot be read: {tail(done.stderr, 3)}")
    tree = read_archive(archive)
    archive.unlink()
    return tree


def remove(place: Path) -> None:
    """Remove a directory with whatever an engine left in it."""
    _open(place)
    shutil.rmtree(place, ignore_errors=True)
    if place.exists() and entrance():
        run((*entrance(), "rm", "-rf", "--", str(place)), directory=Path("/"))


def _open(folder: Path) -> None:
    """Let a tree be removed in which a recipe has made directories that their owner may not write."""
    with suppress(OSError):
        os.chmod(folder, stat.S_IMODE(os.lstat(folder).st_mode) | stat.S_IRWXU)
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    _open(Path(entry.path))
