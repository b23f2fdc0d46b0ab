"""RC757."""

from collections.abc import Iterator

from recipec.checks.downloads import address
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity

# What no longer answers, or refuses; and where the same is found.
_HOSTS = {
    "www.roboti.us": "MuJoCo is open now: take it from its releases on GitHub, or `pip install mujoco`",
    "roboti.us": "MuJoCo is open now: take it from its releases on GitHub, or `pip install mujoco`",
    "dl.bintray.com": "Bintray has ended in 2021: look where the project has its releases now",
    "bintray.com": "Bintray has ended in 2021: look where the project has its releases now",
    "singularity-hub.org": "Singularity Hub builds and gives out nothing since 2021",
    "www.singularity-hub.org": "Singularity Hub builds and gives out nothing since 2021",
    "jcenter.bintray.com": "JCenter has ended: take Maven Central",
    "mirror.centos.org": "CentOS has ended, and its archive is at vault.centos.org",
    "mirrorlist.centos.org": "CentOS has ended, and its archive is at vault.centos.org",
    "apt.dockerproject.org": "take download.docker.com",
    "yum.dockerproject.org": "take download.docker.com",
    "apt.kubernetes.io": "take pkgs.k8s.io",
}
# NVIDIA changed the key of its archive in 2022, and signs with the old one no more.
_OLD_KEY = "7fa2af80.pub"


@rule(
    "RC757",
    Severity.ERROR,
    "definition",
    "dockerfile",
    words="roboti.us bintray.com singularity-hub.org .centos.org dockerproject.org kubernetes.io 7fa2af80 git://",
)
def dead_host(recipe: Recipe) -> Iterator[Problem]:
    """A download comes from a host that no longer has it.

    Services end, and hosts refuse what they gave out before: Bintray in 2021, the mirrors of CentOS 7 in 2024, `git://`
    at GitHub in 2022, packages signed with NVIDIA's old key in the same year. The build stops there.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        wget -q https://dl.bintray.com/example/tool/tool-1.0.tar.gz -O /opt/tool.tar.gz
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        wget -q https://github.com/example/tool/releases/download/v1.0/tool-1.0.tar.gz -O /opt/tool.tar.gz
    ```
    """
    for script in recipe.scripts:
        if not script.is_build:
            continue
        for one in script.invocations:
            for word in one.arguments:
                told = _told(word.raw)
                if told is not None:
                    yield Problem(one.at(word), told[0], told[1])


def _told(raw: str) -> tuple[str, str] | None:
    found = address(raw)
    if found is not None:
        if found.scheme.endswith("git") and found.host == "github.com":
            return "GitHub refuses `git://` since 2022", "write `https://`"
        advice = _HOSTS.get(found.host)
        if advice:
            return f"`{found.host}` does not answer any more", advice
        if found.host == "developer.download.nvidia.com" and found.text.endswith(_OLD_KEY):
            return "NVIDIA no longer signs with this key", "take the package `cuda-keyring`, or the key `3bf863cc.pub`"
    return None
