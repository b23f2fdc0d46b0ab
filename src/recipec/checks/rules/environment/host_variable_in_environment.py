"""RC403."""

from collections.abc import Iterator

from recipec.checks.inherited import inherited
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.variables import Assigned, environment_of, of_script
from recipec.diagnostics.finding import Related, Severity
from recipec.regex import regex
from recipec.shell.walk import words
from recipec.source import Span

_OF_THE_HOST = regex(
    r"(?:(?:SLURM|PBS|LSB|LSF|SGE|PMI|OMPI|XDG|SSH)_\w+|USER|LOGNAME|DISPLAY|TMPDIR|SCRATCH|CUDA_VISIBLE_DEVICES|JOB_ID)\Z"
)


@rule("RC403", Severity.WARNING, "definition", words="%environment")
def host_variable_in_environment(recipe: Recipe) -> Iterator[Problem]:
    """`%environment` asks for a variable of the host, and finds it empty.

    Before they read the section, Apptainer and SingularityCE put all variables of the caller aside, but for a few as
    `HOME`; they come back afterwards, where the image has not set them itself. So `${TMPDIR:-/tmp}` is always `/tmp`,
    a test of `$SLURM_JOB_ID` is never true, and `export A=${A:-b}` takes the caller's own `A` away.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export OMP_NUM_THREADS=${SLURM_CPUS_PER_TASK:-1}
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        export OMP_NUM_THREADS=${SLURM_CPUS_PER_TASK:-1}
        exec "$@"
    ```
    """
    if not recipe.target.environment_is_bash:
        return
    scripts = environment_of(recipe)
    assigned = [one for script in scripts for one in of_script(script)]
    own = {one.name for one in assigned}
    base = inherited(recipe, recipe.final)
    first: dict[str, Span] = {}
    more: dict[str, list[Span]] = {}
    for script in scripts:
        for found in script.script.commands:
            for word in words(found.command):
                for name in word.reads:
                    if name in own or name in (base or ()) or not _OF_THE_HOST.match(name):
                        continue
                    at = script.span(word.span)
                    if name in first:
                        more.setdefault(name, []).append(at)
                    else:
                        first[name] = at
    for name, at in first.items():
        yield Problem(
            at,
            f"`${name}` is always empty here: `%environment` does not see the variables of the host",
            "move what depends on it to `%runscript`, or let the caller pass it: `--env`",
            related=tuple(Related(other, "and here") for other in more.get(name, ())),
        )
    yield from _defaults(assigned, base)


def _defaults(assigned: list[Assigned], base: frozenset[str] | None) -> Iterator[Problem]:
    """Find `export A=${A:-b}`."""
    seen: set[str] = set()
    for one in assigned:
        name = one.name
        keeps = one.raw.strip("\"'").startswith(("${" + name + ":-", "${" + name + "-", "${" + name + ":="))
        known = name in seen or name in ("PATH", "HOME", "LD_LIBRARY_PATH") or name in (base or ())
        if keeps and one.is_exported and not known:
            yield Problem(
                one.value_at,
                f"the host's `{name}` is not seen here, so that this is always the default, and replaces the host's",
                f"set the default in `%runscript`, or let the caller overrule it: `--env {name}=...`",
                severity=Severity.INFO if base is None else None,
            )
        seen.add(name)
