"""Apptainer: builds a definition file into a sandbox, and starts what it built."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from recipec.engines.image import Image, Ran, environment, recipes_labels
from recipec.engines.process import BuildError, Output, run, tail
from recipec.engines.tree import read

_SPY = ".recipec-spy"


class Apptainer:
    """Builds below a directory of its own, so that several can work side by side."""

    def __init__(self, work: Path, *, busybox: Path = Path("/bin/busybox")) -> None:
        self._work = work
        self._busybox = busybox
        self._environment = {}
        for variable, name in (
            ("APPTAINER_TMPDIR", "tmp"),
            ("APPTAINER_CACHEDIR", "cache"),
            ("APPTAINER_CONFIGDIR", "config"),
        ):
            directory = work / name
            directory.mkdir(parents=True, exist_ok=True)
            self._environment[variable] = str(directory)

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables with which it keeps to its own directory."""
        return self._environment

    def build(self, recipe: Path, context: Path, arguments: Mapping[str, str] | None = None) -> Path:
        """Build a definition file where the context is the working directory; raise ``BuildError``."""
        sandbox = self._work / "sandbox"
        if sandbox.exists():
            shutil.rmtree(sandbox)
        binds: list[str] = []
        # %post sees the host's /tmp and /var/tmp: every build gets empty ones instead.
        for inside, name in (("/tmp", "container-tmp"), ("/var/tmp", "container-var-tmp")):  # noqa: S108 -- in the container
            outside = self._work / name
            if outside.exists():
                shutil.rmtree(outside)
            outside.mkdir()
            outside.chmod(0o1777)
            binds += ("--bind", f"{outside}:{inside}")
        values = [word for name, value in (arguments or {}).items() for word in ("--build-arg", f"{name}={value}")]
        command = ("apptainer", "build", "--no-https", "--warn-unused-build-args", "--sandbox", "--force")
        done = run(
            (*command, *binds, *values, str(sandbox), str(recipe)), directory=context, environment=self._environment
        )
        if done.status != 0:
            raise BuildError(tail(done.stderr))
        return sandbox

    def look(self, sandbox: Path, starts: Mapping[str, Sequence[str]]) -> Image:
        """Look at a sandbox, and start it with each of the argument lists."""
        tree = read((sandbox,))
        return Image(
            tree,
            self._variables(sandbox),
            self._labels(sandbox),
            {name: self._start(sandbox, words) for name, words in starts.items()},
        )

    def _labels(self, sandbox: Path) -> dict[str, str]:
        file = sandbox / ".singularity.d" / "labels.json"
        return recipes_labels(json.loads(file.read_text())) if file.exists() else {}

    def _variables(self, sandbox: Path) -> dict[str, str]:
        # The image may have no `cat`, and the name of a busybox is what it does.
        spy = sandbox / _SPY
        spy.mkdir()
        shutil.copy(self._busybox, spy / "busybox")
        done = self._inside("exec", sandbox, (f"/{_SPY}/busybox", "cat", "/proc/self/environ"))
        shutil.rmtree(spy)
        if done.status != 0:
            raise BuildError(f"the image does not start: {tail(done.stderr)}")
        return environment(done.stdout)

    def _start(self, sandbox: Path, words: Sequence[str]) -> Ran:
        done = self._inside("run", sandbox, words)
        return Ran(done.stdout.decode(errors="surrogateescape"), done.status)

    def _inside(self, verb: str, sandbox: Path, words: Sequence[str]) -> Output:
        # Neither the caller's files, nor variables, nor place may show.
        flags = ("--cleanenv", "--contain", "--no-home", "--pwd", "/")
        return run(
            ("apptainer", "-q", verb, *flags, str(sandbox), *words),
            directory=self._work,
            environment=self._environment,
            seconds=60.0,
        )
