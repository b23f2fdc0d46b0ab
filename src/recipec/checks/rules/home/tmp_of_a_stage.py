"""RC209."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.temporary import directory, is_in
from recipec.checks.written import written_in
from recipec.diagnostics.finding import Related, Severity
from recipec.format import Format
from recipec.ir.steps import Copy, FromStageName
from recipec.shell.paths import overlap


@rule("RC209", Severity.ERROR, "definition", "dockerfile-to-engine", words="tmp")
def tmp_of_a_stage(recipe: Recipe) -> Iterator[Problem]:
    """A stage leaves what another one needs in `/tmp`, which is no part of it.

    While a definition file is built, `/tmp` and `/var/tmp` are the host's: what `%post` writes there stays on the
    host. `%files from` reads the stage's own directory, and the build stops with `no such file or directory`. What
    `recipec convert` writes keeps the files in another place.

    ## Example

    ```singularity
    Bootstrap: docker
    From: golang:1.22
    Stage: build

    %post
        go build -o /tmp/tool example.org/tool@v1.0.0

    Bootstrap: docker
    From: debian:12

    %files from build
        /tmp/tool /usr/local/bin/tool

    %runscript
        exec /usr/local/bin/tool "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: golang:1.22
    Stage: build

    %post
        go build -o /opt/tool example.org/tool@v1.0.0

    Bootstrap: docker
    From: debian:12

    %files from build
        /opt/tool /usr/local/bin/tool

    %runscript
        exec /usr/local/bin/tool "$@"
    ```
    """
    stages = {stage.name: stage for stage in recipe.stages}
    for step, placed in recipe.steps(Copy):
        stage = stages.get(step.origin_of.name) if isinstance(step.origin_of, FromStageName) else None
        if stage is None:
            continue
        for source in step.sources:
            # A source is never relative to a WORKDIR: it is a path from the root of the stage on.
            path = recipe.value(source, placed.state)
            if path is None:
                continue
            path = "/" + path.lstrip("/")
            if not is_in(path):
                continue
            things = [one for one in written_in(recipe, stage) if overlap(one.path, path) and is_in(one.path)]
            if things and all(one.how == "copied" for one in things):
                continue  # %files goes into the stage itself
            yield Problem(
                placed.span,
                f"`{path}` is not in the stage: `{directory(path)}` is the host's while that is built"
                if recipe.format is Format.DEFINITION
                else f"in a definition file `{path}` would not be in the stage; `recipec convert` keeps it",
                "leave it in another directory, such as `/opt`, in both places",
                tuple(Related(one.span, "it is put there here") for one in things[:1]),
                severity=Severity.INFO if recipe.format is Format.DOCKERFILE else None,
            )
            break
