"""RC613."""

from collections.abc import Iterator
from posixpath import basename, normpath

from recipec.checks.copying import from_host
from recipec.checks.homes import is_in_home
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.temporary import is_in
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@rule("RC613", Severity.WARNING, "definition", words="%files")
def files_at_the_same_path(recipe: Recipe) -> Iterator[Problem]:
    """A line of `%files` without a destination copies to the path of its source.

    `settings.txt` becomes `/settings.txt`, and `src/a.txt` `/src/a.txt`. What comes from `/home/me` lands in the
    image's `/home/me`, which the home directory of whoever runs the image covers.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        settings.txt
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        settings.txt /opt/app/settings.txt
    ```
    """
    text = recipe.source.text
    for one in from_host(recipe):
        if one.copy.destination is not None or one.target is None or one.is_pattern or text[one.at.start] in "'\"":
            continue
        target = normpath(one.target)
        if target.startswith(("/opt/", "/usr/", "/etc/", "/srv/", "/var/")) or target == "/":
            continue
        hidden = is_in_home(target) or is_in(target)
        name = basename(target)
        if not hidden and (name in text[: one.at.start] or name in text[one.at.end :]):
            continue  # the recipe goes on with it there
        yield Problem(
            one.at,
            f"this lands at `{target}`" + (", which is hidden when the image runs" if hidden else ""),
            "write the destination out",
            fix=None
            if hidden
            else Fix("write the destination out", (Edit(Span(one.at.end, one.at.end), f" {target}"),), is_safe=True),
            severity=None if hidden else Severity.INFO,
        )
