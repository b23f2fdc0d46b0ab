"""A registry on loopback that holds a few documents, asks who is there, and leads elsewhere if it is told to."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Asked(NamedTuple):
    """A request that was made."""

    path: str
    authorization: str
    host: str


class Images:
    """Documents by their paths below ``/v2/``."""

    def __init__(self) -> None:
        self.documents: dict[str, tuple[str, bytes]] = {}

    def add(self, name: str, kind: str, data: bytes, *tags: str) -> dict[str, object]:
        """Hold a document, and give what names it."""
        what = "blobs" if kind == CONFIG or kind.endswith("octet-stream") else "manifests"
        for reference in (digest(data), *tags):
            self.documents[f"{name}/{what}/{reference}"] = (kind, data)
        return {"mediaType": kind, "digest": digest(data), "size": len(data)}

    def image(
        self, name: str, settings: Mapping[str, object], *tags: str, architecture: str = "amd64"
    ) -> dict[str, object]:
        """Hold an image without layers."""
        config = {
            "os": "linux",
            "architecture": architecture,
            "config": settings,
            "rootfs": {"type": "layers", "diff_ids": []},
        }
        named = self.add(name, CONFIG, json.dumps(config).encode())
        manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": named, "layers": []}
        platform = {"os": "linux", "architecture": architecture}
        return {**self.add(name, MANIFEST, json.dumps(manifest).encode(), *tags), "platform": platform}

    def index(self, name: str, manifests: list[dict[str, object]], *tags: str) -> dict[str, object]:
        """Hold an index of images."""
        document = {"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests}
        return self.add(name, INDEX, json.dumps(document).encode(), *tags)


class Server(ThreadingHTTPServer):
    """``login``: what has to be said before anything is given, as a token or with every request."""

    daemon_threads = True

    def __init__(self, images: Images, login: tuple[str, str] | None, *, tokens: bool, elsewhere: str | None) -> None:
        super().__init__(("127.0.0.1", 0), _Requests)
        self.images = images
        self.login = None if login is None else "Basic " + b64encode(":".join(login).encode()).decode()
        self.tokens = tokens
        self.elsewhere = elsewhere
        self.asked: list[Asked] = []

    @property
    def address(self) -> str:
        return f"localhost:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: who hangs up is no error of a test."""


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        said = self.headers.get("Authorization", "")
        server.asked.append(Asked(self.path, said, self.headers.get("Host", "")))
        if self.path.startswith("/token"):
            is_known = server.login is None or said == server.login
            self._answer(200 if is_known else 401, {}, b'{"token": "let-me-in"}' if is_known else b"{}")
        elif not self._is_let_in(server, said):
            realm = (
                f'Bearer realm="http://{server.address}/token",service="tests"'
                if server.tokens
                else 'Basic realm="tests"'
            )
            self._answer(401, {"WWW-Authenticate": realm}, b"{}")
        elif self.path.rstrip("/") == "/v2":
            self._answer(200, {}, b"{}")
        elif server.elsewhere is not None and "/blobs/" in self.path:
            self._answer(307, {"Location": server.elsewhere + self.path}, b"")
        else:
            kind, data = server.images.documents.get(self.path.removeprefix("/v2/"), ("", b""))
            self._answer(200 if kind else 404, {"Content-Type": kind} if kind else {}, data)

    do_HEAD = do_GET  # noqa: N815 -- the name that the class calls

    def _is_let_in(self, server: Server, said: str) -> bool:
        if server.login is None and not server.tokens:
            return True
        return said == ("Bearer let-me-in" if server.tokens else server.login)

    def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"Docker-Distribution-Api-Version": "registry/2.0", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(ConnectionError):
            if self.command == "GET":
                self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name of the one overridden
        pass


@contextmanager
def serving(
    images: Images, login: tuple[str, str] | None = None, *, tokens: bool = False, elsewhere: str | None = None
) -> Iterator[Server]:
    """Serve for as long as the block lasts."""
    server = Server(images, login, tokens=tokens, elsewhere=elsewhere)
    Thread(target=server.serve_forever, name="registry", daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
