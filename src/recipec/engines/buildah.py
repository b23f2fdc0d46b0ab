"""Buildah: builds a Dockerfile into a store of its own, and starts what it built as Docker would."""

import json
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from recipec.engines.image import Image, Ran, environment, recipes, recipes_labels
from recipec.engines.process import BuildError, Output, run, tail
from recipec.engines.tree import Entry, read

_SPY = "/.recipec-spy"
# Sets a definition file's computed %environment and then starts its arguments, as the action of Apptainer's does.
_LOADER = "/.singularity.d/actions/exec"
# Starts programs one after another in the image, each as if it were the only one: without this shell's own
# applets (a name is looked up in PATH, as runc does) and with none of its variables.
_STARTER = """\
__find() {
    case $1 in */*) echo "$1"; return;; esac
    IFS=:
    for __dir in $PATH; do
        if [ -f "$__dir/$1" ] && [ -x "$__dir/$1" ]; then echo "$__dir/$1"; return; fi
    done
    echo "/nothing/called/$1"
}
__start() {
    __to=$1 __program=$(__find "$2")
    shift 2
    ( exec "$__program" "$@" ) > "$__to.out" 2> "$__to.err" < /dev/null
    echo $? > "$__to.status"
}
"""


class Start(NamedTuple):
    """What an image's configuration says about its start."""

    entrypoint: tuple[str, ...]
    command: tuple[str, ...]

    def words(self, arguments: Sequence[str]) -> tuple[str, ...]:
        """Give what Docker starts: the arguments stand in for CMD, and ENTRYPOINT comes before them."""
        return (*self.entrypoint, *(arguments or self.command))


class Buildah:
    """Builds in a store of its own, so that several can work side by side."""

    def __init__(self, work: Path, *, busybox: Path = Path("/bin/busybox")) -> None:
        self._work = work
        self._busybox = busybox
        work.mkdir(parents=True, exist_ok=True)
        self._driver = next((driver for driver in ("overlay", "vfs") if self._has(driver)), "vfs")

    def _call(self, *words: str, directory: Path | None = None, driver: str | None = None) -> Output:
        driver = driver or self._driver
        store = (
            "--root",
            str(self._work / driver),
            "--runroot",
            str(self._work / f"{driver}-run"),
            "--storage-driver",
            driver,
        )
        return run(("buildah", *store, *words), directory=directory or self._work)

    def _has(self, driver: str) -> bool:
        made = self._call("from", "--name", f"probe-{driver}", "scratch", driver=driver)
        return made.status == 0 and self._call("mount", f"probe-{driver}", driver=driver).status == 0

    def build(
        self, recipe: Path, context: Path, arguments: Mapping[str, str] | None = None, target: str | None = None
    ) -> str:
        """Build a Dockerfile, or a stage of it; give the image's id; raise ``BuildError``."""
        values = [word for name, value in (arguments or {}).items() for word in ("--build-arg", f"{name}={value}")]
        flags: tuple[str, ...] = (
            "--isolation",
            "chroot",
            "--layers=false",
            "--tls-verify=false",
            "--pull=missing",
            "--format",
            "docker",
        )
        if target is not None:
            flags = (*flags, "--target", target)
        named = self._work / "id"
        done = self._call("build", *flags, *values, "--iidfile", str(named), "-f", str(recipe), str(context))
        if done.status != 0:
            raise BuildError(tail(done.stderr))
        return named.read_text().strip().removeprefix("sha256:")

    def look(self, image: str, starts: Mapping[str, Sequence[str]]) -> Image:
        """Look at an image, and start it with each of the argument lists."""
        inspected = self._call("inspect", "--type", "image", image)
        if inspected.status != 0:
            raise BuildError(tail(inspected.stderr))
        config = json.loads(inspected.stdout)["OCIv1"]["config"]
        start = Start(tuple(config.get("Entrypoint") or ()), tuple(config.get("Cmd") or ()))
        variables = recipes(dict(entry.split("=", 1) for entry in config.get("Env") or ()))
        commands = {name: start.words(words) for name, words in starts.items()}
        spied = start.entrypoint[:1] == (_LOADER,)
        if spied:
            commands[_SPY] = (_LOADER, f"{_SPY}/busybox", "cat", "/proc/self/environ")
        runs = self._start(image, commands)
        if spied:
            variables = environment(runs.pop(_SPY).stdout.encode(errors="surrogateescape"))
        return Image(self._tree(image), variables, recipes_labels(config.get("Labels") or {}), runs)

    def _tree(self, image: str) -> dict[str, Entry]:
        """Read the image's files from the store: what the engine exports has lost the setuid bits."""
        store = self._work / self._driver
        images = json.loads((store / f"{self._driver}-images" / "images.json").read_text())
        layer = next((known.get("layer") for known in images if known["id"] == image), None)
        if layer is None:
            return {}
        if self._driver == "vfs":
            return read((store / "vfs" / "dir" / layer,))
        layers = json.loads((store / "overlay-layers" / "layers.json").read_text())
        parents = {known["id"]: known.get("parent") for known in layers}
        chain: list[Path] = []
        while layer:
            chain.append(store / "overlay" / layer / "diff")
            layer = parents[layer]
        return read(tuple(reversed(chain)))

    def _start(self, image: str, commands: Mapping[str, Sequence[str]]) -> dict[str, Ran]:
        """Start commands in a container of the image, with its variables, user and directory."""
        if not commands:
            return {}
        made = self._call("from", image)
        if made.status != 0:
            raise BuildError(tail(made.stderr))
        container = made.stdout.decode().strip()
        shared = self._work / "spy"
        shutil.rmtree(shared, ignore_errors=True)
        shared.mkdir()
        shared.chmod(0o1777)
        shutil.copy(self._busybox, shared / "busybox")
        lines = [
            f"__start {_SPY}/{number} {shlex.join(words)}" for number, words in enumerate(commands.values()) if words
        ]
        (shared / "starter").write_text(_STARTER + "\n".join(lines) + "\n")
        done = self._call(
            "run",
            "--isolation",
            "chroot",
            "-v",
            f"{shared}:{_SPY}",
            container,
            "--",
            f"{_SPY}/busybox",
            "sh",
            f"{_SPY}/starter",
        )
        self._call("rm", container)
        if done.status != 0:
            raise BuildError(f"the image does not start: {tail(done.stderr)}")
        ran: dict[str, Ran] = {}
        for number, name in enumerate(commands):
            at = shared / f"{number}.status"
            if at.exists():
                ran[name] = Ran((shared / f"{number}.out").read_text(errors="surrogateescape"), int(at.read_text()))
            else:
                ran[name] = Ran("", 125)
        return ran
