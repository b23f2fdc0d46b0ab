"""RC543."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.servers import DESKS, is_server, opened, without_token
from recipec.checks.starting import start
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@rule(
    "RC543",
    Severity.WARNING,
    "definition",
    "dockerfile-to-engine",
    words="jupyter code-server rserver openvscode-server x11vnc ttyd gunicorn uvicorn flask streamlit bokeh panel"
    " hypercorn waitress daphne tensorboard mlflow voila http-server shiny-server caddy nginx httpd apache2"
    " redis-server mongod mysqld postgres",
)
def open_server(recipe: Recipe) -> Iterator[Problem]:
    """A server lets in everybody who reaches the node.

    Docker keeps a container's ports to itself until `-p` opens one. Apptainer and Singularity have the network of the
    host: what listens on `0.0.0.0` is open to the whole cluster at once, and a notebook without a token lets everybody
    there work as you.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        exec jupyter lab --ip=0.0.0.0 "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        exec jupyter lab --ip=127.0.0.1 "$@"
    ```
    """
    for one in start(recipe).invocations:
        if not is_server(one):
            continue
        free = without_token(one)
        wide = opened(one)
        if free is not None and one.name in DESKS:
            yield Problem(
                one.at(free),
                f"everybody on the node may use this `{one.name}`, as the user who started it: it asks for nothing",
                "leave it out, so that a token is asked for",
            )
        elif wide is not None:
            at = one.at(wide.word)
            written = recipe.source.text[at.start : at.end]
            if wide.address.strip("\"'") not in written:
                at = one.script.origin  # a command whose words have no places of their own
            local = written.replace("0.0.0.0", "127.0.0.1") if written.count("0.0.0.0") == 1 else ""  # noqa: S104 -- what the recipe says
            yield Problem(
                at,
                f"`{one.name}` listens to the whole cluster: the network is the host's",
                "listen on 127.0.0.1, and reach it through `ssh -L`",
                fix=Fix("listen to this node alone", (Edit(Span(at.start, at.end), local),), is_safe=False)
                if local
                else None,
                severity=None if one.name in DESKS else Severity.INFO,
            )
