"""RC311."""

from collections.abc import Iterator

from recipec.checks.dialect import bashisms
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.shells import section_of, shell_of
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@rule("RC311", Severity.WARNING, "definition", words="#!")
def shebang_in_post(recipe: Recipe) -> Iterator[Problem]:
    """A `#!` line in `%post` chooses no interpreter.

    What runs `%post` stands behind the section's name: `/bin/sh -ex`, or what `-c` says. To that, a first line
    `#!/bin/bash` is a comment, and what follows is read by `/bin/sh`. Only `%runscript`, `%startscript` and `%test`
    are files whose `#!` line counts.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        #!/usr/bin/env python3
        import compileall
        compileall.compile_dir("/opt/tool")
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post -c /usr/bin/env python3
        import compileall
        compileall.compile_dir("/opt/tool")
    ```
    """
    for script in recipe.scripts_of("post", "setup", "pre", "appinstall"):
        start = len(script.text) - len(script.text.lstrip())
        end = script.text.find("\n", start)
        line = script.text[start : end if end >= 0 else len(script.text)].rstrip()
        named = line[2:].split() if line.startswith("#!") else []
        program = _program(named)
        if not program or program == _program(list(script.interpreter)):
            continue
        is_shell = program in ("sh", "bash", "dash", "ash")
        yield Problem(
            script.span(Span(start, start + len(line))),
            f"this line is a comment: `{script.interpreter[0]}` reads the section, not `{program}`",
            _help(script, named, is_shell=is_shell),
            fix=_fix(recipe, script, line, start) if program == "bash" and script.kind == "post" else None,
            severity=Severity.INFO if is_shell and not _matters(recipe, script) else None,
        )


def _program(words: list[str]) -> str:
    """Name the program that a `#!` line asks for, `env` looked through."""
    names = [word.rpartition("/")[2] for word in words if not word.startswith("-")]
    if names[:1] == ["env"]:
        names = names[1:]
    return names[0] if names else ""


def _help(script: PlacedScript, named: list[str], *, is_shell: bool) -> str:
    if script.kind == "appinstall":
        return "say it as `sh` has it"
    return f"write `%{script.kind} -c {' '.join(named)}{' -e' if is_shell else ''}`, and leave the line out"


def _matters(recipe: Recipe, script: PlacedScript) -> bool:
    """Tell whether bash and what reads the section differ about it."""
    return bool(bashisms(script.script)) and shell_of(recipe, recipe.stages[script.stage]) != "bash"


def _fix(recipe: Recipe, script: PlacedScript, line: str, start: int) -> Fix | None:
    section = section_of(recipe, script)
    alone = len(recipe.stages[script.stage].sections("post")) == 1
    if section is None or section.span is None or section.arguments.strip() or not alone:
        return None
    if not recipe.target.has_section_arguments or shell_of(recipe, recipe.stages[script.stage]) == "ash":
        return None
    before = script.text.rfind("\n", 0, start) + 1
    end = min(start + len(line) + 1, len(script.text))
    edits = (
        Edit(Span(section.span.start + 5, section.span.start + 5), " -c /bin/bash -e"),
        Edit(Span(script.origin.start + before, script.origin.start + end), ""),
    )
    return Fix("have bash read the section", edits, is_safe=False)
