"""RC412."""

from collections.abc import Iterator

from recipec.checks.inherited import inherited
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.variables import Assigned
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.syntax import Mention

# In these, nothing between two colons is the current directory.
_LISTS = frozenset(
    "LD_LIBRARY_PATH PYTHONPATH PERL5LIB CPATH LIBRARY_PATH C_INCLUDE_PATH CPLUS_INCLUDE_PATH R_LIBS CLASSPATH".split()
)


@rule(
    "RC412",
    Severity.WARNING,
    "definition",
    "dockerfile-to-engine",
    words=" ".join(sorted(_LISTS)),
)
def empty_path_element(recipe: Recipe) -> Iterator[Problem]:
    """A search path is put before or behind itself when it is empty, and then names the current directory.

    `/opt/lib:$LD_LIBRARY_PATH` is `/opt/lib:` where nothing was set before, and to the loader, to Python and to Perl
    an empty element is the directory in which the program starts. On a cluster that is the caller's: any library or
    module that happens to lie there is taken for the real one.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export LD_LIBRARY_PATH=/opt/app/lib:$LD_LIBRARY_PATH
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export LD_LIBRARY_PATH=/opt/app/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    ```
    """
    base = inherited(recipe, recipe.final)
    if base is None:
        return
    known = set(base)
    found: dict[str, list[Assigned]] = {}
    for one in recipe.assigned:
        if one.name not in _LISTS or one.stage not in recipe.final_stages or not one.is_final:
            continue
        if one.name not in known and _has_empty(one):
            found.setdefault(one.name, []).append(one)
        known.add(one.name)
    for name, all_of_it in found.items():
        first = all_of_it[0]
        fix = _fix(first)
        yield Problem(
            first.value_at if fix is not None or first.place != "file" else first.at,
            f"`{name}` has an empty element, as nothing sets it before: the caller's directory is searched too",
            f"write `{_better(first)}`" if fix is not None else f"leave `${name}` out",
            related=tuple(Related(one.at, "and here") for one in all_of_it[1:]),
            fix=fix,
        )


def _has_empty(one: Assigned) -> bool:
    """Tell whether a mention of itself is an element of its own."""
    parts = one.parts
    for at, part in enumerate(parts):
        if isinstance(part, Mention) and part.name == one.name:
            before = parts[at - 1] if at else ":"
            behind = parts[at + 1] if at + 1 < len(parts) else ":"
            if not isinstance(before, str) or not isinstance(behind, str) or len(parts) == 1:
                continue
            if before.endswith(":") and behind.startswith(":"):
                return True
    return False


def _better(one: Assigned) -> str | None:
    """Write the value so that it has no empty element; None when that takes more than to replace the mention."""
    name = one.name
    for mention in (f"${{{name}}}", f"${name}"):
        if one.raw.count(mention) == 1:
            if one.place == "env":
                return one.raw.replace(mention + ":", "").replace(":" + mention, "")
            bare = one.raw.strip("\"'")
            if bare.endswith(":" + mention):
                return one.raw.replace(":" + mention, f"${{{name}:+:${name}}}")
            if bare.startswith(mention + ":"):
                return one.raw.replace(mention + ":", f"${{{name}:+${name}:}}")
            return None
    return None


def _fix(one: Assigned) -> Fix | None:
    better = _better(one)
    if better is None or one.place == "file" or not better.strip("\"'"):
        return None
    return Fix("leave no empty element", (Edit(one.value_at, better),), is_safe=True)
