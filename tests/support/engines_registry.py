"""A registry on loopback that serves one small image under whatever name it is asked for, and others by theirs."""

import gzip
import hashlib
import io
import json
import platform
import re
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# The name of the image that has no bash; every other name has it.
WITHOUT_BASH = "bb"
# What images of some names set besides PATH and CMD.
CONFIGURATIONS: Mapping[str, Mapping[str, object]] = {
    "configured": {
        "Env": [f"PATH={PATH}", "HOME=/opt/app", 'APP_OPTIONS={"mode": "fast"}'],
        "WorkingDir": "/srv",
    },
    "starting": {
        "Env": [f"PATH={PATH}", "GREETING=good day"],
        "Entrypoint": ["echo", "started", "$HOME"],
        "Cmd": ["by", "itself"],
        "WorkingDir": "/opt",
    },
    "owned": {
        "Env": [f"PATH=/opt/tools:{PATH}", "TOOLS=/opt/tools"],
        "User": "app",
        "WorkingDir": "/home/app",
    },
    "triggering": {
        "OnBuild": ["COPY requirements.txt /opt/", "RUN cat /opt/requirements.txt >/opt/installed", "ENV STATE=ready"],
        "Cmd": ["cat", "/opt/installed"],
    },
}

_DIRECTORIES = {
    "bin": 0o755,
    "dev": 0o755,
    "etc": 0o755,
    "home": 0o755,
    "home/app": 0o755,
    "opt": 0o755,
    "proc": 0o755,
    "root": 0o700,
    "run": 0o755,
    "sbin": 0o755,
    "srv": 0o755,
    "sys": 0o755,
    "tmp": 0o1777,
    "usr": 0o755,
    "usr/bin": 0o755,
    "usr/local": 0o755,
    "usr/local/bin": 0o755,
    "usr/sbin": 0o755,
    "var": 0o755,
    "var/log": 0o755,
    "var/tmp": 0o1777,
}
_FILES = {
    "etc/passwd": """\
root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
app:x:1000:1000:app:/home/app:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/bin/false
""",
    "etc/group": """\
root:x:0:
daemon:x:1:
www-data:x:33:
staff:x:50:app
app:x:1000:
nogroup:x:65534:
""",
    "etc/os-release": "ID=tiny\nNAME=Tiny\nVERSION_ID=1\n",
    "etc/hosts": "127.0.0.1 localhost\n",
    "etc/resolv.conf": "",
}
_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


def _programs(bash: bool) -> Iterator[tuple[str, Path]]:
    """Give the real files of the image: where they go, and where this machine has them."""
    yield "bin/busybox", Path("/bin/busybox")
    if not bash:
        return
    yield "bin/bash", Path("/bin/bash")
    listed = subprocess.run(("ldd", "/bin/bash"), capture_output=True, text=True, check=True).stdout
    for library in re.findall(r"(/\S+)", listed):
        yield library.lstrip("/"), Path(library)


