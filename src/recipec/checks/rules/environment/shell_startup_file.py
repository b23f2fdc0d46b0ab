"""RC410."""

from collections.abc import Iterator

from recipec.checks.content import Content, contents
from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import start
from recipec.checks.variables import environment_of, of_content
from recipec.diagnostics.finding import Related, Severity
from recipec.format import Format
from recipec.record import Record
from recipec.shell.script import parse
from recipec.shell.syntax import Simple

_STARTUP = (".bashrc", ".bash_profile", ".profile", ".zshrc", ".bash_login", ".zprofile", ".cshrc", ".bash_aliases")
_OF_SHELLS = frozenset("PS1 PS2 PROMPT_COMMAND HISTSIZE HISTFILE HISTCONTROL TERM EDITOR VISUAL PAGER".split())

_PATHS = frozenset(("PATH", "LD_LIBRARY_PATH", "MANPATH"))


class _Lost(Record):
    content: Content
    what: str


@rule(
    "RC410",
    Severity.WARNING,
    "definition",
    "dockerfile-to-engine",
    words=".bashrc .bash_profile .profile .zshrc .bash_login .zprofile .cshrc bash.bashrc",
)
def shell_startup_file(recipe: Recipe) -> Iterator[Problem]:
    """The image's variables are written into a file that only interactive shells read.

    `run` and `exec` start programs without a login shell, and `shell` starts `bash --norc`: nobody reads the file.
    Nor would it be found, as `~` is the home of whoever runs the image, and not `/root`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        echo 'export APP_DATA=/opt/app/data' >> /root/.bashrc
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export APP_DATA=/opt/app/data
    ```
    """
    known = {one.name for one in recipe.assigned if one.is_final and one.stage in recipe.final_stages}
    sourced = {
        value
        for script in (*environment_of(recipe), *start(recipe).scripts)
        for one in script.invocations
        if one.name in (".", "source")
        for value in one.values[:1]
    }
    if any(_is_login(one) for one in recipe.invocations("su", "runuser", "login")):
        return  # the build itself logs in, and reads the file
    lost: list[_Lost] = []
    for script in recipe.scripts:
        if not recipe.is_made_by(script):
            continue
        for content in contents(script):
            if _is_startup(content.path) and not _is_read(content, sourced):
                what = _lost(content, known, sourced)
                if what:
                    lost.append(_Lost(content, what))
    if not lost:
        return
    first = lost[0]
    where = "`ENV`" if recipe.format is Format.DOCKERFILE else "`%environment`"
    yield Problem(
        first.content.word,
        f"{first.what} when the image runs: nothing reads `{first.content.path}`",
        f"set variables with {where}",
        related=tuple(Related(one.content.word, "and this") for one in lost[1:]),
    )


def _is_startup(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    is_home = folder in ("", "~", "/root", "$HOME", "${HOME}") or folder.startswith(("/home/", "~", "$"))
    return path == "/etc/bash.bashrc" or (is_home and name in _STARTUP)


def _is_login(one: Invocation) -> bool:
    return any(value in ("-", "-l", "--login") for value in one.values)


def _is_read(content: Content, sourced: set[str]) -> bool:
    name = content.path.rpartition("/")[2]
    return any(value.rpartition("/")[2] == name for value in sourced)


def _lost(content: Content, known: set[str], sourced: set[str]) -> str:
    """Say what is missed; empty when it is nothing but comfort at a prompt, or there otherwise."""
    if "activate" in content.text:
        return ""  # conda's
    names = [
        one.name
        for one in of_content(content, "post")
        if one.name not in known and one.name not in _OF_SHELLS and one.is_exported
    ]
    if names:
        return f"`{names[0]}` is " + ("as it was" if names[0] in _PATHS else "not set")
    for found in parse(content.text).commands:
        command = found.command
        if isinstance(command, Simple) and command.name in (".", "source") and len(command.words) > 1:
            file = command.words[1].value
            is_comfort = file is None or "completion" in file or file.endswith("/conda.sh")
            if file and file.startswith("/") and not is_comfort and file not in sourced:
                return f"`{file}` is not sourced"
    return ""
