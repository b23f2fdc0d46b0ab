"""RC544."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.regex import regex

_NAMES = frozenset(
    "db database postgres postgresql mysql mariadb mongo mongodb redis rabbitmq elasticsearch kafka memcached minio"
    " zookeeper nats influxdb clickhouse".split()
)
_URL = regex(r"[a-z][a-z0-9+.-]*://(?:[^@/]*@)?([A-Za-z][A-Za-z0-9_-]*)(?::\d+)?(?:/|\Z)")


@rule("RC544", Severity.WARNING, "dockerfile-to-engine", words=" ".join(sorted(_NAMES)))
def host_name_of_a_container(recipe: Recipe) -> Iterator[Problem]:
    """A variable names another container as if it were a host.

    Docker and `docker compose` give containers a network of their own, in which they find each other by name. Under
    Apptainer and Singularity there is the network of the host alone, where nobody is called `db` or `redis`: the name
    is not found.

    ## Example

    ```dockerfile
    FROM debian:12
    ENV DB_HOST=db
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    ENV DB_HOST=127.0.0.1
    ```
    """
    for one in recipe.assigned:
        if one.place != "env" or one.stage not in recipe.final_stages or not one.value:
            continue
        found = _URL.match(one.value)
        named = found[1] if found else ""
        if not named and one.name.upper().endswith(("HOST", "HOSTNAME", "SERVER", "ADDR", "ADDRESS")):
            named = one.value.partition(":")[0]
        if named.lower() in _NAMES:
            yield Problem(
                one.value_at,
                f"no host is called `{named}` where the image runs: there are no other containers in its network",
                "run the other program as an instance on the same node, and name `127.0.0.1` and its port",
            )
