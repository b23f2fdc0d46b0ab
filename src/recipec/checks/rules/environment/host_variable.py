"""RC424."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import start
from recipec.checks.variables import of_script
from recipec.diagnostics.finding import Related, Severity
from recipec.regex import regex
from recipec.shell.walk import words
from recipec.source import Span

_OF_THE_HOST = regex(r"((?:SLURM|PBS|LSB|SGE|APPTAINER|SINGULARITY)_\w+|USER|LOGNAME|DISPLAY|SCRATCH|WORK)\Z")


@rule("RC424", Severity.WARNING, "definition-to-docker", words="$")
def host_variable(recipe: Recipe) -> Iterator[Problem]:
    """The runscript asks for a variable of the host, which Docker does not hand on.

    Apptainer and Singularity give a container the caller's variables: the user's name, the job's number, the display.
    Docker gives it the image's own, and those that are named with `-e`. The same script finds them empty there.

    ## Example

    ```singularity --target docker
    Bootstrap: docker
    From: debian:12

    %runscript
        exec app --user "$USER" "$@"
    ```

    ## Use instead

    ```singularity --target docker
    Bootstrap: docker
    From: debian:12

    %runscript
        exec app "$@"
    ```
    """
    for script in start(recipe).scripts:
        own = {one.name for one in of_script(script)}
        seen: dict[str, list[Span]] = {}
        for found in script.script.commands:
            for word in words(found.command):
                for name in word.reads:
                    if name not in own and _OF_THE_HOST.match(name):
                        seen.setdefault(name, []).append(script.span(word.span))
        for name, places in seen.items():
            yield Problem(
                places[0],
                f"`${name}` is empty in Docker: it is a variable of the host, which only Apptainer hands on",
                f"run with `docker run -e {name} ...`",
                related=tuple(Related(at, "and here") for at in places[1:]),
            )
