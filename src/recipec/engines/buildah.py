"""Buildah: builds a Dockerfile into a store of its own, and starts what it built as Docker would."""

import json
import os
import shlex
import shutil
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path

from recipec.engines import namespace, spy
from recipec.engines.configuration import LOADER, cell, flags, read_configuration
from recipec.engines.engine import START_SECONDS, Looking, Surroundings
from recipec.engines.image import Image, Ran, environment, recipes, recipes_labels
from recipec.engines.process import OVERDUE, BuildError, Output, run, tail
from recipec.engines.tree import Entry, read
from recipec.format import Format

_SPY = "/.recipec-spy"
# Starts programs one after another in the image, each as if it were the only one: without this shell's own
# applets (a name is looked up in PATH, as runc does) and with none of its variables.
_STARTER = f"""\
__find() {{
    case $1 in */*) echo "$1"; return;; esac
    IFS=:
    for __dir in $PATH; do
        if [ -f "$__dir/$1" ] && [ -x "$__dir/$1" ]; then echo "$__dir/$1"; return; fi
    done
    echo "/nothing/called/$1"
}}
__start() {{
    __to=$1 __program=$(__find "$2") __since=$(date +%s)
    shift 2
    ( exec {_SPY}/busybox timeout -s KILL {START_SECONDS:.0f} "$__program" "$@" ) \
        > "$__to.out" 2> "$__to.err" < /dev/null
    __status=$?
    if [ $__status = 137 ] && [ $(($(date +%s) - __since)) -ge {START_SECONDS:.0f} ]; then __status={OVERDUE}; fi
    echo $__status > "$__to.status"
}}
"""


