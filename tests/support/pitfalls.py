"""A pitfall on the real engine: the symptom of what a rule finds, and that it is gone once the recipe is repaired.

A case is a file like those of the engine suite. Its head has:

* ``about``: what happens, in a sentence; ``rule``: the name of the rule; ``options`` for the check; ``setup``.
* ``build: fails`` where the recipe does not build, with ``log: TEXT`` for what the engine says.
* ``symptom: SHELL``: succeeds on the broken image and fails on the repaired one. ``repaired: SHELL``: the reverse.
* ``fixed: fails`` where the repaired recipe does not build any more, as it should (``log`` is then its engine's), and
  ``fixed: same`` where it builds the same container.
* ``builder: docker`` for what goes wrong in Docker's images. The recipes are then ``Dockerfile`` and, where the rule
  has no fix, ``Repaired.Dockerfile``; a symptom, or what is repaired, is a path that is in the image.
* ``standin: PROGRAM`` where a script of the case behaves as that program does.

Scripts have the image in ``$IMAGE``, what it was built from in ``$RECIPE``, a home of their own in ``$HOME``, the
context as directory, and functions. Shut off from the host, ``run`` starts the image and ``inside`` a program in it,
``somebody`` a line for a shell as a user who is not root, ``alice`` a program with a home of the host. ``here`` starts
the image and ``within`` a program in the directory of the caller, with the variables of the caller. ``build`` builds
the recipe again, with options.

Bases are ``localhost:5000/NAME``; one that rules have to know, such as ``debian:12``, is written as it is, and replaced
by the tests' own when it is built.

The recipe is ``Singularity`` or ``Dockerfile``. What is built for it is that definition file, or ``Naive.def``, what
people make of that Dockerfile by hand. The repaired one is ``Repaired.def``, or the recipe with the rule's fixes, or
what ``recipec convert`` makes of a Dockerfile.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from recipec.api import convert, lint
from recipec.context import Directory
from recipec.diagnostics.fix import apply
from recipec.engines.compare import compare
from recipec.engines.engine import Looking
from recipec.engines.image import Image
from recipec.engines.process import BuildError
from recipec.source import Source
from tests.support.engines_case import REGISTRY, Case, read
from tests.support.engines_prove import Engines
from tests.support.rules import settings

_KEYS = frozenset(
    ("about", "rule", "options", "setup", "build", "log", "symptom", "repaired", "fixed", "standin", "builder")
)
_PRELUDE = """\
run() { apptainer -q run --cleanenv --contain --no-home --pwd / "$IMAGE" "$@"; }
inside() { apptainer -q exec --cleanenv --contain --no-home --pwd / "$IMAGE" "$@"; }
somebody() { inside su -s /bin/sh www-data -c "$1"; }
alice() { apptainer -q exec --cleanenv --contain --home "$HOME:/home/alice" --pwd / "$IMAGE" "$@"; }
here() { apptainer -q run --no-home --bind "$PWD:/mnt" --pwd /mnt "$IMAGE" "$@"; }
within() { apptainer -q exec --no-home --bind "$PWD:/mnt" --pwd /mnt "$IMAGE" "$@"; }
build() { apptainer -q build --no-https --force --sandbox "$@" "$HOME/again" "$RECIPE"; }
"""
_OFFICIAL = re.compile(r"^(from:? +)(?!localhost)(?=[a-z0-9/-]+:\d)", re.IGNORECASE | re.MULTILINE)


class Pitfall(NamedTuple):
    """A case with what to do about it."""

    case: Case
    rule: str
    options: str

    @classmethod
    def read(cls, path: Path) -> "Pitfall":
        case = read(path, _KEYS)
        return cls(case, case.all("rule")[0], " ".join(case.all("options")))

    @property
    def is_of_docker(self) -> bool:
        return "docker" in self.case.all("builder")

    def problems(self, engines: Engines) -> list[str]:
        """Build both recipes and try the scripts on both; say what is not as the case has it."""
        base = engines.work / "pitfall"
        shutil.rmtree(base, ignore_errors=True)
        context = base / "context"
        (base / "home").mkdir(parents=True)
        context.mkdir()
        recipe = self.case.unpack(context, engines.address)
        for path in (*context.glob("*.def"), *context.glob("*.Dockerfile")):
            path.write_text(path.read_text().replace(REGISTRY, engines.address))
        found, repaired = self._repaired(recipe, context)
        if found:
            return found
        broken = context / "Naive.def" if (context / "Naive.def").exists() else recipe
        broken.write_text(_served(broken.read_text(), engines.address), newline="")
        mended = context / ".repaired.def"
        mended.write_text(_served(repaired, engines.address))
        fixed = self.case.all("fixed")
        problems, before = self._try(broken, "symptom", "repaired", self.case.fails, engines, base)
        others, after = self._try(mended, "repaired", "symptom", "fails" in fixed, engines, base)
        if "same" in fixed and before is not None and after is not None:
            others += [f"differs: {difference}" for difference in compare(before, after)]
        return [*problems, *(f"repaired: {problem}" for problem in others)]

    def _repaired(self, recipe: Path, context: Path) -> tuple[list[str], str]:
        """Check the recipe, and give the one that has no such finding any more."""
        source = Source.read(recipe)
        given = settings(self.options)
        here = Directory(context)
        findings = [one for one in lint(source, given, context=here).findings if one.name == self.rule]
        if not findings:
            return [f"`{self.rule}` finds nothing"], ""
        written = context / ("Repaired.Dockerfile" if self.is_of_docker else "Repaired.def")
        fixes = [one.fix for one in findings if one.fix is not None]
        if written.exists():
            text = written.read_text()
        elif fixes:
            text = apply(source.text, fixes)[0]
        elif recipe.name == "Dockerfile":
            return [], convert(source, context=here).text
        else:
            return ["nothing repairs it: no Repaired.def, no fix"], ""
        left = lint(Source(text, recipe.name if self.is_of_docker else "Repaired.def"), given, context=here).findings
        if written.exists() or recipe.name == "Singularity" or self.is_of_docker:
            return [
                f"`{self.rule}` finds something in the repaired recipe" for one in left if one.name == self.rule
            ], text
        return [], convert(Source(text, recipe.name), context=here).text

    def _try(
        self, recipe: Path, succeeding: str, failing: str, fails: bool, engines: Engines, base: Path
    ) -> tuple[list[str], Image | None]:
        """Build a recipe, and try the scripts on it; give what is wrong, and the image."""
        try:
            if self.is_of_docker:
                looked = engines.buildah.look(engines.buildah.build(recipe, base / "context"), Looking({}))
            else:
                image = engines.apptainer.build(recipe, base / "context")
        except BuildError as error:
            if not fails:
                return [f"the recipe does not build: {error}\n{recipe.read_text()}"], None
            return [f"the engine does not say: {text}" for text in self.case.all("log") if text not in str(error)], None
        if fails:
            return ["the recipe builds, but should not"], None
        if self.is_of_docker:
            problems = [f"not there: {path}" for path in self.case.all(succeeding) if path not in looked.tree]
            return problems + [f"there: {path}" for path in self.case.all(failing) if path in looked.tree], looked
        problems = [
            f"fails: {script}"
            for script in self.case.all(succeeding)
            if not self._succeeds(script, image, recipe, engines, base)
        ]
        problems += [
            f"succeeds: {script}"
            for script in self.case.all(failing)
            if self._succeeds(script, image, recipe, engines, base)
        ]
        return problems, engines.apptainer.look(image, Looking({})) if "same" in self.case.all("fixed") else None

    def _succeeds(self, script: str, image: str, recipe: Path, engines: Engines, base: Path) -> bool:
        done = subprocess.run(
            ("bash", "-c", _PRELUDE + script),
            cwd=base / "context",
            env={
                **engines.apptainer.environment,
                "PATH": os.environ["PATH"],
                "HOME": str(base / "home"),
                "IMAGE": image,
                "RECIPE": str(recipe),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=120,
        )
        return done.returncode == 0


def _served(text: str, registry: str) -> str:
    return _OFFICIAL.sub(rf"\1{registry}/", text)
