"""What a source of ADD is: a file, a URL, a git repository, an archive."""

import re

from recipec.context import Context, Entry
from recipec.ir.text import Text, literal, show
from recipec.regex import regex

_GIT = regex(r"(?:git|ssh)://|git\+|[A-Za-z0-9._-]+@[A-Za-z0-9.-]+:(?!//)")
_GIT_OVER_HTTP = regex(r"https?://[^?#]*\.git(?:[?#].*)?", re.DOTALL)
_ARCHIVE = regex(r".*\.(?:tar|tgz|tbz2?|txz|tzst|taz|tar\.(?:gz|bz2|xz|zst|zstd))", re.DOTALL)
_TAR_IN_ZSTD = regex(r".*\.(?:tar\.zstd?|tzst)", re.DOTALL)
# A frame, or one to skip, which parallel packers put first.
_ZSTD = regex(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")
# A block of bzip2 holds up to 900,000 bytes, and nothing is known of it before its end.
_HEAD = 1 << 20


def is_url(name: str) -> bool:
    """Tell whether the builder would fetch this."""
    return name.startswith(("http://", "https://"))


def is_git(name: str) -> bool:
    """Tell whether the builder would clone this."""
    if ":" not in name and not name.startswith("git+"):
        return False  # as most paths, which need no pattern
    return _GIT.match(name) is not None or _GIT_OVER_HTTP.fullmatch(name) is not None


def is_archive(source: Text, context: Context | None) -> bool:
    """Tell whether this is a tar archive: by its content when it is at hand, else by its name.

    ``--exclude`` has no say in it: BuildKit unpacks before it looks at that (backend.go, docopy).
    """
    path = literal(source)
    if context is not None and path is not None:
        inside = path.lstrip("/").removeprefix("./")
        entry = context.entry(inside)
        if entry is Entry.FILE:
            head = context.read(inside, _HEAD)
            if _ZSTD.match(head):
                # Nothing in the standard library of 3.11 looks into zstd.
                return _TAR_IN_ZSTD.fullmatch(inside.lower()) is not None
            return _holds_tar(head)
        if entry is Entry.DIRECTORY:
            return False
    return _ARCHIVE.fullmatch(show(source).lower()) is not None


def _holds_tar(head: bytes) -> bool:
    block = _unpacked(head)[:512]
    if len(block) < 512 or not any(block):
        return False
    try:
        recorded = int(block[148:156].strip(b" \0") or b"0", 8)
    except ValueError:
        return False
    return recorded == sum(block[:148]) + 8 * ord(" ") + sum(block[156:])


def _unpacked(head: bytes) -> bytes:
    if head.startswith(b"\x1f\x8b"):
        import zlib

        try:
            return zlib.decompressobj(31).decompress(head, 512)
        except zlib.error:
            return b""
    if head.startswith(b"BZh"):
        import bz2

        try:
            return bz2.BZ2Decompressor().decompress(head, 512)
        except OSError:
            return b""
    if head.startswith(b"\xfd7zXZ\0"):
        import lzma

        try:
            return lzma.LZMADecompressor().decompress(head, 512)
        except lzma.LZMAError:
            return b""
    return head
