"""A file tree as a value: what is at each path, without times."""

import hashlib
import os
import stat
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """What is at a path. ``mode`` is without the group's write bit, which follows the builder's umask.

    ``content`` is where a link points, or the hash of a file, or nothing. ``owner`` None: whoever built could not give
    it to its owner.
    """

    kind: str
    mode: int
    owner: tuple[int, int] | None
    content: str = ""

    def __str__(self) -> str:
        owner = "" if self.owner is None else f"{self.owner[0]}:{self.owner[1]}"
        if self.kind == "link":
            return f"link to {self.content}, {owner}".removesuffix(", ")
        return " ".join(part for part in (self.kind, f"{self.mode:04o}", owner, self.content[:12]) if part)


# What engines make for themselves, or mount over.
_OURS = frozenset(
    (
        ".dockerenv",
        ".exec",
        ".run",
        ".shell",
        ".singularity.d",
        ".test",
        "dev",
        "environment",
        "etc/hostname",
        "etc/hosts",
        "etc/mtab",
        "etc/resolv.conf",
        "proc",
        "run",
        "singularity",
        "sys",
        "tmp",
        "var/tmp",
    )
)
_TAR_KINDS = {
    tarfile.DIRTYPE: "directory",
    tarfile.SYMTYPE: "link",
    tarfile.FIFOTYPE: "pipe",
    tarfile.CHRTYPE: "device",
    tarfile.BLKTYPE: "device",
}
_KINDS = (
    (stat.S_ISDIR, "directory"),
    (stat.S_ISREG, "file"),
    (stat.S_ISLNK, "link"),
    (stat.S_ISFIFO, "pipe"),
    (stat.S_ISSOCK, "socket"),
)


def read(layers: Sequence[Path]) -> dict[str, Entry]:
    """Read a tree that lies in one directory, or in several as overlayfs stacks them, the lowest first."""
    tree: dict[str, Entry] = {}
    for layer in layers:
        _merge(tree, layer)
    return tree


def read_archive(archive: Path) -> dict[str, Entry]:
    """Read a tree from a tar archive, as engines export one."""
    tree: dict[str, Entry] = {}
    with tarfile.open(archive, errorlevel=0) as tar:
        for member in tar:
            path = member.name.removeprefix("./").strip("/")
            if path in ("", "."):
                continue
            if member.islnk():
                tree[path] = tree[member.linkname.removeprefix("./").strip("/")]
                continue
            kind = _TAR_KINDS.get(member.type, "file")
            owner = (member.uid, member.gid)
            if kind == "link":
                tree[path] = Entry(kind, 0o777, owner, member.linkname)
                continue
            content = _digest(tar, member) if kind == "file" else ""
            tree[path] = Entry(kind, member.mode & 0o7777 & ~stat.S_IWGRP, owner, content)
    # In the end: what is left out may be what another name is a link to.
    return {path: entry for path, entry in tree.items() if not _is_ours(path)}


def _digest(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    digest = hashlib.sha256()
    file = tar.extractfile(member)
    while file is not None and (piece := file.read(1 << 20)):
        digest.update(piece)
    return digest.hexdigest()


def without_owners(tree: Mapping[str, Entry], owner: tuple[int, int]) -> dict[str, Entry]:
    """Forget the owner of what is owner's, where that may stand for anybody."""
    return {path: entry._replace(owner=None) if entry.owner == owner else entry for path, entry in tree.items()}


def _is_ours(path: str) -> bool:
    return path in _OURS or any(path.startswith(f"{own}/") for own in _OURS)


def _merge(tree: dict[str, Entry], layer: Path) -> None:
    """Lay a directory over what is there."""
    for path, found in _walk(str(layer)):
        status = found.stat(follow_symlinks=False)
        # A character device 0:0 is overlayfs's mark of what is gone.
        gone = stat.S_ISCHR(status.st_mode) and status.st_rdev == 0
        before = tree.get(path)
        if (
            before is not None
            and before.kind == "directory"
            and (gone or not stat.S_ISDIR(status.st_mode) or _is_opaque(found.path))
        ):
            for below in [name for name in tree if name.startswith(path + "/")]:
                del tree[below]
        if gone:
            tree.pop(path, None)
        else:
            tree[path] = _entry(found.path, status)


def _walk(root: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Give every entry below a directory, parents first."""
    pending = [""]
    while pending:
        below = pending.pop()
        with os.scandir(os.path.join(root, below)) as entries:
            for entry in entries:
                path = f"{below}/{entry.name}" if below else entry.name
                if path in _OURS:
                    continue
                yield path, entry
                if entry.is_dir(follow_symlinks=False):
                    pending.append(path)


def _is_opaque(path: str) -> bool:
    for name in ("user.overlay.opaque", "trusted.overlay.opaque"):
        try:
            if os.getxattr(path, name, follow_symlinks=False) == b"y":
                return True
        except OSError:
            continue
    return False


def _entry(path: str, status: os.stat_result) -> Entry:
    kind = next((name for is_kind, name in _KINDS if is_kind(status.st_mode)), "device")
    owner = (status.st_uid, status.st_gid)
    if kind == "link":
        return Entry(kind, 0o777, owner, os.readlink(path))
    content = ""
    if kind == "file":
        with open(path, "rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    return Entry(kind, stat.S_IMODE(status.st_mode) & ~stat.S_IWGRP, owner, content)
