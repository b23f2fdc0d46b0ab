"""RC411."""

from collections.abc import Iterator

from recipec.checks.content import contents
from recipec.checks.images import distribution_of
from recipec.checks.inherited import inherited
from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.starting import start
from recipec.checks.variables import environment_of
from recipec.diagnostics.finding import Severity
from recipec.shell.calls import SHELLS
from recipec.source import Span


@rule("RC411", Severity.WARNING, "definition", "dockerfile-to-engine", words="-l --login /etc/profile")
def login_shell(recipe: Recipe) -> Iterator[Problem]:
    """A login shell at the start takes the image's `PATH` away.

    `bash -l` reads `/etc/profile` first, and that of Debian, Ubuntu and Alpine sets `PATH` to the system's own
    directories. Whatever `ENV`, `%environment` or the base image put there is gone: tools of conda, CUDA or `/opt` are
    `command not found`. Red Hat's family only adds to `PATH`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export PATH=/opt/app/bin:$PATH

    %runscript
        exec bash -l -c "app $*"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export PATH=/opt/app/bin:$PATH

    %runscript
        exec app "$@"
    ```
    """
    distribution = distribution_of(recipe, recipe.final)
    if distribution is None or distribution.family.manager not in ("apt", "apk"):
        return
    base = inherited(recipe, recipe.final)
    sets = any(one.is_final and one.name == "PATH" and one.stage in recipe.final_stages for one in recipe.assigned)
    if not sets and "PATH" not in (base or ()):
        return
    if _profile_is_changed(recipe):
        return
    for script in start(recipe).scripts:
        if script.kind in ("runscript", "startscript") and _is_login(script.interpreter[1:]):
            end = script.text.find("\n")
            yield _problem(script.span(Span(0, end if end > 0 else len(script.text))))
            continue
        if script.kind in ("entrypoint", "cmd") and _is_login(script.interpreter[1:]):
            yield _problem(script.origin)
            continue
        for one in script.invocations:
            at = _login(one)
            if at is not None:
                yield _problem(at)
    for script in environment_of(recipe):
        yield from _sourced(script)


def _is_login(words: tuple[str, ...]) -> bool:
    return any(word == "--login" or (word[:1] == "-" and word[:2] != "--" and "l" in word) for word in words)


def _login(one: Invocation) -> Span | None:
    if one.name not in SHELLS:
        return None
    for word in one.arguments:
        if not word.raw.startswith("-"):
            return None
        if _is_login((word.raw,)):
            return one.at(word)
    return None


def _sourced(script: PlacedScript) -> Iterator[Problem]:
    for one in script.invocations:
        if one.name in (".", "source") and one.values[:1] == ("/etc/profile",):
            sets_later = any(
                other.name == "export" and other.words[0].span.start > one.words[0].span.start and "PATH=" in value
                for other in script.invocations
                for value in other.values
            )
            if not sets_later:
                yield _problem(one.span)


def _profile_is_changed(recipe: Recipe) -> bool:
    return any(
        content.path.startswith("/etc/profile") or content.path.endswith((".profile", ".bash_profile", ".bashrc"))
        for script in recipe.scripts
        if script.is_build and "profile" in script.text
        for content in contents(script)
    )


def _problem(at: Span) -> Problem:
    return Problem(
        at,
        "a login shell sets `PATH` anew from `/etc/profile`: what the image has put there is gone",
        "leave it out: the variables of the image are there without it",
    )
