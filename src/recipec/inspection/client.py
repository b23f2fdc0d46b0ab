"""Registries by way of the library ``oras``, which speaks their protocol; what it leaves open is settled here.

It asks for tokens, with the user's login where there is one. It would wait for ever, read without end, and follow a
registry to an unencrypted place; the session that it is given here does not.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import oras.logger
import oras.provider
import requests

from recipec.errors import RecipeError
from recipec.inspection import document, sif
from recipec.inspection.credentials import Login
from recipec.inspection.document import Image
from recipec.inspection.names import InRegistry
from recipec.inspection.skopeo import refused

_SECONDS = 30
_KINDS = (
    "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json"
)
# The documents in a SIF file come before the file system, which may have any size.
_HEAD_OF_SIF = 1024 * 1024


class _Session(requests.Session):
    """Every request, also where a registry leads to, waits for a time only, and is encrypted unless it need not be."""

    def __init__(self, plain: str | None) -> None:
        super().__init__()
        self._plain = plain
        # Else logins for other programs (`.netrc`) would be sent.
        self.auth = lambda request: request

    def send(self, request: requests.PreparedRequest, **how: object) -> requests.Response:
        url = str(request.url)
        if not url.startswith("https://") and not (self._plain and url.startswith(f"http://{self._plain}/")):
            raise RecipeError("the registry asks to go on without encryption")
        return super().send(request, **{**how, "timeout": _SECONDS})


class Client:
    """``is_insecure``: the registry may be asked without encryption, when it knows none."""

    def __init__(self, name: InRegistry, login: Login | None, *, is_insecure: bool) -> None:
        oras.logger.logger.set_level(100)
        self._name = name
        self._login = login
        with _told(name):
            try:
                self._begin("https", None)
            except (requests.exceptions.SSLError, requests.exceptions.ConnectionError):
                if not is_insecure:
                    raise
                self._begin("http", name.server)

    def _begin(self, scheme: str, plain: str | None) -> None:
        session = _Session(plain)
        self._url = f"{scheme}://{self._name.server}/v2/"
        challenge = session.get(self._url, stream=True).headers.get("WWW-Authenticate", "")
        self._ask: Callable[..., requests.Response]
        if challenge.lower().startswith("basic"):
            if self._login is not None:
                session.auth = (self._login.name, self._login.password)
            self._ask = session.get
            return
        registry = oras.provider.Registry(self._name.server, insecure=plain is not None)
        registry.session = registry.auth.session = session
        if self._login is not None:
            registry.auth.set_basic_auth(self._login.name, self._login.password)
        self._ask = registry.do_request

    def manifest(self, name: InRegistry) -> bytes:
        return self._get(name, f"manifests/{name.reference}", {"Accept": _KINDS})

    def configuration(self, name: InRegistry, digest: str) -> bytes:
        return self._get(name, f"blobs/{digest}", {})

    def sif(self, name: InRegistry, digest: str) -> Image:
        """Read the head of a SIF file, which nobody can check: its digest is that of the whole."""
        head = {"Range": f"bytes=0-{_HEAD_OF_SIF - 1}"}
        image = sif.read(io.BytesIO(self._get(name, f"blobs/{digest}", head, _HEAD_OF_SIF)))
        return image._replace(digest=name.reference)

    def _get(self, name: InRegistry, path: str, headers: dict[str, str], most: int | None = None) -> bytes:
        """Get a document. ``most``: so much of it is enough; without it a longer one than any is refused."""
        with _told(name):
            url = f"{self._url}{name.repository}/{path}"
            response = self._ask(url, headers=headers, stream=True)
            if response.status_code not in (200, 206):
                raise refused(name, f"{response.status_code} {response.reason}")
            data = b""
            for piece in response.iter_content(64 * 1024):
                data += piece
                if most is not None and len(data) >= most:
                    return data[:most]
                if len(data) > document.LIMIT:
                    raise RecipeError(f"`{name.host}` answers with more than any document of an image has")
            return data


@contextmanager
def _told(name: InRegistry) -> Iterator[None]:
    """Say in our words why a registry cannot be asked."""
    try:
        yield
    except requests.exceptions.SSLError:
        raise RecipeError(
            f"cannot reach `{name.host}`: its certificate is not to be trusted, or it knows no encryption",
            help="registries without it are named in `registries.conf`: `insecure = true`",
        ) from None
    except requests.exceptions.ConnectionError:
        raise refused(name, "no connection") from None
    except requests.exceptions.Timeout:
        raise refused(name, f"no answer within {_SECONDS} s") from None
    except requests.exceptions.RequestException:
        raise refused(name, "it does not answer as registries do") from None
    except ValueError:
        # What oras says when a registry wants a login that it does not get.
        raise refused(name, "unauthorized") from None
