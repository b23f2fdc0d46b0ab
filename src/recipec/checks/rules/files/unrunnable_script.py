"""RC618."""

from collections.abc import Iterator

from recipec.checks.copying import brought
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import Spoken, StartFile, files
from recipec.diagnostics.finding import Related, Severity

_HEAD = 4_096


@rule("RC618", Severity.ERROR, "definition", "dockerfile", words="%files", names="copy add")
def unrunnable_script(recipe: Recipe) -> Iterator[Problem]:
    """A script that is copied and run cannot be run as it is.

    Copying keeps what a file is: without the execute bit it is not started (`permission denied`), and with the line
    ends of Windows the kernel looks for an interpreter whose name ends with a carriage return: `no such file or
    directory` of a file that is there. Editors and unpacked archives leave files like that.

    ## Example

    ```dockerfile --context context
    FROM debian:12
    COPY start.sh /usr/local/bin/start.sh
    ENTRYPOINT ["/usr/local/bin/start.sh"]
    ```

    ## Use instead

    ```dockerfile --context context
    FROM debian:12
    COPY --chmod=755 start.sh /usr/local/bin/start.sh
    ENTRYPOINT ["/usr/local/bin/start.sh"]
    ```
    """
    if recipe.context is None:
        return
    for file in (*files(recipe), *_run_while_building(recipe)):
        head = recipe.context.read(file.brought.source, _HEAD)
        name = file.brought.source
        related = (Related(file.brought.placed.span, "it is copied here"),)
        if file.is_executed and _lacks_mode(recipe, file):
            yield Problem(
                file.word.span,
                f"`{name}` has no execute bit: `permission denied`",
                f"`chmod +x {name}` beside the recipe, or {_chmod(recipe, file)}",
                related,
            )
        elif b"\r\n" in head and _minds(head, name, is_executed=file.is_executed) and not _is_mended(recipe):
            yield Problem(
                file.word.span,
                f"`{name}` has the line ends of Windows: "
                + ("`no such file or directory`" if file.is_executed else "`$'\\r': command not found`"),
                f"`sed -i 's/\\r$//' {name}` beside the recipe",
                related,
            )


def _run_while_building(recipe: Recipe) -> Iterator[StartFile]:
    """Give the copied files that build scripts run by their absolute paths."""
    seen: set[str] = set()
    for script in recipe.scripts:
        if not script.is_build:
            continue
        for one in script.invocations:
            path = one.words[0].value
            if path is None or not path.startswith("/") or path in seen or one.inner:
                continue
            seen.add(path)
            found = brought(recipe, recipe.stages[script.stage], path)
            if found is not None:
                yield StartFile(path, Spoken(path, one.at(one.words[0])), is_executed=True, brought=found)


def _lacks_mode(recipe: Recipe, file: StartFile) -> bool:
    assert recipe.context is not None
    mode = recipe.context.mode(file.brought.source)
    if mode is None or mode & 0o111 or file.brought.copy.chmod is not None:
        return False
    name = file.path.rpartition("/")[2]
    for one in recipe.invocations("chmod", "install", "mv", "cp", "find", "xargs", "setfacl"):
        for value in one.values:
            # The file, a pattern, or a directory that it is in.
            if name in value or "*" in value or "{}" in value or file.path.startswith(value.rstrip("/") + "/"):
                return False
            if value in (".", "./"):
                return False
    return True


def _chmod(recipe: Recipe, file: StartFile) -> str:
    return f"`chmod +x {file.path}` in `%post`" if recipe.dockerfile is None else "`COPY --chmod=755`"


def _minds(head: bytes, name: str, *, is_executed: bool) -> bool:
    """Tell whether who reads the file trips over a carriage return; Python and its like do not."""
    first = head.partition(b"\n")[0]
    if is_executed:
        return first.startswith(b"#!") and first.endswith(b"\r")
    return name.endswith((".sh", ".bash")) or (first.startswith(b"#!") and b"sh" in first)


def _is_mended(recipe: Recipe) -> bool:
    """Tell whether the recipe takes carriage returns out of files."""
    if recipe.invocations("dos2unix", "fromdos"):
        return True
    return any("\\r" in value for one in recipe.invocations("sed", "tr", "perl") for value in one.values)
