"""What a build fetches from the network before its first step."""

from recipec.definition.parse import parse
from recipec.source import Source

# All other agents start from what is there: a file, a directory, another stage, nothing.
_FETCHING = frozenset(
    "docker library shub oras http https yum dnf zypper debootstrap arch apk busybox".split(),
)


def fetched(definition: str) -> str | None:
    """Name what a definition file is built on that is not there yet; None when all of it is."""
    for stage in parse(Source(definition, "")).stages:
        agent = (stage.field("bootstrap") or "").lower()
        if agent in _FETCHING:
            return f"{agent}://{stage.field('from') or ''}" if agent in ("docker", "library", "shub", "oras") else agent
    return None
