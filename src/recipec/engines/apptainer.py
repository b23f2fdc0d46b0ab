"""Apptainer and Singularity: build a definition file into a sandbox, and start what they built."""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import mkdtemp

from recipec.engines import namespace, spy
from recipec.engines.configuration import cell
from recipec.engines.engine import START_SECONDS, Looking, Surroundings
from recipec.engines.image import Image, Ran, environment, recipes_labels
from recipec.engines.process import BuildError, Output, run, tail
from recipec.engines.tree import Entry, read, without_owners
from recipec.format import Format
from recipec.ir.options import BuildMode
from recipec.typed import assert_never

_SPY = ".recipec-spy"
# Neither the caller's files, nor variables, nor place may show.
_ALONE = ("--cleanenv", "--contain", "--no-home", "--pwd", "/")
_PREFIXES = ("APPTAINER_", "SINGULARITY_")


class Apptainer:
    """Builds below a directory of its own. ``mode`` is what its user may do."""

    format = Format.DEFINITION

    def __init__(
        self, surroundings: Surroundings, program: str = "apptainer", mode: BuildMode = BuildMode.ROOT
    ) -> None:
        self.program = program
        self._surroundings = surroundings
        self._mode = mode
        self._work = work = surroundings.work
        own = ("tmp", "cache", "config") if surroundings.is_apart else ("tmp",)
        prefixes = _PREFIXES if program == "singularity" else _PREFIXES[:1]
        self._environment = {f"{prefix}{name.upper()}DIR": str(work / name) for prefix in prefixes for name in own}
        for name in own:
            (work / name).mkdir(parents=True, exist_ok=True)

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables with which it keeps to its own directory."""
        return self._environment

    def build(
        self, recipe: Path, context: Path, arguments: Mapping[str, str] | None = None, stage: str | None = None
    ) -> str:
        """Build a definition file where the context is the working directory. It has no stages to choose from."""
        if stage is not None:
            raise BuildError(f"{self.program} builds all stages: it cannot stop at `{stage}`")
        sandbox = self._work / "sandbox"
        if sandbox.exists():
            namespace.remove(sandbox)
        binds: list[str] = []
        # %post sees the host's /tmp and /var/tmp: every build gets empty ones instead.
        for inside, name in (("/tmp", "container-tmp"), ("/var/tmp", "container-var-tmp")):  # noqa: S108 -- in the container
            outside = self._work / name
            if outside.exists():
                namespace.remove(outside)
            outside.mkdir()
            outside.chmod(0o1777)
            binds += ("--bind", f"{outside}:{inside}")
        values = [word for name, value in (arguments or {}).items() for word in ("--build-arg", row(name, value))]
        if values:
            values.insert(0, "--warn-unused-build-args")
        flags = ("--no-https",) if self._surroundings.is_insecure else ()
        done = run(
            (self.program, "build", "--sandbox", "--force", *flags, *binds, *values, str(sandbox), str(recipe)),
            directory=context,
            environment=self._environment,
            seconds=self._surroundings.seconds,
            log=self._surroundings.log,
        )
        if done.status != 0:
            raise BuildError(tail(done.stderr))
        return str(sandbox)

    def look(self, image: str, looking: Looking) -> Image:
        """Look at a sandbox, start it, and run commands in it."""
        sandbox = Path(image)
        return Image(
            self._tree(sandbox),
            self._variables(sandbox),
            self._labels(sandbox),
            {name: Ran.of(self._inside("run", sandbox, words)) for name, words in looking.starts.items()},
            {line: Ran.of(self._inside("exec", sandbox, ("/bin/sh", "-c", line))) for line in looking.probes},
        )

    def keep(self, image: str, place: Path) -> None:
        """Leave the sandbox in a directory."""
        shutil.move(image, place / "sandbox")

    def clear(self) -> None:
        """Do nothing: all that it makes is in its directory."""

    def _tree(self, sandbox: Path) -> dict[str, Entry]:
        match self._mode:
            case BuildMode.ROOT:
                return read((sandbox,))
            case BuildMode.FAKEROOT:
                # Apptainer unpacks a base image for an ordinary user as if all in it were root's; %post has all ids.
                return without_owners(namespace.read_tree(sandbox, self._work), (0, 0))
            case BuildMode.USERNS:
                return without_owners(read((sandbox,)), (os.geteuid(), os.getegid()))
            case _:
                assert_never(self._mode)

    def _labels(self, sandbox: Path) -> dict[str, str]:
        file = sandbox / ".singularity.d" / "labels.json"
        # A recipe may have put anything in its place.
        if file.is_symlink() or not file.is_file():
            return {}
        try:
            labels = json.loads(file.read_text())
        except ValueError:
            return {}
        return recipes_labels(labels) if isinstance(labels, dict) else {}

    def _variables(self, sandbox: Path) -> dict[str, str]:
        busybox = self._surroundings.busybox
        if busybox is None:
            done = self._inside("exec", sandbox, spy.ENVIRONMENT)
        else:
            # The image may have no `cat`, and the name of a busybox is what it does.
            place = Path(mkdtemp(prefix=_SPY, dir=sandbox))
            place.chmod(0o755)
            shutil.copy(busybox, place / "busybox")
            done = self._inside("exec", sandbox, (f"/{place.name}/busybox", "cat", "/proc/self/environ"))
            shutil.rmtree(place)
        if done.status != 0:
            raise BuildError(f"the image does not start: {tail(done.stderr)}")
        return environment(done.stdout)

    def _inside(self, verb: str, sandbox: Path, words: Sequence[str]) -> Output:
        return run(
            (self.program, "-q", verb, *_ALONE, str(sandbox), *words),
            directory=self._work,
            environment=self._environment,
            seconds=START_SECONDS,
        )


def row(name: str, value: str) -> str:
    """Write a build argument as the command line reads it: as a row of comma-separated values."""
    return cell(f"{name}={value}")
