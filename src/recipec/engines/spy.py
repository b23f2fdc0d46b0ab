"""Programs that are brought along into an image, which may hold nothing but what it was made for."""

import shutil
import struct
from pathlib import Path

# Program headers of a 64-bit ELF file: where they are, how long each is, how many there are.
_HEADERS = struct.Struct("<32xQ14xHH")
_INTERPRETER = 3

# Where the image has no programs of ours, its own shell tells the variables that it was started with.
ENVIRONMENT = ("/bin/sh", "-c", "cat /proc/self/environ")


def busybox() -> Path | None:
    """Find a busybox that needs no library; None when this machine has none."""
    found = shutil.which("busybox")
    return Path(found) if found is not None and _is_static(Path(found)) else None


def _is_static(program: Path) -> bool:
    """Tell whether a program is loaded by the kernel alone: only others name an interpreter."""
    data = program.read_bytes()
    if data[:6] != b"\x7fELF\x02\x01":
        return False
    offset, size, count = _HEADERS.unpack_from(data)
    return all(int.from_bytes(data[offset + size * number :][:4], "little") != _INTERPRETER for number in range(count))
