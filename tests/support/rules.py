"""The recipes with which rules are proven: those of their explanations, and those of ``fixtures/rules``."""

import re
import shlex
from pathlib import Path
from typing import NamedTuple

from recipec.api import lint
from recipec.checks.explanation import read
from recipec.checks.registry import all_rules
from recipec.checks.rule import Rule, TextRule
from recipec.checks.settings import Settings
from recipec.context import Directory
from recipec.diagnostics.finding import Finding
from recipec.format import Format, named
from recipec.ir.options import BuildMode
from recipec.source import Source

FIXTURES = Path(__file__).parents[2] / "fixtures" / "rules"
RULES = tuple(sorted(all_rules(), key=lambda rule: rule.header.code))
_OPTIONS = re.compile(r"# options: (.*)\n")


class Case(NamedTuple):
    """A recipe that a rule is tried on. ``folder`` has the files beside it; None: there are none."""

    rule: str
    title: str
    format: Format
    options: str
    text: str
    folder: Path | None = None

    def findings(self, text: str | None = None) -> tuple[Finding, ...]:
        """Check the recipe, or another text in its place; one that an engine refuses without a finding is a mistake."""
        source = Source(self.text if text is None else text, self.title)
        context = None if self.folder is None else Directory(self.folder)
        checked = lint(source, settings(self.options), format=self.format, context=context)
        assert checked.error is None, checked.error.message
        return checked.findings


def settings(options: str) -> Settings:
    """Read the options that an example is checked with."""
    decided = Settings()
    words = iter(shlex.split(options))
    for word in words:
        match word:
            case "--target":
                decided = decided._replace(target=next(words))
            case "--build-mode":
                decided = decided._replace(build_mode=BuildMode(next(words)))
            case "--mount-points":
                decided = decided._replace(mount_points=tuple(next(words).split(",")))
            case "--allowed-registries":
                decided = decided._replace(allowed_registries=tuple(next(words).split(",")))
            case "--context":
                next(words)
            case _:
                raise ValueError(f"no such option: {word}")
    return decided


def context(rule: str, options: str) -> Path | None:
    """Give the folder that an example has for its context: one of its rule's fixtures."""
    words = shlex.split(options)
    return FIXTURES / rule / words[words.index("--context") + 1] if "--context" in words else None


def explained(which: str) -> list[Case]:
    """Give the recipes of all explanations: ``breaks`` those that break the rule, ``instead`` the others."""
    found: list[Case] = []
    for rule in RULES:
        explanation = read(rule.explanation)
        for at, one in enumerate(explanation.breaks if which == "breaks" else explanation.instead):
            name = rule.header.name
            found.append(Case(name, f"{which}-{at}", one.format, one.options, one.text, context(name, one.options)))
    return found


def written(beginning: str) -> list[Case]:
    """Give the fixtures whose name begins so: ``fires`` or ``silent``. A folder holds a recipe and its context."""
    found: list[Case] = []
    for path in sorted(FIXTURES.glob(f"*/{beginning}-*")):
        recipe = path if path.is_file() else next(each for each in sorted(path.iterdir()) if named(each.name))
        format_ = named(recipe.name)
        assert format_ is not None, recipe
        text = recipe.read_bytes().decode()
        options = _OPTIONS.match(text)
        folder = None if path.is_file() else path
        found.append(Case(path.parent.name, path.stem, format_, options[1] if options else "", text, folder))
    return found


def by_name(name: str) -> Rule | TextRule:
    return next(rule for rule in RULES if rule.header.name == name)
