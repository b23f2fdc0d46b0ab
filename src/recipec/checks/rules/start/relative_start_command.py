"""RC502."""

from collections.abc import Iterator
from posixpath import basename

from recipec.checks.copying import from_host
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import Spoken, Start, behind_inits, commands, read_by_interpreter, start
from recipec.diagnostics.finding import Related, Severity
from recipec.format import Format


@rule("RC502", Severity.INFO, "definition", "dockerfile-to-engine", names="entrypoint cmd runscript startscript")
def relative_start_command(recipe: Recipe) -> Iterator[Problem]:
    """The start command names its program by a relative path.

    `./start.sh` and `python main.py` are found in `WORKDIR` by Docker. Apptainer and Singularity start where their user
    stands: `stat /home/alice/start.sh: no such file or directory`, or a file of that name in the directory of the job
    runs in its place. So it is with what a `%runscript` names like that. `recipec convert` goes to `WORKDIR` first; an
    absolute path is right everywhere.

    ## Example

    ```dockerfile
    FROM python:3.12-slim
    WORKDIR /app
    COPY main.py /app/main.py
    CMD ["python3", "main.py"]
    ```

    ## Use instead

    ```dockerfile
    FROM python:3.12-slim
    COPY main.py /app/main.py
    CMD ["python3", "/app/main.py"]
    ```
    """
    started = start(recipe)
    if recipe.format is Format.DEFINITION:
        yield from _in_definition(recipe, started)
        return
    words = started.main
    if not words:
        return
    read = read_by_interpreter(words)
    word = read if read is not None else words[0]
    if not _is_relative(word, is_program=read is None):
        return
    directory = started.directory
    if directory in (None, "/"):
        absolute = "/" + word.text.removeprefix("./") if directory == "/" else "its absolute path"
    else:
        absolute = f"{directory}/{word.text.removeprefix('./')}"
    yield Problem(
        word.span,
        f"in a definition file `{word.text}` is looked for in the directory of the user who starts the image",
        f"write {absolute if directory is None else f'`{absolute}`'}; `recipec convert` goes to the WORKDIR first",
    )


def _in_definition(recipe: Recipe, started: Start) -> Iterator[Problem]:
    """Find what is in the image and looked for elsewhere: the recipe copies a file of that name."""
    if any(one.name in ("cd", "pushd") for one in started.invocations):
        return
    copied = {basename(one.target or one.source): one for one in from_host(recipe)}
    copied |= {basename(one.source): one for one in from_host(recipe) if one.target is not None}
    for words in commands(started):
        run = behind_inits(words)
        read = read_by_interpreter(run)
        word = read if read is not None else run[0] if run else None
        if word is None or not _is_relative(word, is_program=read is None):
            continue
        one = copied.get(basename(word.text))
        if one is not None:
            yield Problem(
                word.span,
                f"`{word.text}` is looked for where the image is started, not in the image",
                "name it by its absolute path",
                (Related(one.at, "it is copied into the image here"),),
                severity=Severity.WARNING,
            )


def _is_relative(word: Spoken, *, is_program: bool) -> bool:
    if not word.is_known or not word.text or word.text.startswith(("/", "~", "-", "$")):
        return False
    # A program without a slash is looked for in PATH; what an interpreter reads has the form of a file.
    return "/" in word.text if is_program else "." in word.text.rpartition("/")[2] or "/" in word.text
