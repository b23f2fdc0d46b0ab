"""RC602."""

from collections.abc import Iterator
from posixpath import basename

from recipec.checks.copying import destination
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.touches import Touch
from recipec.diagnostics.finding import Related, Severity
from recipec.ir.steps import Copy, Run
from recipec.shell.paths import real

# These do something to all that is in a directory, the others to the very path.
_DEEP = frozenset(("rmdir", "git"))
_RECURSIVE = frozenset(("rm", "chmod", "chown", "chgrp"))
_PROGRAMS = _DEEP | _RECURSIVE | frozenset(("mv", "cp", "ln", "tar", "unzip", "sed"))


@rule("RC602", Severity.INFO, "dockerfile-to-engine", names="copy add")
def copied_first(recipe: Recipe) -> Iterator[Problem]:
    """A `COPY` comes after a `RUN` that works on the same place, and `%files` comes first.

    Engines copy all of `%files` before `%post` begins, wherever the section stands. What a `RUN` removes, creates or
    unpacks at the destination of a later `COPY` would then be done to the copied files. `recipec convert` puts such
    files aside and copies them when it is their turn.

    ## Example

    ```dockerfile
    FROM debian:12
    RUN mkdir -p /opt/app && rm -rf /opt/app/conf
    COPY conf /opt/app/conf
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    COPY conf /opt/app/conf
    ```
    """
    scripts = {script.origin: script for script in recipe.scripts_of("run")}
    for stage in recipe.stages:
        touched = _Touched()
        for placed in stage.steps:
            if isinstance(placed.step, Run):
                script = scripts.get(placed.span)
                if script is not None and any(one.name in _PROGRAMS for one in script.invocations):
                    for one in script.touches:
                        if one.program in _PROGRAMS and one.way in ("write", "remove"):
                            touched.add(one)
            elif isinstance(placed.step, Copy) and touched.paths:
                target = destination(recipe, placed.step, placed)
                first = None if target is None else touched.first(target)
                if first is not None:
                    yield Problem(
                        placed.span,
                        f"`%files` would be copied before `{first.program}` works on `{first.path}`",
                        "`recipec convert` copies this at its turn",
                        (Related(first.span, "this runs before"),),
                    )


class _Touched:
    """What commands have worked on so far, by its path: the first that did, and the first that went below it."""

    def __init__(self) -> None:
        self.paths: dict[str, tuple[int, Touch]] = {}
        self._trees: dict[str, tuple[int, Touch]] = {}
        self._count = 0

    def add(self, touch: Touch) -> None:
        if _is_named(touch):
            self._count += 1
            path = real(touch.path).rstrip("/")
            self.paths.setdefault(path, (self._count, touch))
            if touch.program in _DEEP or _is_recursive(touch):
                self._trees.setdefault(path, (self._count, touch))

    def first(self, target: str) -> Touch | None:
        """Give the first that does something to what a copy would have brought already; None when none does."""
        copied = real(target).rstrip("/")
        # Files that go into a directory do not change what else is there.
        exact = (self._trees if target.endswith("/") else self.paths).get(copied)
        above = (self._trees.get(copied[:at]) for at, letter in enumerate(copied) if letter == "/" and at)
        found = [one for one in (exact, *above) if one is not None]
        return min(found, key=lambda one: one[0])[1] if found else None


def _is_named(touch: Touch) -> bool:
    """Tell whether the command names the path itself: `rm tool-*` removes some of a directory, not the directory."""
    words = touch.found.command.words
    if not any(word.is_pattern for word in words):
        return True
    literal = [word.value for word in words[1:] if not word.is_pattern and not word.raw.startswith("-")]
    return any(value is None or basename(value.rstrip("/")) == basename(touch.path) for value in literal)


def _is_recursive(touch: Touch) -> bool:
    command = touch.found.command
    return touch.program in _RECURSIVE and any(
        word.raw == "--recursive"
        or (
            word.raw[:1] == "-"
            and word.raw[1:2] != "-"
            and ("R" in word.raw or (touch.program == "rm" and "r" in word.raw))
        )
        for word in command.words
    )
