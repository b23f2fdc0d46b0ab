"""RC615."""

from collections.abc import Iterator

from recipec.checks.copying import HostCopy, from_host
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.definition.directories import TEMPORARY, is_below
from recipec.diagnostics.finding import Related, Severity
from recipec.format import Format

# What is there on every host, or is a program's own.
_SYSTEM = (*"/etc /usr /lib /lib64 /bin /sbin /opt /var /run /dev /proc /sys /cvmfs".split(), *TEMPORARY)


@rule("RC615", Severity.WARNING, "definition", "definition-to-docker", words="%files")
def outside_context(recipe: Recipe) -> Iterator[Problem]:
    """A source of `%files` is a path of one machine.

    `/home/me/data` is on the machine of who wrote the recipe; everybody else gets `cp: cannot stat`. Docker takes no
    file at all from outside of the build context: `COPY failed: forbidden path outside the build context`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        /home/alice/project/data.txt /opt/data.txt
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        data.txt /opt/data.txt
    ```
    """
    first: dict[str, list[HostCopy]] = {}
    for one in from_host(recipe):
        if (kind := _outside(one)) and not _is_made(one, recipe):
            first.setdefault(kind, []).append(one)
    to_docker = recipe.target.format is Format.DOCKERFILE
    for kind, (one, *others) in first.items():
        related = tuple(Related(each.at, "and this") for each in others)
        if to_docker:
            yield from (_unreachable(each) for each in (one, *others))
        elif kind == "own":
            yield Problem(
                one.at,
                f"other machines have no `{one.source}`: there the build stops with `cp: cannot stat`",
                "put the file beside the recipe, and name it by its path there",
                related,
            )
        elif kind == "system":
            yield Problem(
                one.at,
                f"`{one.source}` is taken from the machine that builds",
                "put a copy beside the recipe, so that every build takes the same",
                related,
                severity=Severity.INFO,
            )


def _is_made(one: HostCopy, recipe: Recipe) -> bool:
    """Tell whether a script that runs on the host before names the file: it makes it, or looks for it."""
    sections = recipe.stages[one.placed.stage].sections("pre", "setup")
    return any(one.source in line for section in sections for line in section.lines)


def _unreachable(one: HostCopy) -> Problem:
    return Problem(
        one.at,
        f"`{one.source}` is outside of the build context, where COPY cannot reach",
        "copy it into the context before building, and name it by its path there",
        severity=Severity.ERROR,
    )


def _outside(one: HostCopy) -> str:
    """Say what a path is: ``own`` of somebody, the ``system``'s, ``near`` the recipe; empty if it is beside it."""
    if one.source.startswith(("../", "$", "`")) or one.source == "..":
        return "near"
    if one.source.startswith("~"):
        return "own"
    if not one.source.startswith("/"):
        return ""
    return "system" if is_below(one.source, _SYSTEM) else "own"
