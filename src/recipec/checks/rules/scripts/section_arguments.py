"""RC312."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.definition.tree import Section
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@rule("RC312", Severity.ERROR, "definition", words="-c")
def section_arguments(recipe: Recipe) -> Iterator[Problem]:
    """`-c SHELL` behind `%runscript`, `%startscript` or `%test` breaks the script.

    Behind `%post`, `-c` names the shell that reads the section. Behind these three, the words become arguments of a
    first line `#!/bin/sh`: the script starts as `/bin/sh "-c /bin/bash"`, which says `Illegal option -` and ends with
    status 2. With `%test` that is the end of the build.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript -c /bin/bash
        exec tool "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
    #!/bin/bash
        exec tool "$@"
    ```
    """
    if not recipe.target.has_section_arguments:
        return
    for stage in recipe.stages:
        for section in stage.sections("runscript", "startscript", "test"):
            words = section.arguments.split("#")[0].split()
            if words[:1] == ["-c"] and section.span is not None:
                yield _problem(recipe, section, words)


def _problem(recipe: Recipe, section: Section, words: list[str]) -> Problem:
    assert section.span is not None
    start, end = section.span
    line = recipe.source.text[start:end]
    at = start + line.index("-c")
    stop = start + len(line.rstrip())
    shell = " ".join(words[1:])
    fix = None
    if shell.startswith("/") and section.body_span is not None and not section.body.startswith("#!"):
        body = section.body_span.start
        edits = (
            Edit(Span(start + len(line[: at - start].rstrip()), stop), ""),
            Edit(Span(body, body), f"#!{shell}\n"),
        )
        fix = Fix("name the shell in the first line of the section", edits, is_safe=True)
    what = "the build stops at" if section.name == "test" else "the container ends with"
    return Problem(
        Span(at, stop),
        f"{what} `/bin/sh: Illegal option -`: `-c` is for `%post` alone",
        f"write `#!{shell if shell.startswith('/') else '/bin/bash'}` as the first line of the section",
        fix=fix,
    )
