"""Which shell ``/bin/sh`` is in an image, and how a script is given to bash instead."""

from recipec.checks.images import distribution_of
from recipec.checks.releases import FAMILIES, Sh, in_words
from recipec.diagnostics.fix import Edit, Fix
from recipec.ir.program import FromAgent
from recipec.ir.text import literal
from recipec.shell.syntax import Simple
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe, StageView
    from recipec.checks.scripts import PlacedScript
    from recipec.definition.tree import Section

# The package managers that only one family of distributions has.
_MANAGERS: dict[str, Sh] = {
    "apt-get": "dash",
    "apt": "dash",
    "apk": "ash",
    **dict.fromkeys(("yum", "dnf", "microdnf", "tdnf", "zypper", "pacman"), "bash"),
}


def shell_of(recipe: "Recipe", stage: "StageView") -> Sh | None:
    """Say which shell is behind ``/bin/sh`` of a stage; None when nothing tells.

    A package manager that the stage's own scripts ask says it more surely than the name of its base.
    """
    asked = {
        _MANAGERS[one.name]
        for script in recipe.scripts_in(stage)
        if script.is_build
        for one in script.invocations
        if one.name in _MANAGERS
    }
    if len(asked) == 1:
        return asked.pop()
    distribution = None if asked else distribution_of(recipe, stage)
    if distribution is None and isinstance(stage.base, FromAgent):
        # What people call their own images: `centos7-base`.
        distribution = in_words((literal(stage.base.field("from") or ()) or "").lower())
    return None if distribution is None else FAMILIES[distribution.name].shell


def reads_as_sh(script: "PlacedScript") -> bool:
    """Tell whether ``/bin/sh`` of the image reads a script, and not a shell that it names."""
    return script.program in ("sh", "dash", "ash", "busybox") and script.kind not in ("pre", "setup")


def section_of(recipe: "Recipe", script: "PlacedScript") -> "Section | None":
    """Give the section that a script is the body of; None for what a Dockerfile runs."""
    sections = recipe.stages[script.stage].sections(script.kind)
    return next((section for section in sections if section.body_span == script.origin), None)


def to_bash(recipe: "Recipe", script: "PlacedScript", shell: Sh | None) -> Fix | None:
    """Have bash read a section; None where that cannot be said, or bash need not be there.

    Unsafe where dash and bash print something else: ``echo`` of the one reads ``\\n`` in its words.
    """
    section = section_of(recipe, script)
    if section is None or section.span is None or section.arguments.strip() or shell != "dash":
        return None
    if len(recipe.stages[script.stage].sections(script.kind)) != 1:
        return None
    if script.kind == "post" and recipe.target.has_section_arguments:
        end = section.span.start + len("%post")
        edit = Edit(Span(end, end), " -c /bin/bash -e")
    elif script.kind in ("runscript", "startscript") or (script.kind == "test" and recipe.target.has_test_shebang):
        if script.text.startswith("#!"):
            return None
        edit = Edit(Span(script.origin.start, script.origin.start), "#!/bin/bash\n")
    else:
        return None
    return Fix("have bash read the section", (edit,), is_safe=not _prints_escapes(script))


def advice(script: "PlacedScript", shell: Sh | None) -> str:
    """Say how bash is made to read a section."""
    where = "`%post -c /bin/bash -e`" if script.kind == "post" else "`#!/bin/bash` as the first line of the section"
    if shell == "ash":
        return f"say it as `sh` has it, or install bash and write {where}"
    return f"write {where}" if script.kind in ("post", "runscript", "startscript", "test") else "say it as `sh` has it"


def _prints_escapes(script: "PlacedScript") -> bool:
    return any(
        isinstance(found.command, Simple)
        and found.command.name == "echo"
        and any("\\" in word.raw for word in found.command.words)
        for found in script.script.commands
    )
