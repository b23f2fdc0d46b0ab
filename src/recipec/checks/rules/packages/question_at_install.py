"""RC802."""

from collections.abc import Iterator

from recipec.checks.packages import Asked
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.syntax import Simple
from recipec.source import Span

_YES = {
    "apt": ("-y", "--yes", "--assume-yes", "-qq", "--force-yes", "--trivial-only", "-s", "-d", "--print-uris"),
    "yum": ("-y", "--assumeyes"),
    "zypper": ("-y", "--no-confirm", "-n", "--non-interactive"),
}


@rule("RC802", Severity.ERROR, "definition", words="install upgrade remove create")
def question_at_install(recipe: Recipe) -> Iterator[Problem]:
    """A package manager asks whether to go on, and nobody answers.

    A build has no terminal: standard input is empty, the question is answered with no, and the build stops with
    `Abort.` or `Operation aborted`. Only what asks nothing (no further packages to install) happens to pass. `conda`
    takes no answer for a yes.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get install bwa
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get install -y bwa
    ```
    """
    for asked in recipe.asked:
        one = asked.invocation
        if not one.script.is_build or asked.action not in ("install", "upgrade", "remove") or one.inner:
            continue
        yes = _YES.get(asked.manager)
        if yes is None or _is_answered(asked, yes) or _is_configured(recipe, asked):
            continue
        verb = next(word for word in one.arguments if word.value == asked.verb.rpartition(" ")[2])
        place = one.at(verb)
        yield Problem(
            place,
            f"`{one.name} {asked.verb}` asks whether to go on, gets no answer, and stops the build",
            f"write `{one.name} {asked.verb} -y`",
            fix=Fix("answer with `-y`", (Edit(Span(place.end, place.end), " -y"),), is_safe=True),
        )


def _is_answered(asked: Asked, yes: tuple[str, ...]) -> bool:
    one = asked.invocation
    if (
        asked.verb == "autoremove"
        or one.has(*yes)
        or any("assume-yes" in value.lower() or "assumeyes" in value.lower() for value in one.values)
    ):
        return True
    parts = one.found.pipeline.parts
    # `yes | apt-get install`, and a list of answers from anywhere.
    return (isinstance(parts[0], Simple) and parts[0] is not one.found.command) or bool(one.found.command.redirects)


def _is_configured(recipe: Recipe, asked: Asked) -> bool:
    """Tell whether the manager was told before that every answer is yes."""
    text = recipe.source.text.lower()
    return (
        "assume-yes" in text or "assumeyes" in text or any("$" in word.raw for word in asked.invocation.arguments[:2])
    )
