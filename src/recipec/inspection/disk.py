"""Images on disk: OCI layouts and archives of them, archives of `docker save`, SIF files."""

import os
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from recipec.errors import RecipeError
from recipec.inspection import document, sif
from recipec.inspection.document import LIMIT, Descriptor, Image, Platform
from recipec.inspection.names import Form, InRegistry, OnDisk, in_registry
from recipec.suggestion import suggestion
from recipec.typed import Protocol


class _Files(Protocol):
    """Files by their names, whichever holds them."""

    def read(self, name: str) -> bytes:
        """Read a file; a ``RecipeError`` says that it is not there."""


class _Folder:
    def __init__(self, path: str) -> None:
        self._path = path

    def read(self, name: str) -> bytes:
        path = os.path.join(self._path, name)
        if os.path.exists(path) and not os.path.isfile(path):
            raise RecipeError(f"`{name}` in it is no file")
        try:
            with open(path, "rb") as file:
                return file.read(LIMIT)
        except FileNotFoundError:
            raise RecipeError(f"there is no `{name}` in it") from None


class _Archive:
    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive

    def read(self, name: str) -> bytes:
        try:
            file = self._archive.extractfile(name)
        except KeyError:
            file = None
        if file is None:
            raise RecipeError(f"there is no `{name}` in it")
        return file.read(LIMIT)


def inspect(where: OnDisk, platform: Platform) -> Image:
    """Read what an image on disk says of itself."""
    try:
        if where.form is Form.LAYOUT:
            return _of_layout(_Folder(where.path), where.tag, platform)
        # A pipe would keep us waiting for somebody who writes to it.
        if os.path.exists(where.path) and not os.path.isfile(where.path):
            raise RecipeError("this is no file")
        if where.form is Form.SIF:
            with open(where.path, "rb") as file:
                return sif.read(file)
        with _opened(where.path) as archive:
            if where.form is Form.OCI_ARCHIVE:
                return _of_layout(archive, where.tag, platform)
            return _of_docker(archive, where.tag)
    except RecipeError as error:
        raise RecipeError(f"`{where.path}`: {error.message}", help=error.help) from None
    except OSError as error:
        raise RecipeError(f"cannot read `{where.path}`: {(error.strerror or 'unreadable').lower()}") from None


@contextmanager
def _opened(path: str) -> Iterator[_Archive]:
    import lzma
    import zlib

    try:
        with tarfile.open(path) as archive:
            yield _Archive(archive)
    except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError):
        raise RecipeError("this is no archive, or a part of one") from None


def _of_layout(files: _Files, tag: str | None, platform: Platform) -> Image:
    index = document.listed(files.read("index.json")) or ()
    found = tuple(one for one in index if tag is None or one.name == tag)
    names = tuple(dict.fromkeys(one.name for one in index if one.name))
    shown = ", ".join(f"`{name}`" for name in names)
    if not found:
        raise _no_image(tag, names)
    if len(found) > 1 and len({one.name for one in found}) > 1:
        raise RecipeError("there are several images in it", help=f"name one of {shown} behind a `:`")
    one = document.chosen(found, platform) if len(found) > 1 else found[0]
    data = _blob(files, one)
    inner = document.listed(data)
    if inner is not None:
        one = document.chosen(inner, platform)
        data = _blob(files, one)
    return document.image(_blob(files, document.manifest(data).config), one.digest)


def _no_image(tag: str | None, names: Sequence[str]) -> RecipeError:
    if tag is None:
        return RecipeError("there is no image in it")
    listed = ", ".join(f"`{name}`" for name in names)
    return RecipeError(
        f"there is no image `{tag}` in it", help=suggestion(tag, names, f"there is {listed}" if listed else None)
    )


def _blob(files: _Files, one: Descriptor) -> bytes:
    data = files.read("blobs/" + one.digest.replace(":", "/"))
    document.check(data, one.digest)
    return data


def _of_docker(files: _Files, tag: str | None) -> Image:
    import json

    try:
        rows = json.loads(files.read("manifest.json"))
    except (ValueError, RecursionError):
        rows = None
    images = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    names = [name for row in images for name in row.get("RepoTags") or () if isinstance(name, str)]
    shown = ", ".join(f"`{name}`" for name in names)
    if tag is not None:
        # `docker save` writes the name as people say it, skopeo and podman at full length.
        wanted = in_registry(tag)
        images = [row for row in images if any(_is(one, wanted) for one in row.get("RepoTags") or ())]
    if not images:
        raise _no_image(tag, names)
    if len(images) > 1:
        raise RecipeError("there are several images in it", help=f"name one of {shown} behind a `:`")
    path = images[0].get("Config")
    if not isinstance(path, str):
        raise RecipeError("it does not say where the configuration is")
    return document.image(files.read(path), "")


def _is(name: object, wanted: InRegistry) -> bool:
    try:
        return isinstance(name, str) and in_registry(name) == wanted
    except RecipeError:
        return False  # `<none>:<none>`
