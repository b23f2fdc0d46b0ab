"""RC405."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.variables import environment_of, of_script
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.syntax import Simple
from recipec.source import Span

# The host's values of these are never handed on.
_NEVER_PASSED = frozenset(("PATH", "LD_LIBRARY_PATH"))


@rule("RC405", Severity.WARNING, "definition", words="unset")
def unset_in_environment(recipe: Recipe) -> Iterator[Problem]:
    """`unset` in `%environment` lets the host's value in.

    When the section has been read, Apptainer and SingularityCE give back every variable of the caller that is not set
    by then. A name that is set to nothing stays the image's, and is taken away before the program starts: that is
    what removes a variable.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        unset PERL5LIB
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export PERL5LIB=
    ```
    """
    if not recipe.target.environment_is_bash:
        return
    for script in environment_of(recipe):
        own = {one.name for one in of_script(script)}
        for found in script.script.commands:
            command = found.command
            if not isinstance(command, Simple) or command.name != "unset" or not found.in_shell:
                continue
            names = [word for word in command.words[1:] if word.value not in ("-v", "--")]
            if any(word.value == "-f" for word in names):
                continue
            wrong = [word for word in names if word.value and word.value not in own | _NEVER_PASSED]
            if not wrong:
                continue
            told = ", ".join(f"`{word.value}`" for word in wrong)
            each = " ".join(f"{word.value}=" for word in wrong)
            whole = script.span(Span(command.words[0].span.start, command.words[-1].span.end))
            yield Problem(
                script.span(Span(wrong[0].span.start, wrong[-1].span.end)),
                f"the caller's {told} {'comes' if len(wrong) == 1 else 'come'} back after `unset`",
                f"write `export {each}`: what is set to nothing is taken away",
                fix=Fix("set to nothing", (Edit(whole, f"export {each}"),), is_safe=True)
                if len(wrong) == len(names)
                else None,
            )
