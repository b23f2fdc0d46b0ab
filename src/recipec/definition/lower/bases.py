"""A base image whose configuration is known: what a definition file has to say of it for itself."""

from collections.abc import Iterator, Mapping

from recipec.definition.lower.values import Scripted
from recipec.ir.configuration import Configuration
from recipec.ir.held import Held
from recipec.ir.node import Origin
from recipec.ir.steps import Assignment, Scope, SetEnv, SetWorkdir, Step
from recipec.ir.text import plain

# Up to Apptainer 1.4.5 and SingularityCE 4.3 the variables of an image come out changed that have one of these, and a
# backquote in one of them makes all of them disappear.
_SPOILT = frozenset('"\\$\n')


def said_again(base: Configuration, at: Origin | None, *, runs: bool) -> Iterator[Step]:
    """Give what the engine does not take from the base as it is. ``runs``: something runs while the image is built.

    ``at`` is where the recipe names the base.
    """
    origin = Origin(at.span) if at is not None else None
    again = _spoilt(base.environment)
    home = base.environment.get("HOME")
    if home is not None:
        # `%post` has HOME=/root, and whoever starts the image has a home of their own.
        again["HOME"] = home
    if again:
        assignments = tuple(Assignment(plain(name), plain(value)) for name, value in again.items())
        yield SetEnv(assignments, Scope.BOTH, origin=origin)
    if runs and base.workdir not in ("", "/"):
        # `%post` begins in /.
        yield SetWorkdir(plain(base.workdir), origin=origin)


def held(base: Configuration) -> Scripted:
    """Give the variables that scripts find as the base image says them."""
    spoilt = _spoilt(base.environment)
    kept = {name: plain(value) for name, value in base.environment.items() if name not in spoilt and name != "HOME"}
    return Scripted(Held(kept))


def _spoilt(environment: Mapping[str, str]) -> dict[str, str]:
    every = any("`" in value for value in environment.values())
    return {
        name: value
        for name, value in environment.items()
        if name != "HOME" and (every or not _SPOILT.isdisjoint(value))
    }
