"""Registries by way of skopeo, where it is installed: it knows the mirrors, certificates and proxies of the machine."""

from recipec.errors import RecipeError
from recipec.inspection.document import Image
from recipec.inspection.names import InRegistry
from recipec.inspection.process import Failed, run
from recipec.regex import regex

_MESSAGE = regex(r'level=fatal msg="((?:[^"\\]|\\.)*)"')


class Skopeo:
    """``login`` is the file that knows the registry, ``is_insecure``: it may be asked without encryption."""

    def __init__(self, program: str, login: str | None, *, is_insecure: bool) -> None:
        self._program = program
        self._options = (*(("--authfile", login) if login else ()), *(("--tls-verify=false",) if is_insecure else ()))

    def manifest(self, name: InRegistry) -> bytes:
        return self._ask(name)

    def configuration(self, name: InRegistry, digest: str) -> bytes:  # noqa: ARG002 -- skopeo finds it by the manifest
        return self._ask(name, "--config")

    def sif(self, name: InRegistry, digest: str) -> Image:  # noqa: ARG002 -- as the protocol has it
        raise RecipeError(
            f"skopeo does not read the SIF file that `{name.text}` is",
            help=f"pull it, and name the file: `apptainer pull oras://{name.text}`",
        )

    def _ask(self, name: InRegistry, *more: str) -> bytes:
        command = (self._program, "inspect", "--raw", *more, *self._options, f"docker://{name.text}")
        try:
            return run(command)
        except Failed as failed:
            told = _MESSAGE.search(str(failed))
            raise refused(name, told[1].replace('\\"', '"') if told else str(failed)) from None


def refused(name: InRegistry, why: str) -> RecipeError:
    """Say why a registry does not give an image, as far as its words tell."""
    lowered = why.lower()
    if any(word in lowered for word in ("unauthorized", "denied", "authentication required", "forbidden")):
        return RecipeError(
            f"`{name.text}` is not there, or `{name.host}` wants to know who asks",
            help=f"`docker login {name.host}`, or `apptainer registry login`, if it is there",
        )
    if any(word in lowered for word in ("manifest unknown", "name unknown", "not found", "404")):
        return RecipeError(f"`{name.host}` has no image `{name.repository}` with `{name.reference}`")
    # Go tells the whole way to what is wrong, which comes last.
    reason = why.rpartition(": ")[2].strip().strip('"').partition("\n")[0]
    return RecipeError(f"cannot reach `{name.host}`: {reason or 'no reason is given'}")
