"""The steps of a stage, those that do nothing left out, and those that may trade places put in one order."""

from itertools import groupby, pairwise
from posixpath import dirname, normpath

from recipec.comparison.facet import Facet, Item
from recipec.comparison.turns import early
from recipec.regex import regex

# Every image of a distribution has these.
_THERE = frozenset(
    "/ /bin /etc /home /mnt /opt /root /run /sbin /srv /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin "
    "/usr/local/lib /usr/share /usr/src /var /var/lib /var/tmp".split()
)
_MAKE = "mkdir -p "
_MENTION = regex(r"\$\{?(\w+)")


def tidied(steps: tuple[Item, ...]) -> tuple[Item, ...]:
    """Put the steps of one stage in the one order in which they are compared.

    Directories that a copy makes too need no step. Variables that no command sees do not matter. Between two commands
    copies and variables may trade places, but for copies to places that hold each other; copies come as early as they
    may.
    """
    kept = _without_made(steps)
    last = max((number for number, item in enumerate(kept) if _sees(item)), default=-1)
    kept = [item for number, item in enumerate(kept) if number < last or item.facet is not Facet.VARIABLES]
    ordered: list[Item] = []
    for is_command, between in groupby(early(kept), key=lambda item: item.facet is Facet.COMMANDS):
        group = list(between)
        ordered += group if is_command else _sorted(group)
    return tuple(ordered)


def _sees(item: Item) -> bool:
    """Tell whether a step is a command to which variables may matter."""
    return item.facet is Facet.COMMANDS and not item.text.startswith(_MAKE)


def _without_made(steps: tuple[Item, ...]) -> list[Item]:
    made = set(_THERE)
    for item in steps:
        if item.facet is Facet.FILES and item.key.startswith("/"):
            path = normpath(item.key) if item.key.endswith("/") else dirname(item.key)
            while path not in made:
                made.add(path)
                path = dirname(path)
    kept: list[Item] = []
    for item in steps:
        if item.text.startswith(_MAKE):
            path = item.text.removeprefix(_MAKE)
            if path not in made:
                kept.append(item)
                made.add(path)
            continue
        kept.append(item)
        if item.facet is Facet.COMMANDS and item.key.startswith(("rm ", "mv ", "rmdir ")):
            made -= {gone for gone in made if gone in item.text.split() and gone not in _THERE}
    return kept


def _sorted(between: list[Item]) -> list[Item]:
    variables = [item for item in between if item.facet is Facet.VARIABLES]
    if not _depend(variables):
        variables.sort(key=lambda item: item.text)
    copies = [item for item in between if item.facet is not Facet.VARIABLES]
    if not _cross(copies):
        copies.sort(key=lambda item: item.text)
    return [*variables, *copies]


def _depend(variables: list[Item]) -> bool:
    """Tell whether the order of variables matters: one is set twice, or mentions another one."""
    names = {item.key for item in variables}
    return len(names) < len(variables) or any(
        name in names and name != item.key for item in variables for name in _MENTION.findall(item.text)
    )


def _cross(copies: list[Item]) -> bool:
    """Tell whether two copies may write to one place."""
    places = sorted(item.text.rpartition(" -> ")[2] or item.key for item in copies)
    return any(after.startswith(before.rstrip("/") + "/") or after == before for before, after in pairwise(places))
