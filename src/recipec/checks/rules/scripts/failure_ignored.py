"""RC308."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation
from recipec.checks.packages import asked
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.syntax import Pipeline, Simple
from recipec.source import Span

_FETCHES = frozenset(("curl", "wget"))


@rule("RC308", Severity.WARNING, "definition", "dockerfile", words="||")
def failure_ignored(recipe: Recipe) -> Iterator[Problem]:
    """`|| true` behind a step that the rest needs.

    When the clone, the download or the installation fails, the build goes on without it, and stops later at
    something that looks like another mistake, or completes with an image that lacks what it is for.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        git clone --branch v1.2 https://example.org/tool.git /opt/tool || true
        make -C /opt/tool
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        git clone --branch v1.2 https://example.org/tool.git /opt/tool
        make -C /opt/tool
    ```
    """
    for script in recipe.scripts:
        if script.is_build and "||" in script.text:
            for one in script.invocations:
                if not one.inner and _is_needed(one) and not _is_optional(script, one):
                    yield from _of(script, one)


def _of(script: PlacedScript, one: Invocation) -> Iterator[Problem]:
    statement = one.found.statement
    parts, operators = statement.parts, statement.operators
    at = next((index for index, part in enumerate(parts) if part is one.found.pipeline), None)
    if at is None or operators[at : at + 1] != ("||",) or not _does_nothing(parts[at + 1]):
        return
    always = operators[at + 1 : at + 2] == ("&&",)
    end = parts[at + 1].span.end
    yield Problem(
        script.span(Span(_operator(script, parts[at].span.end), end)),
        f"when `{_short(one)}` fails, the build goes on" + (", with what stands behind `&&`" if always else ""),
        "take `|| true` out: the build stops where it goes wrong",
        fix=Fix("take it out", (Edit(script.span(Span(parts[at].span.end, end)), ""),), is_safe=False),
    )


def _operator(script: PlacedScript, start: int) -> int:
    found = script.text.find("||", start)
    return found if found >= 0 else start


def _does_nothing(pipeline: Pipeline) -> bool:
    command = pipeline.parts[0]
    return len(pipeline.parts) == 1 and isinstance(command, Simple) and command.name in ("true", ":")


def _is_needed(one: Invocation) -> bool:
    """Tell whether it brings something that later steps, or who runs the image, will look for."""
    if one.name == "git":
        return "clone" in one.values
    if one.name in _FETCHES or one.name in ("make", "cmake", "ninja"):
        return "clean" not in one.values and "distclean" not in one.values
    manager = asked(one)
    # `dpkg -i a.deb || true` is followed by `apt-get install -f`, which mends what it left behind.
    return (
        manager is not None
        and manager.manager not in ("dpkg", "rpm")
        and manager.action == "install"
        and bool(manager.packages or manager.files)
    )


def _is_optional(script: PlacedScript, one: Invocation) -> bool:
    """Tell whether it is one of several attempts, or a comment right above says that it need not succeed."""
    body = script.script.body
    if one.statement not in body.statements:
        return True
    above = [span for span in body.comments if span.end <= one.statement.span.start]
    if not above:
        return False
    # The comment heads the lines below it up to the next empty one.
    heads = "\n\n" not in script.text[above[-1].end : one.statement.span.start].replace(" ", "")
    return heads and "optional" in script.source(above[-1]).lower()


def _short(one: Invocation) -> str:
    text = " ".join([one.name, *one.values])
    return text if len(text) <= 40 else text[:39] + "…"