@cache
def _layer(bash: bool) -> bytes:
    """Make the only layer of the image, the same bytes every time."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:

        def add(name: str, *, mode: int, kind: bytes = tarfile.REGTYPE, data: bytes = b"", link: str = "") -> None:
            entry = tarfile.TarInfo(name)
            entry.type, entry.mode, entry.size, entry.linkname = kind, mode, len(data), link
            if name == "home/app":
                entry.uid = entry.gid = 1000
            tar.addfile(entry, io.BytesIO(data))

        directories = dict(_DIRECTORIES)
        programs = [(name, path.read_bytes()) for name, path in _programs(bash)]
        for name, _ in programs:
            for parent in reversed(Path(name).parents[:-1]):
                directories.setdefault(str(parent), 0o755)
        for name, mode in directories.items():
            add(name, mode=mode, kind=tarfile.DIRTYPE)
        for name, text in _FILES.items():
            add(name, mode=0o644, data=text.encode())
        for name, data in programs:
            add(name, mode=0o755, data=data)
        applets = subprocess.run(("/bin/busybox", "--list"), capture_output=True, text=True, check=True).stdout
        for applet in applets.split():
            if applet not in ("busybox", "bash", "linuxrc", "init"):
                add(f"bin/{applet}", mode=0o777, kind=tarfile.SYMTYPE, link="busybox")
        # Scripts say `#!/usr/bin/env`.
        add("usr/bin/env", mode=0o777, kind=tarfile.SYMTYPE, link="../../bin/busybox")
    return buffer.getvalue()


def _digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Served(NamedTuple):
    """An image: its manifest, and its blobs by digest."""

    manifest: bytes
    blobs: Mapping[str, bytes]


@cache
def small(name: str) -> Served:
    """Give the image of the cases: ``WITHOUT_BASH``, a configured one, or any other."""
    bash = name != WITHOUT_BASH
    settings = {"Env": [f"PATH={PATH}"], "Cmd": ["bash" if bash else "sh"], **CONFIGURATIONS.get(name, {})}
    return image(_layer(bash), settings)


def image(layer: bytes, settings: Mapping[str, object]) -> Served:
    """Make an image of one layer, which is a tar file."""
    packed = gzip.compress(layer, compresslevel=1, mtime=0)
    config = json.dumps(
        {
            "architecture": {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine()),
            "os": "linux",
            "config": dict(settings),
            "rootfs": {"type": "layers", "diff_ids": [_digest(layer)]},
            "history": [{"created_by": "recipec tests"}],
        }
    ).encode()
    manifest = json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": _MANIFEST,
            "config": {
                "mediaType": "application/vnd.docker.container.image.v1+json",
                "size": len(config),
                "digest": _digest(config),
            },
            "layers": [
                {
                    "mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip",
                    "size": len(packed),
                    "digest": _digest(packed),
                }
            ],
        }
    ).encode()
    return Served(manifest, {_digest(config): config, _digest(packed): packed, _digest(manifest): manifest})


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body, kind = self._answer()
        self.send_response(200 if body is not None else 404)
        self.send_header("Docker-Distribution-Api-Version", "registry/2.0")
        self.send_header("Content-Length", str(len(body or b"")))
        self.send_header("Content-Type", kind)
        if body:
            self.send_header("Docker-Content-Digest", _digest(body))
        self.end_headers()
        # A client that has the layer already hangs up in the middle of it.
        with suppress(ConnectionError):
            if self.command == "GET":
                self.wfile.write(body or b"")

    do_HEAD = do_GET  # noqa: N815 -- likewise

    def _answer(self) -> tuple[bytes | None, str]:
        if self.path.rstrip("/") == "/v2":
            return b"{}", "application/json"
        asked = re.fullmatch(r"/v2/(.+)/(manifests|blobs)/([^/]+)", self.path)
        if asked is None:
            return None, "text/plain"
        name, what, reference = asked.groups()
        assert isinstance(self.server, _Server)
        own = name if name == WITHOUT_BASH or name in CONFIGURATIONS else ""
        manifest, blobs = self.server.images.get(name) or small(own)
        if what == "manifests" and not reference.startswith("sha256:"):
            return manifest, _MANIFEST
        return blobs.get(reference), _MANIFEST if what == "manifests" else "application/octet-stream"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the name of the one overridden
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, images: Mapping[str, Served]) -> None:
        super().__init__(("127.0.0.1", 0), _Requests)
        self.images = images

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: an engine that hangs up is no error of a test, and a wrong answer fails its build."""


@contextmanager
def registry(images: Mapping[str, Served]) -> Iterator[str]:
    """Serve on a free port of loopback for as long as the block lasts; give `localhost:PORT`."""
    server = _Server(images)
    Thread(target=server.serve_forever, name="registry", daemon=True).start()
    try:
        yield f"localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
