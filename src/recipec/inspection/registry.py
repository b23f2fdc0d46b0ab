"""Images of registries: from a name to a manifest, from that to the configuration, each with its digest checked."""

from recipec.errors import RecipeError
from recipec.inspection import document
from recipec.inspection.cache import Cache
from recipec.inspection.document import Image, Platform
from recipec.inspection.names import InRegistry
from recipec.typed import Protocol


class Registry(Protocol):
    """Whoever gets documents out of a registry. What it gives is not checked yet."""

    def manifest(self, name: InRegistry) -> bytes:
        """Get the manifest, or the index, that a name stands for."""

    def configuration(self, name: InRegistry, digest: str) -> bytes:
        """Get the configuration, whose digest is known, of an image that is named by its own."""

    def sif(self, name: InRegistry, digest: str) -> Image:
        """Read a SIF file that a registry holds."""


def inspect(name: InRegistry, registry: Registry, cache: Cache, platform: Platform) -> Image:
    """Read what an image of a registry says of itself. What the cache holds is not asked for again, but tags are."""
    data = _manifest(name, registry, cache)
    index = document.listed(data)
    if index is not None:
        name = name._replace(reference=document.chosen(index, platform).digest)
        data = _manifest(name, registry, cache)
    found = document.manifest(data)
    pinned = name._replace(reference=name.reference if name.is_pinned else document.digest_of(data))
    if found.is_sif:
        if len(found.layers) != 1:
            raise RecipeError("the image is no SIF file, although it says so")
        return registry.sif(pinned, found.layers[0].digest)
    digest = found.config.digest
    held = cache.get(digest)
    if held is None:
        held = registry.configuration(pinned, digest)
        document.check(held, digest)
        cache.put(digest, held)
    return document.image(held, pinned.reference)


def _manifest(name: InRegistry, registry: Registry, cache: Cache) -> bytes:
    if name.is_pinned:
        held = cache.get(name.reference)
        if held is not None:
            return held
    data = registry.manifest(name)
    if name.is_pinned:
        document.check(data, name.reference)
    if len(data) > document.LIMIT:
        raise RecipeError("the manifest is larger than any")
    cache.put(document.digest_of(data), data)
    return data
