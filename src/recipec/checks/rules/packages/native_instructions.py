"""RC813."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.source import Span

_FLAGS = ("-march=native", "-mcpu=native", "-xHost", "-xhost")


@rule("RC813", Severity.WARNING, "definition", "dockerfile", words="=native -xhost")
def native_instructions(recipe: Recipe) -> Iterator[Problem]:
    """A program is compiled for the processor of the machine that builds the image.

    `-march=native` uses every instruction that this one machine has. On a node with an older processor, or one of
    another vendor, the program ends with `Illegal instruction`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: gcc:14.2

    %post
        gcc -O3 -march=native -o /usr/local/bin/tool /opt/tool.c
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: gcc:14.2

    %post
        gcc -O3 -march=x86-64-v3 -o /usr/local/bin/tool /opt/tool.c
    ```
    """
    for script in recipe.scripts:
        if not script.is_build:
            continue
        told: set[str] = set()
        for flag in _FLAGS:
            if flag not in script.text or flag in told:
                continue
            for found in script.script.commands:
                at = script.text.find(flag, found.command.span.start, found.command.span.end)
                if at < 0 or _is_removed(script.text[found.command.span.start : at]):
                    continue
                told.add(flag)
                yield Problem(
                    script.span(Span(at, at + len(flag))),
                    f"with `{flag}` the program may end with `Illegal instruction` on other nodes than the one that "
                    "builds it",
                    "name what all nodes have, such as `-march=x86-64-v3`",
                )
                break


def _is_removed(before: str) -> bool:
    """Tell whether the flag stands in what `sed` or `grep` looks for: there it goes."""
    return before.lstrip().startswith(("sed", "grep", "perl"))