class Buildah:
    """Builds in a store of its own, so that several can work side by side."""

    program = "buildah"
    format = Format.DOCKERFILE

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._work = surroundings.work
        self._work.mkdir(parents=True, exist_ok=True)
        self._apart = namespace.own_mounts()
        self._users: tuple[str, ...] = ()
        self._driver = next((driver for driver in ("overlay", "vfs") if self._has(driver)), "vfs")
        if not surroundings.is_apart:
            self._users = self._store_of_the_user()

    def _words(self, *words: str, driver: str | None = None) -> tuple[str, ...]:
        driver = driver or self._driver
        return (
            "buildah",
            "--root",
            str(self._work / driver),
            "--runroot",
            str(self._work / f"{driver}-run"),
            "--storage-driver",
            driver,
            *self._users,
            *words,
        )

    def _call(self, *words: str, driver: str | None = None) -> Output:
        return run((*self._apart, *self._words(*words, driver=driver)), directory=self._work)

    def _has(self, driver: str) -> bool:
        made = self._call("from", "--name", f"probe-{driver}", "scratch", driver=driver)
        mount = self._words("mount", f"probe-{driver}", driver=driver)
        return made.status == 0 and run((*self._inside(driver), *mount), directory=self._work).status == 0

    def _store_of_the_user(self) -> tuple[str, ...]:
        """Let images that the user has be read where they are: a base that is there is not fetched again."""
        done = run(("buildah", "info"), directory=self._work)
        if done.status != 0:
            return ()
        try:
            store = json.loads(done.stdout)["store"]
            is_usable = store["GraphDriverName"] == self._driver and os.path.isdir(store["GraphRoot"])
            if not is_usable or not store["ImageStore"]["number"]:
                return ()
        except (ValueError, KeyError, TypeError):
            return ()  # a release that tells it otherwise: bases are fetched
        return ("--storage-opt", f"{self._driver}.imagestore={store['GraphRoot']}")

    def _inside(self, driver: str) -> tuple[str, ...]:
        """Give what comes before a command that has to see the files of containers."""
        return self._apart if os.geteuid() == 0 else self._words("unshare", driver=driver)

    def build(
        self, recipe: Path, context: Path, arguments: Mapping[str, str] | None = None, stage: str | None = None
    ) -> str:
        """Build a Dockerfile, or a stage of it; give the image's id."""
        named = self._work / "id"
        registry = ("--tls-verify=false",) if self._surroundings.is_insecure else ()
        words = self._words(
            "build",
            "--isolation",
            "chroot",
            "--layers=false",
            *registry,
            "--pull=missing",
            "--format",
            "docker",
            *flags(arguments, stage),
            "--iidfile",
            str(named),
            "-f",
            cell(str(recipe)),
            str(context),
        )
        done = run(
            (*self._apart, *words),
            directory=self._work,
            seconds=self._surroundings.seconds,
            log=self._surroundings.log,
        )
        if done.status != 0:
            raise BuildError(tail(done.stderr))
        return named.read_text().strip().removeprefix("sha256:")

    def look(self, image: str, looking: Looking) -> Image:
        """Look at an image, start it, and run commands in it."""
        inspected = self._call("inspect", "--type", "image", image)
        if inspected.status != 0:
            raise BuildError(tail(inspected.stderr))
        start = read_configuration(json.loads(inspected.stdout)["OCIv1"]["config"])
        variables = recipes(start.environment)
        commands: dict[tuple[str, str], Sequence[str]] = {
            ("run", name): start.words(words) for name, words in looking.starts.items()
        }
        commands |= {("probe", line): ("/bin/sh", "-c", f"cd /\n{line}") for line in looking.probes}
        spied = ("spy", "")
        if start.is_loaded:
            commands[spied] = (LOADER, *self._spying)
        runs = self._run(image, commands)
        if start.is_loaded:
            variables = environment(runs[spied].stdout.encode(errors="surrogateescape"))
        return Image(
            self._tree(image),
            variables,
            recipes_labels(start.labels),
            {name: ran for (kind, name), ran in runs.items() if kind == "run"},
            {name: ran for (kind, name), ran in runs.items() if kind == "probe"},
        )

    def _tree(self, image: str) -> dict[str, Entry]:
        """Read the image's files from the store: what the engine exports has lost the setuid bits."""
        if os.geteuid() != 0 or self._users:
            return self._archived(image)
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

    def _archived(self, image: str) -> dict[str, Entry]:
        """Read the image's files where the ids are those of the container."""
        container = self._container(image)
        archive = self._work / "tree.tar"
        mount = shlex.join(self._words("mount", container))
        script = f'exec tar --create --numeric-owner --file {shlex.quote(str(archive))} -C "$({mount})" .'
        tree = namespace.archived((*self._inside(self._driver), "sh", "-ec", script), archive)
        self._call("rm", container)
        return tree

    @property
    def _spying(self) -> tuple[str, ...]:
        """The command that prints the variables which it was started with."""
        return (
            spy.ENVIRONMENT if self._surroundings.busybox is None else (f"{_SPY}/busybox", "cat", "/proc/self/environ")
        )

    def _container(self, image: str) -> str:
        made = self._call("from", image)
        if made.status != 0:
            raise BuildError(tail(made.stderr))
        return made.stdout.decode().strip()

    def _run(self, image: str, commands: Mapping[tuple[str, str], Sequence[str]]) -> dict[tuple[str, str], Ran]:
        """Start commands in a container of the image, with its variables, user and directory."""
        if not commands:
            return {}
        container = self._container(image)
        if self._surroundings.busybox is None:
            ran = {name: self._one(container, words) for name, words in commands.items()}
        else:
            ran = self._all(container, commands, self._surroundings.busybox)
        self._call("rm", container)
        return ran

    def _one(self, container: str, words: Sequence[str]) -> Ran:
        if not words:
            return _NO_COMMAND
        started = self._words("run", "--isolation", "chroot", container, "--", *words)
        return Ran.of(run((*self._apart, *started), directory=self._work, seconds=START_SECONDS))

    def _all(
        self, container: str, commands: Mapping[tuple[str, str], Sequence[str]], busybox: Path
    ) -> dict[tuple[str, str], Ran]:
        """Start all commands at once: to enter a container takes longer than most of them."""
        shared = self._work / "spy"
        shutil.rmtree(shared, ignore_errors=True)
        shared.mkdir()
        shared.chmod(0o1777)
        shutil.copy(busybox, shared / "busybox")
        lines = [
            f"__start {_SPY}/{number} {shlex.join(words)}" for number, words in enumerate(commands.values()) if words
        ]
        (shared / "starter").write_text(_STARTER + "\n".join(lines) + "\n", errors="surrogateescape")
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
        if done.status != 0:
            raise BuildError(f"the image does not start: {tail(done.stderr)}")
        ran: dict[tuple[str, str], Ran] = {}
        for number, name in enumerate(commands):
            status, said = (_left(shared / f"{number}.{kind}") for kind in ("status", "out"))
            if said is not None and status is not None and status.strip().isdigit():
                ran[name] = Ran(said, None if int(status) == OVERDUE else int(status))
            else:
                ran[name] = _NO_COMMAND
        return ran

    def keep(self, image: str, place: Path) -> None:
        """Leave the image as an archive that `docker load` reads."""
        self._call("push", image, f"docker-archive:{place / 'image.tar'}")

    def clear(self) -> None:
        """Do nothing: the store is in its directory, and mounts have gone with each call."""


def _left(path: Path) -> str | None:
    """Read a file that a container has left; what it may have put there instead of one is nothing."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with open(descriptor, errors="surrogateescape") as file:
        return file.read() if stat.S_ISREG(os.fstat(descriptor).st_mode) else None


# What the engines say of an image that has nothing to start.
_NO_COMMAND = Ran("", 125)
