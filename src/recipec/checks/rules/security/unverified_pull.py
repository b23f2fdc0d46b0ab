"""RC910."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity

_OPTIONS = ("--nohttps", "--no-https", "--nossl", "--allow-unsigned", "-U", "--allow-unauthenticated")


@rule(
    "RC910",
    Severity.WARNING,
    "definition",
    words="--nohttps --no-https --nossl --allow-unsigned --allow-unauthenticated",
)
def unverified_pull(recipe: Recipe) -> Iterator[Problem]:
    """An image is pulled without encryption, or without its signature.

    Whoever stands in between can send another image, and it will be run, with all the files that its user can reach.
    `--nohttps` is for registries on the same machine.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        exec apptainer run --nohttps docker://registry.example.org/tool:1.0 "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        exec apptainer run docker://registry.example.org/tool:1.0 "$@"
    ```
    """
    for one in recipe.invocations("apptainer", "singularity"):
        for word in one.arguments:
            if word.value in _OPTIONS and not any("localhost" in value or "127.0.0.1" in value for value in one.values):
                yield Problem(
                    one.at(word),
                    "another image may come instead, and be run",
                    f"leave `{word.value}` out",
                )
