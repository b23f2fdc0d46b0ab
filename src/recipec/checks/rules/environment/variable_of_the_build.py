"""RC422."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.variables import Assigned
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.format import Format
from recipec.ir.program import FromStage
from recipec.source import Span

_PROXIES = frozenset("http_proxy https_proxy ftp_proxy all_proxy".split())
_OF_THE_BUILD = frozenset("DEBIAN_FRONTEND DEBCONF_NONINTERACTIVE_SEEN MAKEFLAGS APT_LISTCHANGES_FRONTEND".split())
# Batch systems give each job a directory by these.
_OF_JOBS = frozenset(("TMPDIR", "TMP", "TEMP"))


@rule(
    "RC422",
    Severity.INFO,
    "definition",
    "dockerfile",
    words="debian_frontend debconf_noninteractive_seen makeflags apt_listchanges_frontend _proxy tmp temp",
)
def variable_of_the_build(recipe: Recipe) -> Iterator[Problem]:
    """A variable that only the build needs is set for all who run the image.

    `DEBIAN_FRONTEND` keeps `apt-get` from asking whoever uses it later, a proxy of the build is none where the image
    runs, and a `TMPDIR` of the image wins over that which a job is given on a fast local disk. `ARG`, or `export` in
    `%post`, holds while building and no longer.

    ## Example

    ```dockerfile
    FROM debian:12
    ENV DEBIAN_FRONTEND=noninteractive
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    ARG DEBIAN_FRONTEND=noninteractive
    ```
    """
    for one in recipe.assigned:
        if not one.is_final or one.stage not in recipe.final_stages or not one.raw.strip("\"'"):
            continue
        what = _what(one.name)
        if what:
            is_docker = recipe.format is Format.DOCKERFILE
            yield Problem(
                one.at,
                f"`{one.name}` is set for all who run the image: {what}",
                "say `ARG` in the place of `ENV`" if is_docker else "say it in `%post` alone",
                fix=_fix(recipe, one) if is_docker and one.name in _OF_THE_BUILD else None,
            )


def _what(name: str) -> str:
    if name in _OF_THE_BUILD:
        return "only the build needs it"
    if name.lower() in _PROXIES:
        return "there is no such proxy elsewhere"
    return "it wins over the one that a job is given" if name in _OF_JOBS else ""


def _fix(recipe: Recipe, one: Assigned) -> Fix | None:
    """Say ARG; None where a later stage starts from this one, or other variables are set beside it."""
    name = recipe.stages[one.stage].name
    if any(isinstance(stage.base, FromStage) and stage.base.name == name for stage in recipe.stages):
        return None
    instruction = next((step for step in recipe.instructions.values() if step.span.holds(one.at)), None)
    if instruction is None or len(instruction.words) > 2 or "\n" in instruction.raw.strip("\n"):
        return None
    if len(instruction.words) == 2 and "=" in instruction.words[0]:
        return None
    keyword = Span(instruction.span.start, instruction.span.start + len(instruction.keyword))
    edits = [Edit(keyword, "ARG" if instruction.keyword.isupper() else "arg")]
    if "=" not in instruction.words[0]:
        if " " in one.raw or "\t" in one.raw:
            return None
        edits.append(Edit(Span(one.at.start + len(one.name), one.value_at.start), "="))
    return Fix("say ARG", tuple(edits), is_safe=True)
