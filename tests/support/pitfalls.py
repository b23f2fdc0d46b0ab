"""A pitfall on the real engine: the symptom of what a rule finds, and that it is gone once the recipe is repaired.

A case is a file like those of the engine suite. Its head has:

* ``about``: what happens, in a sentence; ``rule``: the name of the rule; ``options`` for the check; ``setup``.
* ``build: fails`` where the recipe does not build, with ``log: TEXT`` for what the engine says.
* ``symptom: SHELL``: succeeds on the broken image and fails on the repaired one. ``repaired: SHELL``: the reverse.

Scripts have the image in ``$IMAGE``, a home of their own in ``$HOME``, the context as directory, and two functions:
``run`` starts the image and ``inside`` a program in it, both shut off from the host.

The recipe is ``Singularity`` or ``Dockerfile``. What is built for it is that definition file, or ``Naive.def``, what
people make of that Dockerfile by hand. The repaired one is ``Repaired.def``, or the recipe with the rule's fixes, or
what ``recipec convert`` makes of a Dockerfile.
"""

import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from recipec.api import convert, lint
from recipec.context import Directory
from recipec.diagnostics.fix import apply
from recipec.engines.apptainer import Apptainer
from recipec.engines.process import BuildError
from recipec.source import Source
from tests.support.engines_case import REGISTRY, Case, read
from tests.support.engines_prove import Engines
from tests.support.rules import settings

_KEYS = frozenset(("about", "rule", "options", "setup", "build", "log", "symptom", "repaired"))
_PRELUDE = """\
run() { apptainer -q run --cleanenv --contain --no-home --pwd / "$IMAGE" "$@"; }
inside() { apptainer -q exec --cleanenv --contain --no-home --pwd / "$IMAGE" "$@"; }
"""


class Pitfall(NamedTuple):
    """A case with what to do about it."""

    case: Case
    rule: str
    options: str

    @classmethod
    def read(cls, path: Path) -> "Pitfall":
        case = read(path, _KEYS)
        return cls(case, case.all("rule")[0], " ".join(case.all("options")))

    def problems(self, engines: Engines) -> list[str]:
        """Build both recipes and try the scripts on both; say what is not as the case has it."""
        base = engines.work / "pitfall"
        shutil.rmtree(base, ignore_errors=True)
        context = base / "context"
        (base / "home").mkdir(parents=True)
        context.mkdir()
        recipe = self.case.unpack(context, engines.address)
        for path in context.glob("*.def"):
            path.write_text(path.read_text().replace(REGISTRY, engines.address))
        found, repaired = self._repaired(recipe, context)
        return found or [
            *self._broken(context / "Naive.def" if (context / "Naive.def").exists() else recipe, engines, base),
            *self._mended(repaired, engines, base),
        ]

    def _repaired(self, recipe: Path, context: Path) -> tuple[list[str], str]:
        """Check the recipe, and give the one that has no such finding any more."""
        source = Source.read(recipe)
        given = settings(self.options)
        here = Directory(context)
        findings = [one for one in lint(source, given, context=here).findings if one.name == self.rule]
        if not findings:
            return [f"`{self.rule}` finds nothing"], ""
        written = context / "Repaired.def"
        fixes = [one.fix for one in findings if one.fix is not None]
        if written.exists():
            text = written.read_text()
        elif fixes:
            text = apply(source.text, fixes)[0]
        elif recipe.name == "Dockerfile":
            return [], convert(source, context=here).text
        else:
            return ["nothing repairs it: no Repaired.def, no fix"], ""
        left = lint(Source(text, "Repaired.def"), given, context=here).findings
        if written.exists() or recipe.name == "Singularity":
            return [
                f"`{self.rule}` finds something in the repaired recipe" for one in left if one.name == self.rule
            ], text
        return [], convert(Source(text, recipe.name), context=here).text

    def _broken(self, recipe: Path, engines: Engines, base: Path) -> list[str]:
        try:
            image = engines.apptainer.build(recipe, base / "context")
        except BuildError as error:
            if not self.case.fails:
                return [f"the recipe does not build: {error}"]
            return [f"the engine does not say: {text}" for text in self.case.all("log") if text not in str(error)]
        if self.case.fails:
            return ["the recipe builds, but should not"]
        return [
            *(
                f"no symptom: {script}"
                for script in self.case.all("symptom")
                if not self._succeeds(script, image, engines, base)
            ),
            *(
                f"not broken: {script}"
                for script in self.case.all("repaired")
                if self._succeeds(script, image, engines, base)
            ),
        ]

    def _mended(self, text: str, engines: Engines, base: Path) -> list[str]:
        recipe = base / "context" / ".repaired.def"
        recipe.write_text(text)
        try:
            image = engines.apptainer.build(recipe, base / "context")
        except BuildError as error:
            return [f"the repaired recipe does not build: {error}\n{text}"]
        return [
            *(
                f"still there: {script}"
                for script in self.case.all("symptom")
                if self._succeeds(script, image, engines, base)
            ),
            *(
                f"not repaired: {script}"
                for script in self.case.all("repaired")
                if not self._succeeds(script, image, engines, base)
            ),
        ]

    def _succeeds(self, script: str, image: Path, engines: Engines, base: Path) -> bool:
        done = subprocess.run(
            ("bash", "-c", _PRELUDE + script),
            cwd=base / "context",
            env=_environment(engines.apptainer, image, base / "home"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=120,
        )
        return done.returncode == 0


def _environment(apptainer: Apptainer, image: Path, home: Path) -> dict[str, str]:
    import os

    return {"PATH": os.environ["PATH"], **apptainer.environment, "IMAGE": str(image), "HOME": str(home)}
