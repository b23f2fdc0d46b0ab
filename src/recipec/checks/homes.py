"""What ends up below a home directory: which paths are homes, and which installers choose one when nobody says."""

from collections.abc import Iterator

from recipec.record import Record
from recipec.shell.calls import SHELLS
from recipec.shell.paths import is_below
from recipec.shell.syntax import Mention, Simple, Word
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.invocation import Invocation
    from recipec.checks.recipe import Recipe
    from recipec.checks.scripts import PlacedScript


class Tool(Record):
    """Something that installs itself, or others, below home. ``place`` is where, from home on.

    ``moves`` are the variables that move it elsewhere, the one to recommend first, ``to`` a good value for that;
    ``options`` are those that do the same.
    """

    name: str
    place: str
    moves: tuple[str, ...]
    to: str
    options: tuple[str, ...] = ()


class HomeInstall(Record):
    """A tool that installs below home. ``path`` is absolute where home is known, else it begins with ``~``."""

    tool: Tool
    path: str
    invocation: "Invocation"

    @property
    def span(self) -> Span:
        """Where it is in the recipe: all of the pipe by which a shell gets the installer."""
        one = self.invocation
        return one.script.span(one.found.pipeline.span) if one.is_piped and not one.inner else one.span


_RUSTUP = Tool("rustup", ".cargo", ("CARGO_HOME", "RUSTUP_HOME"), "/opt/cargo")
# Parts of the URLs from which installers are piped into a shell.
_PIPED: dict[str, Tool] = {
    "sh.rustup.rs": _RUSTUP,
    "nvm-sh/nvm": Tool("nvm", ".nvm", ("NVM_DIR",), "/opt/nvm"),
    "creationix/nvm": Tool("nvm", ".nvm", ("NVM_DIR",), "/opt/nvm"),
    "pyenv.run": Tool("pyenv", ".pyenv", ("PYENV_ROOT",), "/opt/pyenv"),
    "pyenv-installer": Tool("pyenv", ".pyenv", ("PYENV_ROOT",), "/opt/pyenv"),
    "get.sdkman.io": Tool("SDKMAN", ".sdkman", ("SDKMAN_DIR",), "/opt/sdkman"),
    "install.julialang.org": Tool("juliaup", ".juliaup", ("JULIAUP_DEPOT_PATH",), "/opt/julia", ("--path", "-p")),
    "install.python-poetry.org": Tool("Poetry", ".local", ("POETRY_HOME",), "/opt/poetry"),
    "get-poetry.py": Tool("Poetry", ".poetry", ("POETRY_HOME",), "/opt/poetry"),
    "astral.sh/uv": Tool("uv", ".local/bin", ("UV_INSTALL_DIR", "UV_UNMANAGED_INSTALL"), "/usr/local/bin"),
    "pixi.sh": Tool("pixi", ".pixi", ("PIXI_HOME",), "/opt/pixi"),
    "get-ghcup.haskell.org": Tool("ghcup", ".ghcup", ("GHCUP_INSTALL_BASE_PREFIX",), "/opt"),
    "bun.sh/install": Tool("Bun", ".bun", ("BUN_INSTALL",), "/opt/bun"),
    "deno.land/": Tool("Deno", ".deno", ("DENO_INSTALL",), "/opt/deno"),
}
_CARGO = Tool("cargo", ".cargo", ("CARGO_HOME", "CARGO_INSTALL_ROOT"), "/opt/cargo", ("--root",))
_GO = Tool("go", "go", ("GOPATH", "GOBIN"), "/opt/go")
_MINICONDA = Tool("conda", "miniconda3", (), "/opt/conda", ("-p",))
_OPAM = Tool("opam", ".opam", ("OPAMROOT",), "/opt/opam", ("--root",))
_CABAL = Tool("cabal", ".cabal", ("CABAL_DIR",), "/opt/cabal", ("--installdir", "--install-method"))
_NAMES = ("cargo", "go", "opam", "cabal", "rustup-init", "rustup-init.sh", *SHELLS)
# Below home, yet nothing that an image lacks when it is not there.
PASSING = (".cache", ".npm", ".ssh", ".gnupg", ".wget-hsts", ".m2", ".gradle", ".ivy2", ".sbt", ".nuget", ".yarn")


def home_of(path: str) -> str | None:
    """Name the home that a path is in or below: ``/root``, ``/home/ada``, or ``~``; None when it is in none.

    ``/home`` itself is nobody's.
    """
    head, _, rest = path.lstrip("/").partition("/")
    if path.startswith("~"):
        return path.partition("/")[0]
    if not path.startswith("/"):
        return None
    if head == "root":
        return "/root"
    name = rest.partition("/")[0]
    return f"/home/{name}" if head == "home" and name else None


