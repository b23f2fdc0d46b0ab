"""RC310."""

from collections.abc import Iterator

from recipec.checks.dialect import Bashism, Effect, bashisms
from recipec.checks.recipe import Recipe
from recipec.checks.releases import Sh
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.shells import advice, reads_as_sh, shell_of, to_bash
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix

_WORDS = "[[ (( == =~ -v &> {  $' echo RANDOM UID SECONDS BASH FUNCNAME PIPESTATUS TYPE"


@rule("RC310", Severity.WARNING, "definition", words=_WORDS)
def bash_meaning(recipe: Recipe) -> Iterator[Problem]:
    """`/bin/sh` takes what bash says for something else, and goes on.

    `%post`, `%runscript` and `%test` are read by the image's own `/bin/sh`, which is dash in Debian and Ubuntu and
    BusyBox in Alpine. To dash `[[ a == b ]]` is a command that is not there, so that an `if` takes its `else`; `&>`
    starts the command in the background; `{a,b}` is a name with braces in it; `echo -e` prints the `-e`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        mkdir -p /opt/tool/{bin,lib}
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        mkdir -p /opt/tool/bin /opt/tool/lib
    ```
    """
    for script in recipe.scripts:
        if not reads_as_sh(script):
            continue
        found = [one for one in bashisms(script.script) if _means_else(one)]
        if not found:
            continue
        shell = shell_of(recipe, recipe.stages[script.stage])
        if shell in ("dash", "ash") and "BASH_VERSION" not in script.text:
            yield from _problems(recipe, script, [one for one in found if shell == "dash" or one.is_busybox], shell)


def _means_else(one: Bashism) -> bool:
    if one.effect is Effect.DIFFERS:
        return True
    is_question = one.what in ("[[", "((", "==", "=~", "-v")
    return one.effect is Effect.FAILS and is_question and (one.is_tested or one.is_handled)


def _problems(recipe: Recipe, script: PlacedScript, found: list[Bashism], shell: Sh) -> Iterator[Problem]:
    """Say each construct once, with the other places of it."""
    sh = "dash" if shell == "dash" else "BusyBox"
    kinds: dict[str, list[Bashism]] = {}
    for one in found:
        kinds.setdefault(_kind(one), []).append(one)
    for kind, places in kinds.items():
        first, *others = places
        counts = f"`{first.shows}`, which counts as false" if first.effect is Effect.FAILS else first.shows
        yield Problem(
            script.span(first.span),
            f"`/bin/sh` is {sh} here: {counts}",
            "write `=`" if kind == "==" else _help(kind, script, shell),
            related=tuple(Related(script.span(one.span), "here too") for one in others[:5]),
            fix=_equals(script, places) if kind == "==" else to_bash(recipe, script, shell),
            severity=Severity.INFO if kind == "echo" and not any(_is_kept(one) for one in places) else None,
        )


def _kind(one: Bashism) -> str:
    return "braces" if one.what.startswith("{") else one.what.split(" ")[0]


def _help(kind: str, script: PlacedScript, shell: Sh) -> str:
    match kind:
        case "echo":
            return "write `printf '%b\\n'` in the place of `echo -e`"
        case "braces":
            return f"write each word out, or {advice(script, shell)}"
        case "&>" | "&>>":
            return "write `>FILE 2>&1`"
        case _:
            return advice(script, shell)


def _is_kept(one: Bashism) -> bool:
    """Tell whether what is printed goes to a file or a program, and not only past the user's eyes."""
    return bool(one.found.command.redirects) or len(one.found.pipeline.parts) > 1


def _equals(script: PlacedScript, places: list[Bashism]) -> Fix:
    return Fix("write `=`", tuple(Edit(script.span(one.span), "=") for one in places), is_safe=True)
