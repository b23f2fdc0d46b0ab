"""RC317."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.starting import start
from recipec.diagnostics.finding import Severity

_STARTS = frozenset(("start", "restart", "reload", "reload-or-restart"))


@rule("RC317", Severity.WARNING, "definition", "dockerfile", words="service systemctl init.d &")
def service_at_build(recipe: Recipe) -> Iterator[Problem]:
    """A service that is started while building is not there when the image runs.

    An image is files. What runs when a build step ends, is killed with it. `systemctl` does not even start anything:
    there is no systemd in a container, neither while it is built nor later, so that `enable` is of no use either.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        make -C /opt/tool install
        service tool start
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        make -C /opt/tool install

    %startscript
        exec tool --daemon
    ```
    """
    boots = any(word.text.rpartition("/")[2] in ("init", "systemd") for word in start(recipe).words)
    for one in recipe.invocations("service", "systemctl"):
        if not boots and one.script.is_build and not one.found.pipeline.is_negated:
            yield from _of(one)
    for script in recipe.scripts:
        if script.is_build and "&" in script.text:
            yield from _left_running(script)


def _of(one: Invocation) -> Iterator[Problem]:
    values = [value for value in one.values if not value.startswith("-")]
    if "||" in one.statement.operators:
        return
    if one.name == "systemctl" and values[:1] and (values[0] in _STARTS or values[0] == "enable"):
        enables = values[0] == "enable"
        what = "starts nothing when the image runs" if enables else "fails"
        yield Problem(
            one.span,
            f"`systemctl {values[0]}` {what}: there is no systemd in a container",
            "start the program itself, in `%startscript` or as the `CMD`",
            # An instance that is booted has a systemd after all.
            severity=Severity.INFO if enables else None,
        )
    elif one.name == "service" and values[1:2] and values[1] in _STARTS and _is_last(one.script, one):
        yield Problem(
            one.span,
            f"`{values[0]}` ends with this step: it does not run when the image does",
            "start it in `%startscript`, or as the `CMD`",
        )


def _is_last(script: PlacedScript, one: Invocation) -> bool:
    """Tell whether nothing follows that could have needed it."""
    last = script.script.body.statements[-1:]
    return bool(last) and last[0] is one.statement and one.found.pipeline is one.statement.parts[-1]


def _left_running(script: PlacedScript) -> Iterator[Problem]:
    for statement in script.script.body.statements[-1:]:
        if statement.is_background:
            yield Problem(
                script.span(statement.parts[-1].span),
                "this runs in the background, and is killed where the build step ends",
                "leave the `&` out, or start it in `%startscript` or as the `CMD`",
            )
