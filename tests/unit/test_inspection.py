"""What images say of themselves: names, documents, layouts, archives, SIF files, the cache, logins."""

import io
import json
import os
import stat
import struct
import tarfile
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

import pytest

from recipec.cli import main
from recipec.errors import RecipeError
from recipec.inspection import credentials, document, sif
from recipec.inspection.cache import Cache
from recipec.inspection.credentials import Login
from recipec.inspection.document import Platform
from recipec.inspection.inspect import Surroundings, inspect
from recipec.inspection.names import Form, InRegistry, OnDisk, named
from tests.support.guarded_registry import Images, digest

AROUND = Surroundings(Platform("linux", "amd64"))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("debian", InRegistry("docker.io", "library/debian", "latest")),
        ("docker://debian:12", InRegistry("docker.io", "library/debian", "12")),
        ("index.docker.io/a/b", InRegistry("docker.io", "a/b", "latest")),
        ("ghcr.io/a/b/c:1.0", InRegistry("ghcr.io", "a/b/c", "1.0")),
        ("localhost:5000/a", InRegistry("localhost:5000", "a", "latest")),
        ("oras://ghcr.io/a/b", InRegistry("ghcr.io", "a/b", "latest")),
        ("a/b:1@sha256:" + 64 * "0", InRegistry("docker.io", "a/b", "sha256:" + 64 * "0")),
        ("oci:dir", OnDisk(Form.LAYOUT, "dir")),
        ("oci:dir:tag", OnDisk(Form.LAYOUT, "dir", "tag")),
        ("oci-archive:/a/b.tar", OnDisk(Form.OCI_ARCHIVE, "/a/b.tar")),
        ("docker-archive:b.tar:me/a:1", OnDisk(Form.DOCKER_ARCHIVE, "b.tar", "me/a:1")),
        ("a.sif", OnDisk(Form.SIF, "a.sif")),
        ("sif:a", OnDisk(Form.SIF, "a")),
    ],
)
def test_a_name_says_where_the_image_is(word: str, name: object) -> None:
    assert named(word) == name


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("", "the image has no name"),
        ("a\nb", "the name of the image has control characters in it"),
        ("a b", "`a b` is no name of an image"),
        ("Debian", "`Debian` is no name of an image"),
        ("library://a/b", "images of `library` cannot be looked at"),
        ("docker-daemon:a", "images of `docker-daemon` cannot be looked at"),
        ("https://a/b", "`https://` is no place of images"),
    ],
)
def test_a_name_that_is_none_is_told(word: str, told: str) -> None:
    with pytest.raises(RecipeError, match="^" + told):
        named(word)


def test_a_configuration_says_all_that_it_says() -> None:
    said = document.configuration(
        {
            "Env": ["PATH=/bin", "A=b=c", "EMPTY=", "broken", 3],
            "Entrypoint": ["tool"],
            "Cmd": [],
            "WorkingDir": "/work",
            "User": "app:staff",
            "Labels": {"a": "b"},
            "ExposedPorts": {"80/tcp": {}},
            "Volumes": {"/data": {}},
            "StopSignal": "SIGINT",
            "Shell": ["/bin/bash", "-c"],
            "OnBuild": ["RUN make"],
            "Healthcheck": {"Test": ["CMD", "check"], "Interval": 5},
        }
    )

    assert said.environment == {"PATH": "/bin", "A": "b=c", "EMPTY": ""}
    assert (said.entrypoint, said.command, said.workdir, said.user) == (("tool",), None, "/work", "app:staff")
    assert (said.shell, said.on_build) == (("/bin/bash", "-c"), ("RUN make",))
    assert (*said.ports, *said.volumes, *said.labels) == ("80/tcp", "/data", "a")
    assert said.health is not None
    assert said.health.interval == 5


@pytest.mark.parametrize(
    "raw", [None, [], {"Env": {}, "Cmd": "x", "User": 3, "Labels": [], "Healthcheck": {"Test": 1}}]
)
def test_what_is_of_another_kind_counts_as_not_said(raw: object) -> None:
    said = document.configuration(raw)

    assert (said.environment, said.command, said.user, said.labels, said.health) == ({}, None, "", {}, None)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"\xff", b"{", 100_000 * b"[", b'{"config": {"digest": "sha256:..", "size": 1}}']
)
def test_what_is_no_document_is_told(data: bytes) -> None:
    with pytest.raises(RecipeError, match="the answer is no document of an image"):
        document.manifest(data)