def is_in_home(path: str) -> bool:
    return home_of(path) is not None


def is_passing(path: str) -> bool:
    """Tell whether a path in a home is a cache or the like, which nobody misses."""
    home = home_of(path)
    if home is None:
        return False
    below = path[len(home) :].lstrip("/")
    return any(is_below(below, one) for one in PASSING)


def home_path(word: Word) -> str | None:
    """Give a word that begins with the home of whoever runs it, as ``~/x``; None for any other word."""
    if not word.parts or not isinstance(word.parts[0], Mention) or word.parts[0].name != "HOME":
        return None
    rest = "".join(part if isinstance(part, str) else "*" for part in word.parts[1:])
    return "~" + rest if not rest or rest.startswith("/") else None


def installs(recipe: "Recipe") -> Iterator[HomeInstall]:
    """Give every tool that a build script lets install itself below home, unless something moves it.

    `pip install --user` is a rule of its own.
    """
    for one in recipe.invocations(*_NAMES):
        if one.script.is_build and (tool := _tool(one)) is not None and not _is_moved(tool, one):
            yield HomeInstall(tool, _place(tool, one.script), one)


def _tool(one: "Invocation") -> Tool | None:
    values = one.values
    match one.name:
        case "cargo":
            return _CARGO if values[:1] == ("install",) else None
        case "go":
            # `go get` outside of a module, as it was up to Go 1.17, installs too: there it needs an address.
            is_install = values[:1] == ("install",) or (values[:1] == ("get",) and "." in values[-1])
            return _GO if is_install else None
        case "opam":
            return _OPAM if values[:1] == ("init",) else None
        case "cabal":
            return _CABAL if values[:1] in (("install",), ("new-install",)) else None
        case "rustup-init" | "rustup-init.sh":
            return _RUSTUP
        case _:
            return _piped(one)


def _piped(one: "Invocation") -> Tool | None:
    """Tell which installer a shell is given: down a pipe, in a substitution, or as a file that is known."""
    if one.values and "conda" in one.values[0].lower() and one.values[0].endswith(".sh"):
        return _MINICONDA if one.has("-b") else None
    span = one.found.pipeline.span
    text = one.script.source(span) if one.is_piped or any(word.bodies for word in one.words) else ""
    return next((tool for part, tool in _PIPED.items() if part in text), None)


def _is_moved(tool: Tool, one: "Invocation") -> bool:
    if tool.options and one.has(*tool.options):
        return True
    wanted = {*tool.moves, "HOME"}
    if any(name in wanted for name, _ in one.sets):
        return True
    text = one.script.source(one.found.pipeline.span)
    if tool.moves and any(name + "=" in text for name in tool.moves):
        return True
    for name in wanted:
        value = one.script.variables.get(name)
        # For a Dockerfile a HOME that is not root's is another user's, or was set: `_place` names it.
        if name != "HOME" and (value or _is_held(name, one.script)) and not is_in_home(value or ""):
            return True
    own = assigned(one.script)
    return any(not value or not is_in_home(value) for name in wanted for value in own.get(name, ()))


def _is_held(name: str, script: "PlacedScript") -> bool:
    return script.state is not None and name in script.state.variables


def _place(tool: Tool, script: "PlacedScript") -> str:
    home = script.variables.get("HOME")
    return f"{home or '~'}/{tool.place}"


def assigned(script: "PlacedScript") -> dict[str, tuple[str, ...]]:
    """Give the variables that a script assigns, each with its values: ``~/x`` for ``$HOME/x``, empty where unknown."""
    values: dict[str, tuple[str, ...]] = {}
    for found in script.script.commands:
        if not isinstance(found.command, Simple):
            continue
        for assignment in found.command.assignments:
            value = assignment.value
            text = "" if value is None else home_path(value) or value.value or ""
            values[assignment.name] = (*values.get(assignment.name, ()), text)
        if found.command.name in ("export", "declare", "readonly", "typeset"):
            for word in found.command.words[1:]:
                name, equals, text = (word.raw if word.value is None else word.value).partition("=")
                if equals:
                    text = text.strip("\"'")
                    for spelled in ("$HOME", "${HOME}"):
                        text = "~" + text[len(spelled) :] if text.startswith(spelled) else text
                    values[name] = (*values.get(name, ()), "" if "$" in text else text)
    return values
