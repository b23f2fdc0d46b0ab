"""RC107."""

from collections.abc import Iterator

from recipec.checks.homes import HomeInstall, home_of, installs, is_in_home, is_passing
from recipec.checks.modes import is_opened
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.used import Used, used
from recipec.checks.written import holds, written
from recipec.diagnostics.finding import Related, Severity
from recipec.shell.paths import overlap

_CLOSED = "only root can go into `/root`"


@rule(
    "RC107",
    Severity.ERROR,
    "definition",
    "dockerfile-to-engine",
    words="/root ~ $home ${home --user conda sh.rustup.rs nvm-sh/nvm creationix/nvm pyenv.run pyenv-installer "
    "get.sdkman.io install.julialang.org install.python-poetry.org get-poetry.py astral.sh/uv pixi.sh "
    "get-ghcup.haskell.org bun.sh/install deno.land/",
    names="cargo go opam cabal rustup",
)
def software_in_root(recipe: Recipe) -> Iterator[Problem]:
    """Software is installed below `/root`, where only root can go.

    In every distribution `/root` has the mode 0700, and an image is run by somebody else. Where Apptainer is installed
    setuid, and from a sandbox, the programs are not found (`executable file not found in $PATH`) or cannot be read
    (`Permission denied`); a SIF on a machine with user namespaces alone does run, so that it works until it comes to
    the cluster. Many installers choose the home directory when nobody tells them another.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        python3 -m venv /root/venv

    %environment
        export PATH="/root/venv/bin:$PATH"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        python3 -m venv /opt/venv

    %environment
        export PATH="/opt/venv/bin:$PATH"
    ```
    """
    if is_opened(recipe, "/root"):
        return
    needed = [one for one in used(recipe) if home_of(one.path) in ("/root", "~") and one.name not in ("HOME", "")]
    needed += [one for one in used(recipe) if home_of(one.path) in ("/root", "~") and one.name == ""]
    told: set[str] = set()
    for install in installs(recipe):
        if install.invocation.script.stage in recipe.final_stages and home_of(install.path) == "/root":
            uses = [one for one in needed if _is_same(one.path, install.path)]
            root = _root(install.path)
            if (uses or install.tool.name == "pip --user") and root not in told:
                told.add(root)
                yield _of_tool(install, uses)
    for one in needed:
        root = _root(one.path)
        if home_of(one.path) != "/root" or root == "/root" or root in told or is_passing(one.path):
            continue
        makers = [each for each in holds(written(recipe), root) if is_in_home(each.path) and each.path != "/root"]
        if makers and all(each.how == "copied" for each in makers):
            continue  # `copy-to-home` is about these
        if makers or one.by in ("start", "link"):
            told.add(root)
            yield Problem(
                one.span,
                f"whoever runs the image does not get at `{one.path}`: {_CLOSED}",
                "install it below `/opt` or `/usr/local`",
                tuple(Related(each.span, "it is put there here") for each in makers[:1]),
                severity=None if one.name in ("", "PATH") else Severity.WARNING,
            )


def _is_same(needed: str, installed: str) -> bool:
    return overlap("/root" + needed[1:] if needed.startswith("~") else needed, installed) and needed not in (
        "~",
        "/root",
    )


def _root(path: str) -> str:
    """Give the directory right below home that a path is in."""
    return "/".join(path.split("/")[:3])


def _of_tool(install: HomeInstall, uses: list[Used]) -> Problem:
    tool = install.tool
    moves = f"`export {tool.moves[0]}={tool.to}`" if tool.moves and tool.to else ""
    option = f"`{tool.options[0]} {tool.to}`" if tool.options and tool.to else ""
    how = f"tell it where to install: {moves or option}" if moves or option else "leave `--user` out: root may install"
    return Problem(
        install.span,
        f"`{tool.name}` installs below `{install.path}`, where whoever runs the image finds nothing: {_CLOSED}",
        how,
        tuple(Related(one.span, "the image looks for it here") for one in uses[:1]),
    )
