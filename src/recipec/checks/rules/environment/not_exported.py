"""RC402."""

from collections.abc import Iterator

from recipec.checks.inherited import inherited
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.variables import Assigned, environment_of, exports, of_script
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.syntax import Simple
from recipec.shell.walk import words
from recipec.source import Span

# Exported by the engine before the section is read, or of use to the shell alone.
_EXPORTED = frozenset(("PATH", "LD_LIBRARY_PATH", "PS1", "HOME", "PWD", "IFS"))


@rule("RC402", Severity.WARNING, "definition", words="%environment")
def not_exported(recipe: Recipe) -> Iterator[Problem]:
    """A variable is set in `%environment`, but not exported.

    Engines source the section and then start the program. What is not exported ends with the shell that sourced it:
    the program never sees the variable, and nothing says so. `PATH` and `LD_LIBRARY_PATH` are exported before the
    section is read, so that assigning to them is enough.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        APP_DATA=/opt/app/data
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export APP_DATA=/opt/app/data
    ```
    """
    scripts = environment_of(recipe)
    assigned = [one for script in scripts for one in of_script(script)]
    if all(one.is_exported for one in assigned):
        return
    read: set[str] = set()
    for script in scripts:
        for found in script.script.commands:
            command = found.command
            if isinstance(command, Simple):
                own = {one.name for one in command.assignments} if not command.words else set()
                if command.words and command.name == "unset":
                    read.update(word.value or "" for word in command.words)
            else:
                own = set()
            read.update(name for word in words(command) for name in word.reads if name not in own)
            if isinstance(command, Simple) and exports(command):
                read.update(word.raw.partition("=")[0] for word in command.words)
    known = inherited(recipe, recipe.final) or frozenset()
    exported = {one.name for one in assigned if one.is_exported}
    seen: dict[str, list[Assigned]] = {}
    for one in assigned:
        if one.lasts and one.name not in _EXPORTED | known | exported and one.name not in read:
            seen.setdefault(one.name, []).append(one)
    if not seen:
        return
    firsts = [of_one[0] for of_one in seen.values()]
    shown = ", ".join(f"`{name}`" for name in list(seen)[:3])
    rest = len(seen) - 3
    told = shown + (f" and {rest} others" if rest > 1 else " and one other" if rest == 1 else "")
    edits = tuple(Edit(Span(one.at.start, one.at.start), "export ") for one in firsts)
    yield Problem(
        firsts[0].at,
        f"no program sees {told}: only the shell that reads `%environment` does",
        f"write `export {firsts[0].name}=...`",
        related=tuple(Related(one.at, "and this") for one in firsts[1:]),
        fix=Fix("export it", edits, is_safe=True) if all(_stands_alone(one) for one in firsts) else None,
    )


def _stands_alone(one: Assigned) -> bool:
    """Tell whether the command sets this variable and no other."""
    command = one.found.command if one.found is not None else None
    return isinstance(command, Simple) and not command.words and len(command.assignments) == 1
