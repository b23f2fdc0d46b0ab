"""RC404."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import start
from recipec.diagnostics.finding import Severity
from recipec.format import Format

# What a language reads from the variables that engines hand on from the host.
_READS = {
    "python": ("PYTHONPATH", "PYTHONHOME"),
    "python3": ("PYTHONPATH", "PYTHONHOME"),
    "python2": ("PYTHONPATH", "PYTHONHOME"),
    "perl": ("PERL5LIB",),
    "R": ("R_LIBS", "R_LIBS_USER"),
    "Rscript": ("R_LIBS", "R_LIBS_USER"),
    "java": ("JAVA_TOOL_OPTIONS", "CLASSPATH"),
}
_IGNORES = ("-I", "-E", "--vanilla")


@rule("RC404", Severity.INFO, "definition", "dockerfile-to-engine", names="python python3 python2 perl r rscript java")
def host_settings(recipe: Recipe) -> Iterator[Problem]:
    """A program of the image obeys variables of the host.

    Engines hand the caller's variables on, all but `PATH` and `LD_LIBRARY_PATH`. A `PYTHONPATH` or `R_LIBS` that was
    made for the host's own Python or R sends that of the image to packages of the host, which are of another version.
    A variable that the image sets is the image's; set to nothing, it is taken away.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        exec python3 /opt/app/main.py "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export PYTHONPATH=

    %runscript
        exec python3 /opt/app/main.py "$@"
    ```
    """
    if "cleanenv" in recipe.source.text:
        return
    found = next((one for one in start(recipe).invocations if one.name in _READS and not _ignores(one)), None)
    if found is None:
        return
    names = _READS[found.name]
    if any(
        one.name in names and one.stage in recipe.final_stages and one.place not in ("post", "run")
        for one in recipe.assigned
    ):
        return
    where = "`ENV`" if recipe.format is Format.DOCKERFILE else "`%environment`"
    yield Problem(
        found.at(found.words[0]),
        f"the caller's `{names[0]}` reaches `{found.name}`, with paths of the host",
        f"set it to nothing in {where}: `{names[0]}=`; or run with `--cleanenv`",
    )


def _ignores(one: Invocation) -> bool:
    return one.has(*_IGNORES)
