"""RC116."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity


@rule("RC116", Severity.WARNING, "definition", "dockerfile-to-engine", names="umask")
def private_umask(recipe: Recipe) -> Iterator[Problem]:
    """The build makes files that only their owner can read.

    `%post` and `RUN` make files that everybody can read, whatever the umask of the machine that builds. Below a `umask`
    that shuts others out, such as 077, the files are root's alone: whoever runs the image gets `Permission denied`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        umask 077
        mkdir -p /opt/models
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        umask 022
        mkdir -p /opt/models
    ```
    """
    for one in recipe.invocations("umask"):
        value = one.values[0] if one.values else ""
        is_closed = (value.isdigit() and value[-1:] in ("5", "7")) or value.endswith("o=")
        if recipe.is_made_by(one.script) and is_closed and one.found.in_shell:
            behind = [other for other in one.script.invocations if other.words[0].span.start > one.words[0].span.start]
            if behind and not any(other.name in ("umask", "chmod") for other in behind):
                yield Problem(
                    one.at(one.arguments[0]),
                    "nobody but root gets at what the steps below make, and the image runs as whoever starts it",
                    "leave `umask` out, or open what others must read: `chmod -R a+rX`",
                )
