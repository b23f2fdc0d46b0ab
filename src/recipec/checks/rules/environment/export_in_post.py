"""RC414."""

from collections.abc import Iterator

from recipec.checks.additions import to_section
from recipec.checks.content import contents
from recipec.checks.inherited import inherited
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.variables import Assigned, environment_of, of_script
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Fix

_LISTS = frozenset(("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PERL5LIB", "R_LIBS", "R_LIBS_SITE", "CLASSPATH"))
# Of use to compilers and package managers alone.
_TOOLCHAINS = ("cargo", "rustup", "/go/", "/go", "golang", "cmake", "ninja", "maven", "gradle", "nvcc", "build", "gcc")
_USUAL = frozenset("/usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin /usr/local/lib /usr/lib /lib".split())
_GONE = ("/tmp", "/var/tmp", "/root", "/src", "/build")  # noqa: S108 -- what the image does not keep


@rule("RC414", Severity.WARNING, "definition", words="export")
def export_in_post(recipe: Recipe) -> Iterator[Problem]:
    """A search path is exported in `%post`, and nowhere for the time when the image runs.

    `%post` is a shell of its own, and its variables end with it. Programs and libraries that are found there by a
    `PATH` or an `LD_LIBRARY_PATH` of its own are not found when the image runs.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        mkdir -p /opt/app/bin
        export PATH=/opt/app/bin:$PATH
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        mkdir -p /opt/app/bin
        export PATH=/opt/app/bin:$PATH

    %environment
        export PATH=/opt/app/bin:$PATH
    ```
    """
    number = recipe.final.number
    candidates: dict[str, list[Assigned]] = {}
    known: set[str] = set()
    for one in recipe.assigned:
        if one.stage != number:
            continue
        if one.place == "post":
            if one.name in _LISTS and one.is_exported and one.lasts and _folder(one):
                candidates.setdefault(one.name, []).append(one)
        elif one.is_final or one.place in ("runscript", "startscript", "apprun", "appenv"):
            known.add(one.name)
    base = inherited(recipe, recipe.final) or frozenset()
    for name, places in candidates.items():
        last = places[-1]
        folder = _folder(last)
        if name in known or (name in base and any(word in folder for word in ("conda", "cuda", "nvidia"))):
            continue
        if not _is_made(recipe, folder) or _is_elsewhere(recipe, folder):
            continue
        yield Problem(
            last.at,
            f"`{_folder(last)}` is not in `{name}` when the image runs: `export` in `%post` ends with the build",
            "set it in `%environment` too",
            related=tuple(Related(one.at, "and this") for one in places[:-1]),
            fix=_fix(recipe, last) if len(places) == 1 else None,
        )


def _folder(one: Assigned) -> str:
    """Name the directory that is added, where a program may look for it later; empty for all else."""
    for part in one.parts:
        if isinstance(part, str):
            for element in part.split(":"):
                if element.startswith("/"):
                    return "" if _is_of_the_build(element) else element
        else:
            text = one.raw.strip("\"'")
            if text.startswith("$") and not text.startswith(("$" + one.name, "${" + one.name)):
                return ""
    return ""


def _is_of_the_build(path: str) -> bool:
    usual = path.rstrip("/") in _USUAL or path.startswith(("/usr/lib/", "/lib/", "/usr/lib64", "/lib64"))
    return usual or path.startswith(_GONE) or any(word in path for word in _TOOLCHAINS)


def _is_made(recipe: Recipe, folder: str) -> bool:
    """Tell whether %post speaks of the directory, or the one above it, elsewhere: it installs something there."""
    above = folder.rstrip("/").rpartition("/")[0]
    root = above if above.count("/") > 1 or above not in ("", "/usr", "/opt", "/usr/local", "/home") else folder
    for script in recipe.final_scripts("post"):
        for one in script.invocations:
            if one.name not in ("export", "rm") and any(_names(value, root) for value in one.values):
                return True
    return False


def _names(value: str, root: str) -> bool:
    at = value.find(root)
    return at >= 0 and value[at - 1 : at] in ("", "=", ":") and value[at + len(root) :][:1] in ("", "/")


def _is_elsewhere(recipe: Recipe, folder: str) -> bool:
    """Tell whether a start script names the place itself, or variables are set in some other way."""
    if any(one.name in (".", "source", "eval") for script in environment_of(recipe) for one in script.invocations):
        return True
    root = folder.rstrip("/").rpartition("/")[0] or folder
    if any(root in script.text or "activate" in script.text for script in recipe.scripts_of("runscript", "apprun")):
        return True
    return any(
        "export" in content.text or "PATH" in content.text
        for script in recipe.scripts_of("post")
        for content in contents(script)
    )


def _fix(recipe: Recipe, one: Assigned) -> Fix | None:
    """Write the line into %environment; None where there is none, or its value is computed."""
    scripts = environment_of(recipe)
    if len(scripts) != 1 or one.script is None or None in one.parts or set(one.reads) - {one.name}:
        return None
    edit = to_section(recipe, "environment", f"export {one.name}={one.raw}") if any(of_script(scripts[0])) else None
    return None if edit is None else Fix("set it in %environment", (edit,), is_safe=True)
