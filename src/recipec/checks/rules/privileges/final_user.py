"""RC101."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity
from recipec.ir.steps import Copy, SetUser
from recipec.ir.text import literal
from recipec.ir.walk import default_of
from recipec.source import Span


@rule("RC101", Severity.WARNING, "dockerfile-to-engine", names="user")
def final_user(recipe: Recipe) -> Iterator[Problem]:
    """The image runs as whoever starts it, whatever its last `USER` says.

    Apptainer and Singularity keep the identity of the caller, so that files in the host's directories belong to them.
    What an image has given to a user of its own is then somebody else's: it cannot be written, and where its mode shuts
    others out, not read. The home of that user is not home.

    ## Example

    ```dockerfile
    FROM debian:12
    RUN useradd --create-home app && mkdir /opt/state && chown app /opt/state
    USER app
    CMD ["/bin/ls", "/opt/state"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    RUN mkdir /opt/state && chmod a+rX /opt/state
    CMD ["/bin/ls", "/opt/state"]
    ```
    """
    end = recipe.final.end
    user = literal(default_of(end.user, end)) if end.user else None
    name = (user or "").partition(":")[0]
    if not name or name in ("root", "0"):
        return
    found = [
        placed for stage in recipe.lineage(recipe.final) for placed in stage.steps if isinstance(placed.step, SetUser)
    ]
    owned = _owned(recipe, name)
    yield Problem(
        # Else the base image says it, which was looked at.
        found[-1].span if found else recipe.root(recipe.final).span,
        f"the image runs as whoever starts it, not as `{name}`"
        + (", who alone can write to some files" if owned is not None else ""),
        "see that everybody can read what the image needs, `chmod -R a+rX`, and that nothing writes into it",
        (Related(owned, f"this is made `{name}`'s"),) if owned is not None else (),
        severity=None if owned is not None else Severity.INFO,
    )


def _owned(recipe: Recipe, name: str) -> Span | None:
    """Find where files are given to a user."""
    for one in recipe.invocations("chown"):
        if recipe.is_made_by(one.script):
            for word, value in zip(one.arguments, one.values, strict=True):
                if value.partition(":")[0] == name:
                    return one.at(word)
    for step, placed in recipe.steps(Copy):
        if placed.stage in recipe.final_stages and step.chown is not None:
            owner = recipe.value(step.chown, placed.state) or ""
            if owner.partition(":")[0] == name:
                return placed.span
    return None
