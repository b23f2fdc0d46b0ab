"""Programs that listen to the network, and what they are told about it."""

from recipec.checks.invocation import Invocation
from recipec.record import Record
from recipec.shell.syntax import Word

# Who reaches these works as the user who started them.
DESKS = frozenset(
    "jupyter jupyter-lab jupyter-notebook jupyterlab code-server rserver openvscode-server x11vnc ttyd".split()
)
# Options that name the address.
_ADDRESS = (
    "--ip",
    "--host",
    "--bind",
    "--bind-addr",
    "--address",
    "--server.address",
    "-b",
    "-h",
    "-H",
    "--www-address",
)
_WEB = frozenset(
    "gunicorn uvicorn flask streamlit bokeh panel hypercorn waitress-serve daphne tensorboard mlflow voila http-server"
    " shiny-server caddy nginx httpd apache2 apache2ctl redis-server mongod mysqld postgres".split()
)
_ANYWHERE = ("0.0.0.0", "*", "::", "[::]")  # noqa: S104 -- what is looked for


class Opened(Record):
    """A word that opens a server to everybody. ``address`` is what it says."""

    word: Word
    address: str


def is_server(one: Invocation) -> bool:
    """Tell whether a program serves a port."""
    if one.name in DESKS:
        return one.name != "jupyter" or bool({"lab", "notebook", "server"} & set(one.values))
    return one.name in _WEB


def opened(one: Invocation) -> Opened | None:
    """Find what binds a server to every address of its machine."""
    values = one.values
    for index, word in enumerate(one.arguments):
        raw = values[index]
        name, equals, value = raw.partition("=")
        if (equals and name.rpartition(".")[2] in ("ip", "--ip", "bind_addr", "address")) or name in _ADDRESS:
            if equals and _is_anywhere(value):
                return Opened(word, value)
            if not equals and index + 1 < len(values) and _is_anywhere(values[index + 1]):
                return Opened(one.arguments[index + 1], values[index + 1])
    return None


def _is_anywhere(value: str) -> bool:
    host = value.strip("\"'")
    return host in _ANYWHERE or host.startswith(("0.0.0.0:", "[::]:"))


def without_token(one: Invocation) -> Word | None:
    """Find what lets everybody in who reaches a server."""
    values = one.values
    for index, word in enumerate(one.arguments):
        name, equals, value = values[index].partition("=")
        last = name.rpartition(".")[2]
        if equals and last in ("token", "password") and name.startswith("--") and not value.strip("\"'"):
            return word
        if name in ("--auth-none", "--auth") and (value or "".join(values[index + 1 : index + 2])) in ("1", "none"):
            return word
    return None
