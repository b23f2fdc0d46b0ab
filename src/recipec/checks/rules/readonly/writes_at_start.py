"""RC231."""

from collections.abc import Iterator

from recipec.checks.frozen import frozen, surely_written
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import STARTS, Started, started
from recipec.diagnostics.finding import Severity
from recipec.format import Format

# Servers that write below /run, /var/log or /var/lib unless an option says where else.
_SERVERS: dict[str, tuple[str, str]] = {
    "nginx": ("/var/run", "-c -p"),
    "mysqld": ("/var/lib/mysql", "--datadir --defaults-file"),
    "mysqld_safe": ("/var/lib/mysql", "--datadir --defaults-file"),
    "mariadbd": ("/var/lib/mysql", "--datadir --defaults-file"),
    "mongod": ("/data/db", "--dbpath --config -f"),
    "apache2": ("/var/run/apache2", "-f -c -C"),
    "apache2ctl": ("/var/run/apache2", "-f"),
    "apachectl": ("/var/run/httpd", "-f"),
    "httpd": ("/var/run/httpd", "-f -c -C"),
    "httpd-foreground": ("/usr/local/apache2/logs", "-f -c -C"),
    "rserver": ("/var/run/rstudio-server", "--server-data-dir --config-file --database-config-file"),
    "rstudio-server": ("/var/run/rstudio-server", ""),
    "cron": ("/var/run", ""),
    "crond": ("/var/run", ""),
    "rabbitmq-server": ("/var/lib/rabbitmq", ""),
    "slapd": ("/var/run/slapd", "-f -F"),
    "php-fpm": ("/run", "-y --fpm-config"),
}


@rule("RC231", Severity.ERROR, "dockerfile-to-engine", "definition", names=STARTS)
def writes_at_start(recipe: Recipe) -> Iterator[Problem]:
    """What starts writes into the image, which is read-only.

    When Apptainer or Singularity runs an image, `/opt`, `/usr`, `/var`, `/etc`, `/run` and nearly all else say
    `Read-only file system`. Only `/tmp`, `/var/tmp`, `/dev/shm`, the home directory, where the caller stands and what
    is bound can be written. `--writable-tmpfs` makes the rest writable, for 64 MiB.

    ## Example

    ```dockerfile
    FROM debian:12
    CMD mkdir -p /opt/tool/results && exec /opt/tool/run
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    CMD mkdir -p results && exec /opt/tool/run
    ```
    """
    for one in started(recipe):
        found = next((touch for touch in surely_written(recipe, one) if not _is_configuration(touch.path)), None)
        if found is not None:
            yield Problem(
                one.at(found.found.command.span),
                f"`{found.path}`: Read-only file system, when `{found.program}` writes there{one.where}",
                "write where the caller stands or below `$TMPDIR`, or tell who runs it what to bind",
                severity=_severity(recipe),
            )
        # `nginx-unprivileged` and its like are set up to write to /tmp.
        if "unprivileged" not in (recipe.final.reference or ""):
            yield from _servers(recipe, one)


def _is_configuration(path: str) -> bool:
    """Tell whether RC235 speaks about it."""
    return path.startswith(("/etc/", "/usr/"))


def _servers(recipe: Recipe, one: Started) -> Iterator[Problem]:
    for invocation in one.script.invocations:
        name, words = invocation.name, invocation.arguments
        if name == "service" and invocation.values[1:] == ("start",):
            name, words = invocation.values[0], ()
        if name not in _SERVERS or invocation.has("-t", "-v", "-V", "--version", "--help"):
            continue
        place, options = _SERVERS[name]
        # Whoever starts it may say where it writes.
        if (options and invocation.has(*options.split())) or any(word.value is None for word in words):
            continue
        if any(value.lstrip().startswith("pid ") for value in invocation.values):
            continue
        if not place.startswith("/data") and not frozen(recipe, place):
            continue
        yield Problem(
            one.of(invocation),
            f"`{name}` writes to `{place}`: Read-only file system{one.where}",
            f"tell it to write elsewhere, or who runs it to use `--bind DIRECTORY:{place}` or `--writable-tmpfs`",
            severity=_severity(recipe),
        )


def _severity(recipe: Recipe) -> Severity:
    """Be sure of a Dockerfile alone: who writes a definition file may have told people what to bind."""
    return Severity.ERROR if recipe.format is Format.DOCKERFILE else Severity.WARNING
