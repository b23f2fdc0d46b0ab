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
        touched: list[Touch] = []
        for placed in stage.steps:
            if isinstance(placed.step, Run):
                script = scripts.get(placed.span)
                if script is not None and any(one.name in _PROGRAMS for one in script.invocations):
                    touched += (
                        one for one in script.touches if one.program in _PROGRAMS and one.way in ("write", "remove")
                    )
            elif isinstance(placed.step, Copy) and touched:
                target = destination(recipe, placed.step, placed)
                first = next((one for one in touched if target is not None and _matters(one, target)), None)
                if first is not None and target is not None:
                    yield Problem(
                        placed.span,
                        f"`%files` would be copied before `{first.program}` works on `{first.path}`",
                        "`recipec convert` copies this at its turn",
                        (Related(first.span, "this runs before"),),
                    )


def _matters(touch: Touch, target: str) -> bool:
    """Tell whether a command does something to what a copy would have brought already."""
    path, copied = real(touch.path).rstrip("/"), real(target).rstrip("/")
    if not _is_named(touch):
        return False
    if path == copied:
        # Files that go into a directory do not change what else is there.
        return not target.endswith("/") or touch.program in _DEEP or _is_recursive(touch)
    return bool(path) and copied.startswith(path + "/") and (touch.program in _DEEP or _is_recursive(touch))


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