def _index(*platforms: Platform | None) -> tuple[document.Descriptor, ...]:
    return tuple(document.Descriptor(f"{number}", 1, one) for number, one in enumerate(platforms))


def test_an_index_is_asked_for_the_platform() -> None:
    index = _index(Platform("linux", "arm", "v6"), Platform("linux", "arm", "v7"), Platform("linux", "amd64"))

    assert document.chosen(index, Platform("linux", "amd64")).digest == "2"
    assert document.chosen(index, Platform("linux", "arm")).digest == "0"
    assert document.chosen(index, Platform("linux", "arm", "v7")).digest == "1"
    assert document.chosen(_index(None), Platform("linux", "amd64")).digest == "0"
    with pytest.raises(RecipeError, match="not there for `linux/arm/v5`") as told:
        document.chosen(index, Platform("linux", "arm", "v5"))
    assert told.value.help == "it is for `linux/arm/v6`, `linux/arm/v7`, `linux/amd64`"


def layout(folder: Path, *names: str) -> Images:
    """Write a layout that has an image for two platforms below each name."""
    images = Images()
    rows = []
    for name in names:
        for_each = [
            images.image("it", {"Cmd": [name, architecture]}, architecture=architecture)
            for architecture in ("amd64", "arm64")
        ]
        note = {"org.opencontainers.image.ref.name": name}
        rows.append({**images.index("it", for_each), "annotations": note})
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    for path, (_, data) in images.documents.items():
        (blobs / path.rpartition(":")[2]).write_bytes(data)
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": rows}))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    return images


def archive(folder: Path, path: Path, mode: str) -> None:
    with tarfile.open(path, mode) as tar:  # type: ignore[call-overload]
        for file in sorted(folder.rglob("*")):
            tar.add(file, file.relative_to(folder).as_posix(), recursive=False)


def test_a_layout_and_its_archive_say_the_same(here: Path) -> None:
    layout(here / "dir", "one")
    archive(here / "dir", here / "dir.tar", "w")
    archive(here / "dir", here / "dir.tar.gz", "w:gz")

    for word in ("oci:dir", "oci:dir:one", "oci-archive:dir.tar", "oci-archive:dir.tar.gz:one"):
        image = inspect(word, AROUND)
        assert image.configuration.command == ("one", "amd64")
        assert document.is_digest(image.digest)
    assert inspect("oci:dir", Surroundings(Platform("linux", "arm64"))).configuration.command == ("one", "arm64")


def test_one_of_several_in_a_layout_has_to_be_named(here: Path) -> None:
    layout(here / "dir", "one", "two")

    assert inspect("oci:dir:two", AROUND).configuration.command == ("two", "amd64")
    with pytest.raises(RecipeError, match="there are several images in it") as told:
        inspect("oci:dir", AROUND)
    assert told.value.help == "name one of `one`, `two` behind a `:`"
    with pytest.raises(RecipeError, match="there is no image `three` in it") as told:
        inspect("oci:dir:three", AROUND)
    assert told.value.help == "there is `one`, `two`"
    with pytest.raises(RecipeError, match="there is no image `tow` in it") as told:
        inspect("oci:dir:tow", AROUND)
    assert told.value.help == "did you mean `two`?"


def test_a_layout_that_was_changed_is_refused(here: Path) -> None:
    layout(here / "dir", "one")
    for path in (here / "dir" / "blobs" / "sha256").iterdir():
        path.write_bytes(path.read_bytes().replace(b"one", b"two"))

    with pytest.raises(RecipeError, match="which was asked for"):
        inspect("oci:dir", AROUND)


def test_an_archive_of_docker_is_read(here: Path) -> None:
    config = json.dumps({"os": "linux", "architecture": "amd64", "config": {"Entrypoint": ["tool"]}}).encode()
    rows = [
        {"Config": "a.json", "RepoTags": ["<none>:<none>", "docker.io/me/a:latest", "me/a:1"], "Layers": []},
        {"Config": "b.json", "RepoTags": None, "Layers": []},
    ]
    for name, count in (("one.tar", 1), ("two.tar", 2)):
        with tarfile.open(name, "w") as tar:
            for path, data in (("manifest.json", json.dumps(rows[:count]).encode()), ("a.json", config)):
                entry = tarfile.TarInfo(path)
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))

    for word in ("one.tar", "one.tar:me/a", "two.tar:me/a:1"):
        assert inspect(f"docker-archive:{word}", AROUND).configuration.entrypoint == ("tool",)
    with pytest.raises(RecipeError, match="there are several images in it"):
        inspect("docker-archive:two.tar", AROUND)
    with pytest.raises(RecipeError, match="there is no image `me/b` in it"):
        inspect("docker-archive:one.tar:me/b", AROUND)


