"""RC706."""

from collections.abc import Iterator

from recipec.checks.archives import look_there
from recipec.checks.header import base_span
from recipec.checks.images import distribution_of
from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe, StageView
from recipec.checks.releases import Distribution, End, ended
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity
from recipec.ir.program import FromImage

# Where the packages of ended releases are, and the files that say where to look: who names one has seen to it.
_REPAIRS = (
    "vault.centos",
    "archive.debian",
    "old-releases.ubuntu",
    "sources.list",
    "yum.repos.d",
    "debian/eol",
    "archive.kernel.org",
    "/vault/",
)


@rule(
    "RC706",
    Severity.ERROR,
    "definition",
    "dockerfile",
    words="centos debian ubuntu fedora alpine opensuse amazonlinux scientificlinux python:"
    " squeeze wheezy jessie stretch buster lucid precise trusty utopic vivid wily xenial yakkety zesty artful bionic"
    " cosmic disco eoan groovy hirsute impish kinetic lunar mantic oracular leap",
)
def ended_distribution(recipe: Recipe) -> Iterator[Problem]:
    """The base is a release of a distribution that has ended.

    It gets no security updates. What is worse for a build: some time after the end its packages are taken off the
    servers that the image asks for them. `yum` on CentOS up to 8 stops with `Could not resolve host:
    mirrorlist.centos.org`, `apt-get update` on Debian up to 10 and on short-lived releases of Ubuntu with
    `404 Not Found`. Their packages live on in an archive that the recipe has to name first.

    ## Example

    ```singularity
    Bootstrap: docker
    From: centos:7

    %post
        yum install -y gcc
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: rockylinux:9

    %post
        dnf install -y gcc
    ```
    """
    text = recipe.source.text.lower()
    is_repaired = any(word in text for word in _REPAIRS)
    seen: set[Distribution] = set()
    for stage in recipe.stages:
        found = distribution_of(recipe, stage, guess=False)
        end = ended(found) if found is not None else None
        if found is None or end is None or found in seen:
            continue
        if end.moved and is_repaired:
            continue
        asking = _asks(recipe, stage, found) if end.moved else None
        seen.add(found)
        yield _problem(recipe, stage, found, end, asking)


def _asks(recipe: Recipe, stage: StageView, distribution: Distribution) -> Invocation | None:
    """Find the first time that packages of the distribution are asked for in a stage."""
    root = recipe.root(stage)
    for asked in recipe.asked:
        if (
            asked.manager == distribution.family.manager
            and asked.action in ("install", "update", "upgrade")
            and recipe.root(recipe.stages[asked.invocation.script.stage]) is root
            and asked.invocation.script.is_build
        ):
            return asked.invocation
    return None


def _problem(
    recipe: Recipe, stage: StageView, distribution: Distribution, end: End, asking: Invocation | None
) -> Problem:
    when = f"ended in {end.when}" if end.when else "has ended"
    first = recipe.root(stage)
    at = base_span(recipe, first)
    if asking is None:
        return Problem(
            at,
            f"{distribution.title} {when} and gets no updates",
            "start from a release that is alive",
            severity=Severity.INFO,
        )
    where = f", or have `{asking.name}` look at `{end.repair}` first" if end.repair else ""
    return Problem(
        at,
        f"{distribution.title} {when}: `{asking.name}` finds no packages any more, and the build stops",
        f"start from a release that is alive{where}",
        related=(Related(asking.span, "they are asked for here"),),
        fix=look_there(recipe, first, distribution) if isinstance(first.base, FromImage) else None,
    )
