"""RC237."""

from collections.abc import Iterator

from recipec.checks.frozen import frozen
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.variables import Assigned
from recipec.checks.written import written
from recipec.diagnostics.finding import Severity
from recipec.shell.paths import overlap, real

# Where programs put what they download at their first use, and what to ask for it while building.
_CACHES = (
    "TORCH_HOME HF_HOME HF_HUB_CACHE HUGGINGFACE_HUB_CACHE TRANSFORMERS_CACHE HF_DATASETS_CACHE TEMPLATEFLOW_HOME "
    "NLTK_DATA KERAS_HOME TFHUB_CACHE_DIR SENTENCE_TRANSFORMERS_HOME SCVI_DATA_DIR NILEARN_DATA "
    "CELLPOSE_LOCAL_MODELS_PATH"
)


@rule("RC237", Severity.WARNING, "dockerfile-to-engine", "definition", words=_CACHES)
def empty_cache(recipe: Recipe) -> Iterator[Problem]:
    """A variable names a place in the image for downloads, and nothing has been downloaded.

    At its first use a library fetches its models or atlases and keeps them there. In an image that is read-only it
    cannot, and on the nodes of many clusters there is no network either: `Read-only file system`, every time.

    ## Example

    ```dockerfile
    FROM python:3.12-slim-bookworm
    RUN pip install --no-cache-dir torch==2.6.0
    ENV TORCH_HOME=/opt/models
    CMD ["python3"]
    ```

    ## Use instead

    ```dockerfile
    FROM python:3.12-slim-bookworm
    RUN pip install --no-cache-dir torch==2.6.0
    COPY models /opt/models
    ENV TORCH_HOME=/opt/models
    CMD ["python3"]
    ```
    """
    names = frozenset(_CACHES.split())
    last: dict[str, Assigned] = {}
    for one in recipe.assigned:
        if one.name in names and one.is_final and one.stage in recipe.final_stages:
            last[one.name] = one
    for one in last.values():
        path = one.value
        if path is None or not path.startswith("/") or not frozen(recipe, path):
            continue
        if not _is_filled(recipe, one, real(path)):
            yield Problem(
                one.value_at,
                f"`{path}` is empty and read-only: what `{one.name}` is for cannot be downloaded when the image runs",
                "download it while the image is built, or name a place that can be written",
            )


def _is_filled(recipe: Recipe, variable: Assigned, path: str) -> bool:
    """Tell whether the build may have put something there."""
    if any(overlap(one.path, path) and one.how != "made" for one in written(recipe)):
        return True
    for script in recipe.scripts:
        if not script.is_build:
            continue
        # A script that knows the variable, or names the place, and runs a program that may download to it.
        sees = script.state is not None and variable.name in script.state.variables
        named = variable.name in script.text or path in script.text
        if (sees or named) and any(one.name not in _HARMLESS for one in script.invocations):
            return True
    return False


_HARMLESS = frozenset("mkdir chmod chown echo export apt-get apt yum dnf rm pip pip3 conda mamba cd ln set ".split())
