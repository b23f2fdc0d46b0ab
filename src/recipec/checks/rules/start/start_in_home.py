"""RC512."""

from collections.abc import Iterator
from posixpath import join, normpath

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import Spoken, read_by_interpreter, start
from recipec.diagnostics.finding import Severity


@rule("RC512", Severity.WARNING, "dockerfile-to-engine", words="/root /home ~ $home ${home}")
def start_in_home(recipe: Recipe) -> Iterator[Problem]:
    """The start command is in `/root` or in a home directory.

    `/root` is closed to all but root in every distribution, and an image runs as its caller: `permission denied` on
    installations with setuid, which clusters have. Below `/home`, the directories of the host are mounted over those
    of the image where names agree, or where a site mounts all of them.

    ## Example

    ```dockerfile
    FROM python:3.12-slim
    RUN pip install --no-cache-dir --target /opt/lib numpy==2.1.0 && mkdir -p /home/app
    ENTRYPOINT ["/home/app/start"]
    ```

    ## Use instead

    ```dockerfile
    FROM python:3.12-slim
    RUN pip install --no-cache-dir --target /opt/lib numpy==2.1.0 && mkdir -p /opt/app
    ENTRYPOINT ["/opt/app/start"]
    ```
    """
    started = start(recipe)
    words = started.main
    if not words:
        return
    read = read_by_interpreter(words)
    for word in (words[0], *(() if read is None else (read,))):
        home = _home(word, started.directory, is_program=word is words[0])
        if home == "/root":
            yield Problem(
                word.span,
                f"`{word.text}` is in `/root`, which is closed to the users of the image: `permission denied`",
                "install it below `/opt` or `/usr/local`",
            )
        elif home:
            yield Problem(
                word.span,
                f"`{word.text}` is below `/home`, where directories of the host may hide it",
                "install it below `/opt` or `/usr/local`",
            )


def _home(word: Spoken, directory: str | None, *, is_program: bool) -> str:
    text = word.text
    if text.startswith(("~/", "$HOME/", "${HOME}/")):
        return "/root"
    if not word.is_known or "$" in text or (is_program and "/" not in text):
        return ""
    path = normpath(join(directory or "/", text))
    for home in ("/root", "/home"):
        if path.startswith(home + "/"):
            return home
    return ""
