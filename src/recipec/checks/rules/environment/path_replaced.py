"""RC413."""

from collections.abc import Iterator

from recipec.checks.inherited import inherited
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.variables import Assigned
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.format import Format
from recipec.ir.program import FromScratch

_SYSTEM = frozenset(("/bin", "/usr/bin"))


@rule("RC413", Severity.WARNING, "definition", "dockerfile", words="path")
def path_replaced(recipe: Recipe) -> Iterator[Problem]:
    """`PATH` is set without what it held before.

    A base image puts its own directories into `PATH`: those of conda, of CUDA, of a language. A value without `$PATH`
    loses them, and one without `/usr/bin` and `/bin` loses the system: nothing starts, as engines add nothing to what
    `%environment` says.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export PATH=/opt/app/bin
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export PATH=/opt/app/bin:$PATH
    ```
    """
    if isinstance(recipe.root(recipe.final).base, FromScratch):
        return
    base = inherited(recipe, recipe.final)
    held: list[Assigned] = [
        one
        for one in recipe.assigned
        if one.name == "PATH" and one.is_final and one.stage in recipe.final_stages and one.lasts
    ]
    for one in held:
        if one.mentions_itself or "PATH" in " ".join(one.reads):
            continue
        elements = _elements(one)
        if elements is None:
            continue
        if not elements & _SYSTEM:
            yield Problem(
                one.value_at,
                "no program of the system is found: `PATH` has neither `/usr/bin` nor `/bin`",
                "put `:$PATH` at its end",
                fix=_fix(one),
                severity=Severity.ERROR if recipe.format is Format.DEFINITION else None,
            )
        elif base is None or "PATH" in base:
            yield Problem(
                one.value_at,
                "what the base image has put into `PATH` is lost"
                if base is not None
                else "what the base image may have put into `PATH` is lost",
                "put `:$PATH` at its end",
                fix=_fix(one),
                severity=Severity.INFO if base is None else None,
            )


def _elements(one: Assigned) -> frozenset[str] | None:
    """Give the directories that are known; None when one is what nobody knows."""
    if one.value is not None:
        return frozenset(element.rstrip("/") for element in one.value.split(":"))
    text = "".join(part if isinstance(part, str) else "\0" for part in one.parts)
    found = text.split(":")
    # `$A/bin` is a directory below something, `$A` may be a whole list.
    if any(element == "\0" for element in found):
        return None
    return frozenset(element.rstrip("/") for element in found)


def _fix(one: Assigned) -> Fix | None:
    raw = one.raw
    if one.place == "file" or not raw or raw[0] == "'" or raw[-1] in "'\\":
        return None
    better = raw[:-1] + ':$PATH"' if raw[-1] == '"' else raw + ":$PATH"
    return Fix("keep what was there", (Edit(one.value_at, better),), is_safe=False)
