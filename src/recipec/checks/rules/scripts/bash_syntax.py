"""RC309."""

from collections.abc import Iterator

from recipec.checks.dialect import Bashism, Effect, bashisms
from recipec.checks.recipe import Recipe
from recipec.checks.releases import Sh
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.shells import advice, reads_as_sh, shell_of, to_bash
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.syntax import Simple

_FOR_ANY_SHELL = ("/bin/activate", "/etc/profile.d/conda.sh", "/etc/profile", "/.cargo/env", "/cargo/env", "/.profile")


@rule("RC309", Severity.ERROR, "definition")
def bash_syntax(recipe: Recipe) -> Iterator[Problem]:
    """`/bin/sh` stops at what only bash understands.

    `%post`, `%runscript` and `%test` are read by the image's own `/bin/sh`. In Debian and Ubuntu that is dash, in
    Alpine BusyBox: `source`, arrays, `${a//b/c}` or `<<<` are a syntax error to them, or no command at all. In images
    of Red Hat's, Fedora's or SUSE's kind `sh` is bash, and all of it works.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        source /etc/profile
        make -C /opt/tool
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        . /etc/profile
        make -C /opt/tool
    ```
    """
    for script in recipe.scripts:
        if not reads_as_sh(script):
            continue
        found = [one for one in bashisms(script.script) if stops(one)]
        if not found:
            continue
        shell = shell_of(recipe, recipe.stages[script.stage])
        found = [one for one in found if shell != "ash" or one.is_busybox]
        if shell != "bash" and found and not _is_guarded(script) and not _has_time(recipe, found):
            yield _problem(recipe, script, found, shell)


def stops(one: Bashism) -> bool:
    """Tell whether the script does not get beyond it, or goes on without what it was for."""
    if one.effect is Effect.DIFFERS or (one.effect is Effect.FAILS and one.is_handled):
        return False
    is_question = one.what in ("[[", "((", "==", "=~", "-v")
    return one.effect is Effect.ENDS or not (one.is_tested and is_question)


def _is_guarded(script: PlacedScript) -> bool:
    """Tell whether the script asks which shell it is in."""
    return "BASH_VERSION" in script.text or "$BASH" in script.text.replace("$BASH_", "")


def _has_time(recipe: Recipe, found: list[Bashism]) -> bool:
    return all(one.what == "time" for one in found) and any("time" in asked.names for asked in recipe.packages())


def _problem(recipe: Recipe, script: PlacedScript, found: list[Bashism], shell: Sh | None) -> Problem:
    first, *others = found
    sh = {"dash": "dash here", "ash": "BusyBox here"}.get(shell or "", "dash in most images")
    shown = "a syntax error" if shell == "ash" and first.effect is Effect.ENDS else f"`{first.shows}`"
    goes_on = first.effect is Effect.FAILS and (first.is_tested or not script.stops)
    if goes_on:
        what = f"it says {shown}, and goes on"
    else:
        what = f"the build stops with {shown}" if script.stops else f"the script ends with {shown}"
    dots = all(_is_for_any_shell(one) for one in found)
    fix = _dots(script, found) if dots else to_bash(recipe, script, shell)
    return Problem(
        script.span(first.span),
        f"{_named(first)} is bash's, and `/bin/sh` is {sh}: {what}",
        "write `.`, which every shell has" if dots else advice(script, shell),
        related=tuple(Related(script.span(one.span), "bash's too") for one in others[:5]),
        fix=None if shell is None else fix,
        severity=Severity.INFO if shell is None else None,
    )


def _named(one: Bashism) -> str:
    return one.what if one.what == "an array" else f"`{one.what}`"


def _is_for_any_shell(one: Bashism) -> bool:
    """Tell whether it is a `source` of a file that is written for every shell."""
    command = one.found.command
    if one.what != "source" or not isinstance(command, Simple) or len(command.words) != 2:
        return False
    return command.words[1].raw.strip("\"'").endswith(_FOR_ANY_SHELL) and "/" in command.words[1].raw


def _dots(script: PlacedScript, found: list[Bashism]) -> Fix:
    edits = tuple(Edit(script.span(one.span), ".") for one in found)
    return Fix("write `.`", edits, is_safe=True)