@pytest.mark.parametrize("form", ["oci", "oci-archive", "docker-archive", "sif"])
@pytest.mark.parametrize("path", ["absent", ".", "empty", "binary", "truncated.gz", "text.tar"])
def test_what_is_no_image_is_told(form: str, path: str, here: Path) -> None:
    Path("empty").touch()
    Path("binary").write_bytes(bytes(range(256)) * 64)
    Path("truncated.gz").write_bytes(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03abc")
    with tarfile.open("text.tar", "w") as tar:
        tar.add("binary", "index.json")
        tar.add("binary", "manifest.json")

    with pytest.raises(RecipeError, match=rf"`{path}`"):
        inspect(f"{form}:{path}", AROUND)


def sif_file(*objects: tuple[int, bytes, bytes], used: bool = True) -> bytes:
    """Make a SIF file of some objects: kind, name, content."""
    header = struct.Struct("<32s10s3s3s16sqqqqqqqq")
    descriptor = struct.Struct("<i?IIIqqqqqqq128s384s")
    at = header.size + descriptor.size * len(objects)
    table, data = b"", b""
    for number, (kind, name, content) in enumerate(objects, 1):
        size = len(content)
        table += descriptor.pack(kind, used, number, 1, 0, at + len(data), size, size, 0, 0, 0, 0, name, b"")
        data += content
    count = len(objects)
    head = header.pack(
        b"#!/usr/bin/env run-singularity\n",
        b"SIF_MAGIC",
        b"01",
        b"04",
        bytes(16),
        0,
        0,
        0,
        count,
        header.size,
        0,
        at,
        0,
    )
    return head + table + data


def test_a_sif_file_says_what_docker_s_image_said() -> None:
    data = sif_file((0x4001, b"", b"Bootstrap"), (0x4006, b"oci-config.json", b'{"Cmd": ["tool"], "User": "app"}'))
    image = sif.read(io.BytesIO(data))

    assert image.configuration.command == ("tool",)
    assert image.configuration.user == "app"
    assert image.platform == Platform("linux", "arm64")


@pytest.mark.parametrize(
    "data",
    [
        sif_file(),
        sif_file((0x4001, b"", b"Bootstrap")),
        sif_file((0x4006, b"oci-config.json", b"{}"), used=False),
        sif_file((0x4006, b"oci-config.json", b"{")),
        sif_file((0x4006, b"oci-config.json", b'{"Cmd": []}'))[:-3],
        sif_file((0x4006, b"other.json", b"{}"))[:300],
    ],
)
def test_a_sif_file_without_it_is_told(data: bytes) -> None:
    with pytest.raises(RecipeError, match="SIF file"):
        sif.read(io.BytesIO(data))


@pytest.mark.parametrize("word", ["sif:pipe", "oci:.", "oci-archive:pipe", "docker-archive:pipe"])
def test_a_pipe_is_no_image_and_not_waited_for(word: str, here: Path) -> None:
    os.mkfifo(here / "pipe")
    os.mkfifo(here / "index.json")

    with pytest.raises(RecipeError, match=r"no file$"):
        inspect(word, AROUND)


def test_the_cache_holds_what_has_the_digest_and_nothing_else(here: Path) -> None:
    cache = Cache(str(here / "cache"))
    cache.put(digest(b"whole"), b"whole")
    (at,) = (here / "cache" / "sha256").iterdir()

    assert cache.get(digest(b"whole")) == b"whole"
    assert stat.S_IMODE((here / "cache" / "sha256").stat().st_mode) == 0o700
    at.write_bytes(b"hal")
    assert cache.get(digest(b"whole")) is None
    assert cache.get("sha256:../../etc/passwd") is None


def test_a_cache_that_cannot_be_written_holds_nothing(here: Path) -> None:
    (here / "file").touch()

    for folder in (None, str(here / "file"), str(here / "file" / "below")):
        cache = Cache(folder)
        cache.put(digest(b"x"), b"x")
        assert cache.get(digest(b"x")) is None
    assert list(here.iterdir()) == [here / "file"]


def _configuration(path: Path, said: Mapping[str, object]) -> str:
    path.write_text(json.dumps(said))
    return str(path)


def _auth(name: str, password: str) -> dict[str, str]:
    return {"auth": b64encode(f"{name}:{password}".encode()).decode()}


def test_the_first_file_that_knows_a_registry_has_the_login(here: Path) -> None:
    files = (
        str(here / "absent"),
        _configuration(here / "other", {"auths": {"other.org": _auth("a", "b")}, "credHelpers": []}),
        _configuration(here / "own", {"auths": {"https://index.docker.io/v1/": _auth("me", "se:cret")}}),
        _configuration(here / "last", {"auths": {"docker.io": _auth("late", "x")}}),
    )
    found = credentials.find("docker.io", files)

    assert found is not None
    assert found.path == files[2]
    login = credentials.login(found)
    assert login == Login("me", "se:cret")
    assert "se:cret" not in repr(found)
    assert "se:cret" not in repr(login)
    assert credentials.find("quay.io", files) is None


def test_a_program_of_credentials_is_asked(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = here / "bin" / "docker-credential-mine"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\n[ "$1" = get ] && host=$(cat) && printf \'{"Username": "u", "Secret": "%s"}\' "$host"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")

    by_host = _configuration(here / "a", {"credHelpers": {"reg.org": "mine"}})
    by_store = _configuration(here / "b", {"auths": {"reg.org": {}}, "credsStore": "mine"})
    for_all = _configuration(here / "e", {"credsStore": "mine"})
    for path in (by_host, by_store, for_all):
        found = credentials.find("reg.org", (path,))
        assert found is not None
        assert credentials.login(found) == Login("u", "reg.org")

    missing = credentials.find("reg.org", (_configuration(here / "c", {"credHelpers": {"reg.org": "absent"}}),))
    assert missing is not None
    with pytest.raises(RecipeError, match="`docker-credential-absent`, which"):
        credentials.login(missing)
    odd = credentials.find("reg.org", (_configuration(here / "d", {"credHelpers": {"reg.org": "../x"}}),))
    assert odd is not None
    with pytest.raises(RecipeError, match="cannot be one"):
        credentials.login(odd)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"auths": []}', '{"auths": {"reg.org": {"auth": "%%%"}}}', '{"auths": {"reg.org": 1}}']
)
def test_a_file_of_logins_that_is_none_knows_nobody(text: str, here: Path) -> None:
    (here / "file").write_text(text)

    assert credentials.find("reg.org", (str(here / "file"),)) is None


