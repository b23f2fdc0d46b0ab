"""RC542."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation, is_conditional
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import start
from recipec.diagnostics.finding import Severity

_MANAGERS = frozenset(("systemctl", "service", "init", "systemd", "rc-service", "initctl"))
_OF_ROOT = frozenset(("cron", "crond", "sshd", "rsyslogd", "udevd", "dockerd"))
_STARTS = frozenset(("start", "restart", "reload", "status", "is-active"))


@rule(
    "RC542",
    Severity.ERROR,
    "definition",
    "dockerfile-to-engine",
    words="systemctl service init systemd initctl cron sshd rsyslogd udevd dockerd",
)
def service_manager(recipe: Recipe) -> Iterator[Problem]:
    """A service manager, or a daemon of root's, is asked to run.

    `systemctl` and its like speak to a first process that no container of Apptainer or Singularity has: `System has
    not been booted with systemd`. `sshd` and `cron` want to be root, to write to `/run` and to change users. A program
    that goes to the background leaves nothing to wait for: `run` returns at once.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %startscript
        systemctl start app
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %startscript
        exec /opt/app/bin/app --foreground
    ```
    """
    for one in start(recipe).invocations:
        if one.name in _MANAGERS and _is_asked(one):
            yield Problem(
                one.at(one.words[0]),
                "`service` starts a daemon that has to be root and to write to `/run`, which nobody may here"
                if one.name == "service"
                else f"`{one.name}` finds no service manager in the container, and nothing starts",
                "start the program itself, in the foreground",
            )
            return
        if one.name in _OF_ROOT and not (one.name == "sshd" and one.has("-p", "-f")):
            yield Problem(
                one.at(one.words[0]),
                f"`{one.name}` has to be root, which nobody is in the container",
                "do without it: the host has its own",
            )
            return
    for one in recipe.invocations("systemctl"):
        if one.script.is_build and one.values[:1] and one.values[0] in ("start", "restart") and not is_conditional(one):
            yield Problem(
                one.at(one.words[0]),
                "`System has not been booted with systemd`: nothing can be started while building",
                "leave it out; `systemctl enable` only makes links, and may stay",
            )
            return


def _is_asked(one: Invocation) -> bool:
    if one.name in ("init", "systemd"):
        return one.words[0].raw.startswith(("/sbin/", "/usr/sbin/", "/lib/systemd/", "/usr/lib/systemd/"))
    return bool(_STARTS & set(one.values)) or "--full-restart" in one.values
