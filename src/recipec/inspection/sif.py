"""SIF files: the descriptors behind the header, and the configuration of Docker's image that some of them hold.

Apptainer since 1.0 and SingularityCE keep ``oci-config.json`` in what they make of an image of Docker's. A file without
it can only be asked by starting it.
"""

import struct
from typing import BinaryIO

from recipec.errors import RecipeError
from recipec.inspection.document import LIMIT, Image, Platform, configuration

# sif/v2 (pkg/sif): 32 bytes of a `#!` line, then magic, version, architecture, id, two times, and the descriptors.
_HEADER = struct.Struct("<32s10s3s3s16sqqqqqqqq")
_DESCRIPTOR = struct.Struct("<i?IIIqqqqqqq128s384s")
_MAGIC = b"SIF_MAGIC\0"
_JSON_GENERIC = 0x4006
_MOST = 1024
_ARCHITECTURES = {b"01": "386", b"02": "amd64", b"03": "arm", b"04": "arm64", b"06": "ppc64le", b"09": "mips64le"}


def read(file: BinaryIO) -> Image:
    """Read a SIF file; the first mebibyte of it is enough."""
    head = file.read(_HEADER.size)
    if len(head) < _HEADER.size or not head[32:].startswith(_MAGIC):
        raise RecipeError("this is no SIF file")
    _, _, _, architecture, _, _, _, _, total, offset, *_ = _HEADER.unpack(head)
    if not 0 < total <= _MOST or offset < 0:
        raise RecipeError("this SIF file is damaged: its header says what cannot be")
    file.seek(offset)
    table = file.read(total * _DESCRIPTOR.size)
    for number in range(len(table) // _DESCRIPTOR.size):
        kind, used, *_, at, size, _, _, _, _, _, name, _ = _DESCRIPTOR.unpack_from(table, number * _DESCRIPTOR.size)
        if not used or kind != _JSON_GENERIC or name.rstrip(b"\0") != b"oci-config.json":
            continue
        if not 0 < size <= LIMIT or at < 0:
            break
        file.seek(at)
        import json

        try:
            said: object = json.loads(file.read(size))
        except (ValueError, RecursionError):
            break
        platform = Platform("linux", _ARCHITECTURES.get(architecture.rstrip(b"\0"), "unknown"))
        return Image(configuration(said), platform)
    raise RecipeError(
        "this SIF file does not hold the configuration of an image of Docker's",
        help="`apptainer inspect --runscript --environment FILE` shows how it starts",
    )