def test_the_configuration_says_which_registries_are_insecure(here: Path) -> None:
    conf = here / "registries.conf"
    conf.write_text(
        '[[registry]]\nlocation = "a.org:5000"\ninsecure = true\n[[registry]]\nprefix = "b.org/x"\ninsecure = true\n'
        '[[registry]]\nlocation = "c.org"\n'
    )
    daemon = _configuration(here / "daemon.json", {"insecure-registries": ["d.org", 1]})
    (here / "broken.conf").write_text("[[registry")

    files = (str(conf), daemon, str(here / "broken.conf"), str(here / "absent"))
    assert credentials.insecure(files) == {"a.org:5000", "b.org", "d.org"}


def test_the_command_shows_an_image(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    images = Images()
    settings = {"Cmd": ["a b", "\x1b[31m"], "Env": ["X=\x1b]0;title\x07"], "OnBuild": ["RUN make"]}
    row = images.image("it", settings)
    blobs = here / "dir" / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    for path, (_, data) in images.documents.items():
        (blobs / path.rpartition(":")[2]).write_bytes(data)
    (here / "dir" / "index.json").write_text(json.dumps({"manifests": [row]}))

    assert main(["inspect", "oci:dir"]) == 0
    shown = capsys.readouterr().out
    assert main(["inspect", "oci:dir", "--output-format", "json"]) == 0
    facts = json.loads(capsys.readouterr().out)

    assert "\x1b" not in shown
    assert "  entrypoint   none\n" in shown
    assert "  on build     RUN make\n" in shown
    assert (facts["command"], facts["directory"], facts["user"]) == (["a b", "\x1b[31m"], "/", None)
    assert main(["inspect", "oci:dir", "--platform", "amd64"]) == 2
    assert "`amd64` is no platform" in capsys.readouterr().err
