"""Docker and Podman by their command line: the one has a daemon with a store, the other gets a store of its own."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp

from recipec.engines import namespace, spy
from recipec.engines.configuration import LOADER, flags, read_configuration
from recipec.engines.engine import START_SECONDS, Looking, Surroundings
from recipec.engines.image import Image, Ran, environment, recipes, recipes_labels
from recipec.engines.process import OVERDUE, BuildError, Output, run, tail
from recipec.engines.tree import Entry, read_archive
from recipec.format import Format

# A container that is never started still needs a command, if its image has none.
_NOTHING = "/nothing"


class Docker:
    """Builds with `docker` or `podman`. What it makes in a daemon's store it takes away again."""

    format = Format.DOCKERFILE

    def __init__(self, surroundings: Surroundings, program: str = "docker") -> None:
        self.program = program
        self._surroundings = surroundings
        self._work = surroundings.work
        self._work.mkdir(parents=True, exist_ok=True)
        # Names of its own, by which it is found again whenever the work ends.
        self._name = f"recipec-{os.getpid()}-{os.urandom(4).hex()}"
        self._images: list[str] = []
        # Podman takes no path of more than 50 characters for this one.
        self._running = mkdtemp(prefix="recipec-", dir="/tmp") if program == "podman" else None

    def _call(self, *words: str, seconds: float | None = None, log: Path | None = None) -> Output:
        command: tuple[str, ...] = (self.program,)
        if self._running is not None:
            store = ("--root", str(self._work / "store"), "--runroot", self._running)
            command = (*namespace.own_mounts(), *command, *store)
        return run((*command, *words), directory=self._work, seconds=seconds, log=log)

    def build(
        self, recipe: Path, context: Path, arguments: Mapping[str, str] | None = None, stage: str | None = None
    ) -> str:
        """Build a Dockerfile, or a stage of it; give the image's id."""
        named = self._work / "id"
        own: tuple[str, ...] = ()
        if self.program == "podman":
            registry = ("--tls-verify=false",) if self._surroundings.is_insecure else ()
            own = ("--layers=false", "--format", "docker", *registry)
        words = ("build", *own, *flags(arguments, stage), "--iidfile", str(named), "-f", str(recipe), str(context))
        done = self._call(*words, seconds=self._surroundings.seconds, log=self._surroundings.log)
        if done.status != 0:
            raise BuildError(tail(done.stderr))
        image = named.read_text().strip()
        self._images.append(image)
        return image

    def look(self, image: str, looking: Looking) -> Image:
        """Look at an image, start it, and run commands in it."""
        inspected = self._call("image", "inspect", image)
        if inspected.status != 0:
            raise BuildError(tail(inspected.stderr))
        config = read_configuration(json.loads(inspected.stdout)[0]["Config"])
        variables = recipes(config.environment)
        if config.is_loaded:
            variables = environment(self._run((), LOADER, image, spy.ENVIRONMENT).stdout)
        return Image(
            self._tree(image),
            variables,
            recipes_labels(config.labels),
            {name: Ran.of(self._run((), None, image, words)) for name, words in looking.starts.items()},
            {line: Ran.of(self._run(("--workdir", "/"), "/bin/sh", image, ("-c", line))) for line in looking.probes},
        )

    def _run(self, settings: Sequence[str], entrypoint: str | None, image: str, words: Sequence[str]) -> Output:
        start = () if entrypoint is None else ("--entrypoint", entrypoint)
        done = self._call("run", "--rm", "--name", self._name, *settings, *start, image, *words, seconds=START_SECONDS)
        if done.status == OVERDUE:
            # Only the client has been ended.
            self._call("rm", "--force", self._name)
        return done

    def _tree(self, image: str) -> dict[str, Entry]:
        made = self._call("create", "--name", self._name, image, _NOTHING)
        if made.status != 0:
            raise BuildError(tail(made.stderr))
        archive = self._work / "tree.tar"
        exported = self._call("export", "--output", str(archive), self._name)
        self._call("rm", "--force", self._name)
        if exported.status != 0:
            raise BuildError(tail(exported.stderr))
        tree = read_archive(archive)
        archive.unlink()
        return tree

    def keep(self, image: str, place: Path) -> None:
        """Leave the image as an archive that `docker load` reads."""
        self._call("save", "--output", str(place / "image.tar"), image)

    def clear(self) -> None:
        """Take containers and images out of the daemon's store."""
        if self._running is not None:
            namespace.remove(Path(self._running))
            return
        self._call("rm", "--force", self._name)
        if self._images:
            self._call("image", "rm", "--force", *self._images)
