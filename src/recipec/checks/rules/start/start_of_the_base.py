"""RC514."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.program import FromImage


@rule("RC514", Severity.INFO, "definition", words="bootstrap")
def start_of_the_base(recipe: Recipe) -> Iterator[Problem]:
    """Without a `%runscript` the image starts what its base starts.

    ENTRYPOINT and CMD of an image of Docker become the runscript of what is built from it: often `bash`, or the prompt
    of `python3`. That is well for an image whose programs are called with `apptainer exec`, and a surprise to who runs
    it.

    ## Example

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %post
        pip install --no-cache-dir numpy==2.1.0
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %post
        pip install --no-cache-dir numpy==2.1.0

    %runscript
        exec python3 "$@"
    ```
    """
    final = recipe.final
    # Singularity 2 starts a shell.
    if recipe.target.is_singularity_2 or not isinstance(recipe.root(final).base, FromImage):
        return
    if final.sections("runscript", "apprun", "startscript"):
        return
    line = final.header_line("from")
    known = recipe.root(final).base
    words = known.known.starts if isinstance(known, FromImage) and known.known is not None else ()
    what = f"`{' '.join(words)}`" if words else "often a shell or the prompt of an interpreter"
    if line is not None and line.span is not None:
        yield Problem(
            line.span,
            f"`apptainer run` starts what the base image starts, {what}",
            "say in `%runscript` what is to start, or call programs with `apptainer exec`",
        )
