"""The documents of an image: its configuration, its manifest, and the index that lists one for each platform."""

import hashlib
from collections.abc import Mapping

from recipec.errors import RecipeError
from recipec.ir.configuration import Configuration, Health
from recipec.record import Record
from recipec.regex import regex

# More than any image has: registries refuse larger manifests, and configurations are smaller still.
LIMIT = 8 * 1024 * 1024
_DIGEST = regex(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}")
_SIF = "application/vnd.sylabs.sif.config.v1+json"


class Platform(Record):
    """What an image runs on."""

    os: str = "linux"
    architecture: str = "amd64"
    variant: str = ""

    @property
    def text(self) -> str:
        """Write it as ``--platform`` does."""
        return "/".join(part for part in self if part)


class Image(Record):
    """What is known of an image. ``digest`` is empty where nothing has one."""

    configuration: Configuration
    platform: Platform
    digest: str = ""


class Descriptor(Record):
    """A document that another one names."""

    digest: str
    size: int
    platform: Platform | None = None
    name: str = ""


class Manifest(Record):
    """What a manifest says: where the configuration is. ``is_sif``: the image is the file ``layers`` has."""

    config: Descriptor
    layers: tuple[Descriptor, ...]
    is_sif: bool


def is_digest(text: str) -> bool:
    """Tell whether a text is a digest of a kind that can be checked."""
    return _DIGEST.fullmatch(text) is not None


def digest_of(data: bytes) -> str:
    """Give the digest of a document."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def check(data: bytes, digest: str) -> None:
    """Refuse what is not the document that was asked for."""
    kind, _, wanted = digest.partition(":")
    if not is_digest(digest) or hashlib.new(kind, data).hexdigest() != wanted:
        raise RecipeError(f"the answer is not `{digest}`, which was asked for")


def listed(data: bytes) -> tuple[Descriptor, ...] | None:
    """Read an index; None when the document is a manifest."""
    document = _document(data)
    rows = document.get("manifests")
    if not isinstance(rows, list):
        return None
    return tuple(_descriptor(row) for row in rows)


def chosen(index: tuple[Descriptor, ...], platform: Platform) -> Descriptor:
    """Choose from an index what is for a platform; without a variant the first of its architecture."""
    fitting = [one for one in index if one.platform is not None and one.platform[:2] == platform[:2]]
    exact = [one for one in fitting if one.platform == platform]
    if exact or (fitting and not platform.variant):
        return (exact or fitting)[0]
    if len(index) == 1 and index[0].platform is None:
        return index[0]
    names = dict.fromkeys(one.platform.text for one in index if one.platform is not None)
    shown = ", ".join(f"`{name}`" for name in names if not name.startswith("unknown"))
    raise RecipeError(f"the image is not there for `{platform.text}`", help=f"it is for {shown}" if shown else None)


def manifest(data: bytes) -> Manifest:
    """Read a manifest."""
    document = _document(data)
    if document.get("schemaVersion") == 1:
        raise RecipeError("the image has a manifest of the first kind, which registries have given up")
    config = document.get("config")
    layers = document.get("layers")
    kind = config.get("mediaType") if isinstance(config, dict) else None
    found = tuple(map(_descriptor, layers)) if isinstance(layers, list) else ()
    return Manifest(_descriptor(config), found, kind == _SIF)


def image(data: bytes, digest: str) -> Image:
    """Read the configuration of an image."""
    document = _document(data)
    platform = Platform(*(_text(document.get(key)) for key in ("os", "architecture", "variant")))
    return Image(configuration(document.get("config")), platform, digest)


def configuration(raw: object) -> Configuration:
    """Read the part of a configuration that says how the image runs. What is not of its kind counts as not said."""
    said: Mapping[str, object] = raw if isinstance(raw, dict) else {}
    pairs = (entry.partition("=") for entry in _texts(said.get("Env")) or ())
    labels = said.get("Labels")
    return Configuration(
        environment={name: value for name, equals, value in pairs if name and equals},
        labels={str(key): str(value) for key, value in labels.items()} if isinstance(labels, dict) else {},
        entrypoint=_texts(said.get("Entrypoint")) or None,
        command=_texts(said.get("Cmd")) or None,
        workdir=_text(said.get("WorkingDir")),
        user=_text(said.get("User")),
        ports=_keys(said.get("ExposedPorts")),
        volumes=_keys(said.get("Volumes")),
        stop_signal=_text(said.get("StopSignal")),
        shell=_texts(said.get("Shell")) or None,
        health=_health(said.get("Healthcheck")),
        on_build=_texts(said.get("OnBuild")) or (),
    )


def _health(raw: object) -> Health | None:
    test = _texts(raw.get("Test")) if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not test:
        return None
    keys = ("Interval", "Timeout", "StartPeriod", "StartInterval", "Retries")
    return Health(test, *(value if isinstance(value := raw.get(key), int) else 0 for key in keys))


def _document(data: bytes) -> Mapping[str, object]:
    import json

    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise RecipeError("the answer is no document of an image") from None
    if not isinstance(document, dict):
        raise RecipeError("the answer is no document of an image")
    return document


def _descriptor(raw: object) -> Descriptor:
    said: Mapping[str, object] = raw if isinstance(raw, dict) else {}
    digest, size = _text(said.get("digest")), said.get("size")
    if not is_digest(digest) or not isinstance(size, int) or size < 0:
        raise RecipeError("the answer is no document of an image: it names none by size and digest")
    on = said.get("platform")
    platform = (
        Platform(*(_text(on.get(key)) for key in ("os", "architecture", "variant"))) if isinstance(on, dict) else None
    )
    notes = said.get("annotations")
    name = _text(notes.get("org.opencontainers.image.ref.name")) if isinstance(notes, dict) else ""
    return Descriptor(digest, size, platform, name)


def _text(raw: object) -> str:
    return raw if isinstance(raw, str) else ""


def _texts(raw: object) -> tuple[str, ...] | None:
    return tuple(one for one in raw if isinstance(one, str)) if isinstance(raw, list) else None


def _keys(raw: object) -> frozenset[str]:
    return frozenset(map(str, raw)) if isinstance(raw, dict) else frozenset()
