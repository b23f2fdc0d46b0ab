"""RC017."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.definition.tree import Section
from recipec.diagnostics.finding import Related, Severity


@rule("RC017", Severity.INFO, "definition", words="%")
def repeated_section(recipe: Recipe) -> Iterator[Problem]:
    """A section is there twice, and both count.

    The second does not take the place of the first: engines put the two together. Two `%runscript` run one after the
    other, unless the first ends in `exec`; of two `%post` with shells of their own only one shell runs both.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        touch /opt/a

    %runscript
        exec cat /opt/a "$@"

    %post
        touch /opt/b
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        touch /opt/a
        touch /opt/b

    %runscript
        exec cat /opt/a "$@"
    ```
    """
    for stage in recipe.stages:
        same: dict[tuple[str, str], list[Section]] = {}
        for section in stage.sections():
            # A list of files that goes on is no surprise, and two apps are two things.
            if section.span is not None and section.body.strip() and section.name != "files":
                same.setdefault((section.name, section.app or ""), []).append(section)
        for sections in same.values():
            first, *others = (section.span or stage.span for section in sections)
            if others:
                yield Problem(
                    others[0],
                    f"this `%{sections[0].name}` is appended to the one above",
                    "put the two together",
                    related=(
                        Related(first, "the one above"),
                        *(Related(other, "and this one behind it") for other in others[1:]),
                    ),
                )
