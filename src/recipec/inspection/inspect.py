"""Looking at an image: where it is, by whom it is asked, what it says."""

from shutil import which

from recipec.errors import RecipeError
from recipec.inspection import credentials, disk, registry
from recipec.inspection.cache import Cache
from recipec.inspection.document import Image, Platform
from recipec.inspection.names import InRegistry, OnDisk, named
from recipec.record import Record


class Surroundings(Record):
    """What the machine has: where documents are kept, and the files that say who the user is and what is insecure."""

    platform: Platform = Platform()
    cache: str | None = None
    logins: tuple[str, ...] = ()
    registries: tuple[str, ...] = ()


def inspect(word: str, around: Surroundings) -> Image:
    """Read what the image says of itself that a word names. A ``RecipeError`` says why it cannot be done."""
    name = named(word)
    if isinstance(name, OnDisk):
        return disk.inspect(name, around.platform)
    return registry.inspect(name, _Later(name, around), Cache(around.cache), around.platform)


class _Later:
    """A registry that is reached when it is first asked: what the cache holds needs none."""

    def __init__(self, name: InRegistry, around: Surroundings) -> None:
        self._name = name
        self._around = around
        self._reached: registry.Registry | None = None

    def _registry(self) -> registry.Registry:
        if self._reached is None:
            self._reached = _reach(self._name, self._around)
        return self._reached

    def manifest(self, name: InRegistry) -> bytes:
        return self._registry().manifest(name)

    def configuration(self, name: InRegistry, digest: str) -> bytes:
        return self._registry().configuration(name, digest)

    def sif(self, name: InRegistry, digest: str) -> Image:
        return self._registry().sif(name, digest)


def _is_loopback(host: str) -> bool:
    from ipaddress import ip_address

    bare = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    try:
        return bare == "localhost" or ip_address(bare.strip("[]")).is_loopback
    except ValueError:
        return False


def _reach(name: InRegistry, around: Surroundings) -> registry.Registry:
    """Take skopeo where it is installed, else the library."""
    is_insecure = _is_loopback(name.host) or name.host in credentials.insecure(around.registries)
    found = credentials.find(name.host, around.logins)
    program = which("skopeo")
    if program is not None:
        from recipec.inspection.skopeo import Skopeo

        return Skopeo(program, found.path if found is not None else None, is_insecure=is_insecure)
    try:
        from recipec.inspection.client import Client
    except ModuleNotFoundError as error:
        if error.name not in ("oras", "requests"):
            raise
        raise RecipeError(
            "nothing here can ask a registry", help="`pip install 'recipec[registry]'`, or install skopeo"
        ) from None
    return Client(name, credentials.login(found) if found is not None else None, is_insecure=is_insecure)
