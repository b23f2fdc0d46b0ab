"""Registries: by skopeo and by the library, with logins, indexes, wrong answers, and what the cache knows."""

import json
import socket
import sys
from base64 import b64encode
from pathlib import Path
from shutil import which

import pytest

from recipec.cli import main
from recipec.errors import RecipeError
from recipec.inspection.document import Platform
from recipec.inspection.inspect import Surroundings, inspect
from tests.support.guarded_registry import MANIFEST, Images, digest, serving
from tests.support.missing import give_up
from tests.unit.test_inspection import sif_file

AMD64 = Platform("linux", "amd64")


@pytest.fixture(params=["skopeo", "oras"])
def asker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Whoever asks: skopeo, or the library where skopeo is not there."""
    # Nobody's logins and nobody's registries are in the way.
    for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.delenv("REGISTRY_AUTH_FILE", raising=False)
    program: str = request.param
    if program == "skopeo":
        if which("skopeo") is None:
            reason = "not installed: skopeo (scripts/install-engines)"
            give_up(reason)
    else:
        monkeypatch.setattr("recipec.inspection.inspect.which", lambda _: None)
    return program


def around(tmp_path: Path, *logins: Path) -> Surroundings:
    return Surroundings(AMD64, str(tmp_path / "cache"), tuple(map(str, logins)))


def one() -> Images:
    images = Images()
    images.image("me/tool", {"Cmd": ["tool"]}, "1.0")
    return images


def test_an_image_of_an_index_is_read(asker: str, tmp_path: Path) -> None:
    images = Images()
    rows = [images.image("tool", {"Cmd": [one]}, architecture=one) for one in ("amd64", "arm64")]
    images.index("tool", rows, "latest")
    with serving(images) as server:
        image = inspect(f"{server.address}/tool", around(tmp_path))
        other = inspect(f"{server.address}/tool", around(tmp_path)._replace(platform=Platform("linux", "arm64")))

    assert image.configuration.command == ("amd64",)
    assert image.digest == rows[0]["digest"]
    assert other.configuration.command == ("arm64",)


@pytest.mark.parametrize("tokens", [False, True], ids=["basic", "token"])
def test_a_login_is_said_to_whom_it_is_for(asker: str, tmp_path: Path, tokens: bool) -> None:
    with serving(one(), ("me", "secret"), tokens=tokens) as server:
        name = f"{server.address}/me/tool:1.0"
        with pytest.raises(RecipeError, match="wants to know who asks") as told:
            inspect(name, around(tmp_path))
        assert "docker login" in (told.value.help or "")

        login = tmp_path / "config.json"
        auth = b64encode(b"me:secret").decode()
        login.write_text(json.dumps({"auths": {server.address: {"auth": auth}}}))
        image = inspect(name, around(tmp_path, login))

    assert image.configuration.command == ("tool",)


def test_a_registry_may_give_tokens_to_everybody(asker: str, tmp_path: Path) -> None:
    with serving(one(), tokens=True) as server:
        image = inspect(f"{server.address}/me/tool:1.0", around(tmp_path))

    assert image.configuration.command == ("tool",)
    assert {asked.authorization for asked in server.asked if "/blobs/" in asked.path} == {"Bearer let-me-in"}


def test_a_login_does_not_follow_to_another_host(asker: str, tmp_path: Path) -> None:
    login = tmp_path / "config.json"
    with serving(one()) as store, serving(one(), ("me", "secret"), elsewhere=f"http://{store.address}") as server:
        # Of two ports of one host, one may be somebody else's.
        auth = b64encode(b"me:secret").decode()
        login.write_text(json.dumps({"auths": {server.address: {"auth": auth}}}))
        if asker == "oras":
            with pytest.raises(RecipeError, match="without encryption"):
                inspect(f"{server.address}/me/tool:1.0", around(tmp_path, login))
        else:
            inspect(f"{server.address}/me/tool:1.0", around(tmp_path, login))

    assert {asked.authorization for asked in store.asked} <= {""}


def test_an_image_that_is_not_there_is_told(asker: str, tmp_path: Path) -> None:
    with serving(one()) as server, pytest.raises(RecipeError, match=r"has no image `me/tool` with `2\.0`"):
        inspect(f"{server.address}/me/tool:2.0", around(tmp_path))


def test_a_registry_that_is_not_there_is_told(asker: str, tmp_path: Path) -> None:
    # Taken, so that no server of another test gets it, and nobody listens.
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"localhost:{taken.getsockname()[1]}"
        with pytest.raises(RecipeError, match=f"cannot reach `{address}`"):
            inspect(f"{address}/me/tool:1.0", around(tmp_path))


def test_an_answer_that_is_another_document_is_refused(asker: str, tmp_path: Path) -> None:
    images = one()
    wrong = {path: (kind, data + b" ") for path, (kind, data) in images.documents.items() if "/blobs/" in path}
    images.documents |= wrong
    with serving(images) as server, pytest.raises(RecipeError):
        inspect(f"{server.address}/me/tool:1.0", around(tmp_path))
    assert not list((tmp_path / "cache").rglob(next(iter(wrong)).rpartition(":")[2]))


def test_an_answer_without_end_is_given_up(asker: str, tmp_path: Path) -> None:
    images = Images()
    images.add("me/tool", MANIFEST, b"[" + 9 * 1024 * 1024 * b" ", "1.0")
    with serving(images) as server, pytest.raises(RecipeError):
        inspect(f"{server.address}/me/tool:1.0", around(tmp_path))


def test_what_has_a_digest_is_asked_for_once(asker: str, tmp_path: Path) -> None:
    images = one()
    manifest = next(path for path in images.documents if "manifests/sha256" in path).rpartition("/")[2]
    with serving(images) as server:
        for _ in range(2):
            inspect(f"{server.address}/me/tool:1.0", around(tmp_path))
        blobs = [asked.path for asked in server.asked if "/blobs/" in asked.path]
        tags = [asked.path for asked in server.asked if asked.path.endswith("/1.0")]
        before = len(server.asked)
        pinned = inspect(f"{server.address}/me/tool@{manifest}", around(tmp_path))

        assert len(set(blobs)) == 1
        assert len(tags) >= 2
        assert len(server.asked) == before
    assert pinned.configuration.command == ("tool",)


def test_a_sif_file_in_a_registry_is_read_by_its_head(asker: str, tmp_path: Path) -> None:
    images = Images()
    file = sif_file((0x4006, b"oci-config.json", b'{"Cmd": ["tool"]}')) + bytes(2 * 1024 * 1024)
    layer = images.add("tool", "application/octet-stream", file)
    config = {
        **images.add("tool", "application/octet-stream", b"{}"),
        "mediaType": "application/vnd.sylabs.sif.config.v1+json",
    }
    manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer]}
    images.add("tool", MANIFEST, json.dumps(manifest).encode(), "1")
    with serving(images) as server:
        if asker == "skopeo":
            with pytest.raises(RecipeError, match="skopeo does not read the SIF file"):
                inspect(f"oras://{server.address}/tool:1", around(tmp_path))
            return
        image = inspect(f"oras://{server.address}/tool:1", around(tmp_path))

    assert image.configuration.command == ("tool",)
    assert image.digest == digest(json.dumps(manifest).encode())


def test_without_anybody_who_can_ask_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("recipec.inspection.inspect.which", lambda _: None)
    monkeypatch.setitem(sys.modules, "oras", None)
    monkeypatch.delitem(sys.modules, "recipec.inspection.client", raising=False)

    with pytest.raises(RecipeError, match="nothing here can ask a registry") as told:
        inspect("debian:12", around(tmp_path))
    assert "recipec[registry]" in (told.value.help or "")


def test_conversion_goes_by_what_the_base_says(
    asker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    images = Images()
    images.image("base", {"Entrypoint": ["tini", "--"], "WorkingDir": "/srv"}, "latest")
    with serving(images) as server:
        Path("Dockerfile").write_text(f'FROM {server.address}/base\nCMD ["tool"]\n')
        assert main(["convert", "Dockerfile", "--inspect"]) == 0
        said = capsys.readouterr()
    assert 'cd /srv || exit\n    if [ $# -eq 0 ]; then\n        set -- tool\n    fi\n    exec tini -- "$@"' in said.out

    assert main(["convert", "Dockerfile", "--inspect"]) == 0
    said = capsys.readouterr()
    assert "base-runscript" in said.out
    assert said.err.count("warning: nothing is known of the base image") == 1

    assert main(["convert", "Dockerfile", "--inspect", "--quiet"]) == 0
    assert "nothing is known" not in capsys.readouterr().err
    assert main(["lint", "Dockerfile", "--inspect"]) == 0
    assert "nothing is known" in capsys.readouterr().err


def test_no_image_is_looked_at_that_nothing_needs(asker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    images = one()
    with serving(images) as server:
        at = server.address
        Path("Dockerfile").write_text(f"FROM {at}/unneeded AS a\nRUN make\nFROM {at}/me/tool:1.0\nRUN make\n")
        assert main(["convert", "Dockerfile", "--inspect", "-o", "Singularity"]) == 0

    assert not [asked for asked in server.asked if "unneeded" in asked.path]
    assert [asked for asked in server.asked if "me/tool" in asked.path]
