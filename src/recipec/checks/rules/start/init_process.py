"""RC513."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import INITS, behind_inits, start
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.format import Format
from recipec.source import Span


@rule("RC513", Severity.INFO, "definition", "dockerfile-to-engine", words="tini dumb-init docker-init catatonit pid1")
def init_process(recipe: Recipe) -> Iterator[Problem]:
    """`tini` and its like have nothing to do when an image runs.

    They are made to be process 1 of a container. Apptainer and Singularity start programs among the processes of the
    host, where there is such a process already: `tini` says `Tini is not running as PID 1` at every start, the
    others run on in front of the program for nothing.

    ## Example

    ```singularity
    Bootstrap: docker
    From: krallin/ubuntu-tini:bionic

    %runscript
        exec tini -- python3 "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: krallin/ubuntu-tini:bionic

    %runscript
        exec python3 "$@"
    ```
    """
    words = start(recipe).words
    name = words[0].text.rpartition("/")[2] if words else ""
    if name not in INITS:
        return
    rest = behind_inits(words)
    is_tini = name in ("tini", "tini-static", "docker-init")
    if is_tini and any(word.text in ("-s", "-vs") for word in words[1 : len(words) - len(rest)]):
        return  # told to be content with less
    seen = "says `Tini is not running as PID 1` at every start" if is_tini else "does nothing here"
    fix = None
    if recipe.format is Format.DEFINITION and rest:
        cut = Span(words[0].span.start, rest[0].span.start)
        fix = Fix(f"leave out `{name}`", (Edit(cut, ""),), is_safe=True)
    yield Problem(
        words[0].span,
        f"`{name}` is not process 1 under Apptainer and Singularity: it {seen}",
        "start the program itself" if recipe.format is Format.DEFINITION else "leave it out of the definition file",
        fix=fix,
    )
