"""RC709."""

from collections.abc import Iterator

from recipec.checks.header import value_span
from recipec.checks.images import distribution_of
from recipec.checks.recipe import Recipe
from recipec.checks.releases import Distribution
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.options import BuildMode
from recipec.ir.program import FromAgent

_TOOLS = {
    "debootstrap": "`debootstrap`",
    "yum": "`yum` or `dnf`",
    "dnf": "`dnf` or `yum`",
    "zypper": "`zypper`",
    "arch": "`pacstrap`",
}
_IMAGES = {
    "debian": "debian",
    "ubuntu": "ubuntu",
    "centos": "centos",
    "rocky": "rockylinux",
    "alma": "almalinux",
    "fedora": "fedora",
    "oracle": "oraclelinux",
    "scientific": "scientificlinux/sl",
    "opensuse": "opensuse/leap",
    "arch": "archlinux",
}


@rule("RC709", Severity.WARNING, "definition", words="debootstrap yum dnf zypper arch")
def bootstrap_agent(recipe: Recipe) -> Iterator[Problem]:
    """The base is put together by a program of the machine that builds.

    `debootstrap`, `yum`, `dnf`, `zypper` and `arch` run the package manager of the host, as root, and make devices:
    the build stops where that program is missing, or its version does not know the release, and where nobody may make
    devices. An image of the same release needs none of this.

    ## Example

    ```singularity
    Bootstrap: debootstrap
    OSVersion: noble
    MirrorURL: http://archive.ubuntu.com/ubuntu/
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: ubuntu:24.04
    ```
    """
    for stage in recipe.stages:
        base = stage.base
        if not isinstance(base, FromAgent) or base.agent not in _TOOLS:
            continue
        line = stage.header_line("bootstrap")
        if line is None:
            continue
        at = value_span(line, recipe.source.text)
        help_ = _instead(distribution_of(recipe, stage))
        if recipe.settings.build_mode is BuildMode.USERNS:
            yield Problem(at, "without root this stops: devices can not be made", help_, severity=Severity.ERROR)
        else:
            yield Problem(
                at,
                f"this builds for root only, and where {_TOOLS[base.agent]} is installed outside of the image",
                help_,
            )


def _instead(distribution: Distribution | None) -> str:
    name = _IMAGES.get(distribution.name) if distribution is not None else None
    if distribution is None or name is None:
        return "start from an image of the same release: `Bootstrap: docker`"
    image = f"{name}:{distribution.version}" if distribution.version else name
    return f"start from an image of the same release: `Bootstrap: docker` and `From: {image}`"
