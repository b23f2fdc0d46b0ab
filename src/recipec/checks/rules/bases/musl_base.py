"""RC711."""

from collections.abc import Iterator

from recipec.checks.images import Image, distribution_of, image_of
from recipec.checks.recipe import Recipe, StageView
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.source import Span

# Packages that are published for glibc alone.
_WHEELS = frozenset("torch torchvision tensorflow tensorflow-gpu jaxlib onnxruntime onnxruntime-gpu mxnet".split())
_MPI = frozenset("openmpi openmpi-dev mpich mpich-dev".split())
# What makes an Alpine run programs for glibc.
_GLIBC = frozenset("gcompat libc6-compat glibc glibc-bin sgerrand".split())


@rule("RC711", Severity.ERROR, "definition", "dockerfile-to-engine", words="alpine")
def musl_base(recipe: Recipe) -> Iterator[Problem]:
    """Alpine Linux runs no programs that were built for other distributions.

    Its C library is musl. Installers of conda, wheels of PyTorch and TensorFlow, and the libraries of a host's GPU
    driver and MPI that Apptainer mounts are built for glibc: they end with `not found`, though the file is there, or
    with missing symbols. And Alpine has no `bash` before `apk add bash`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: alpine:3.20

    %post
        apk add --no-cache python3 py3-pip
        pip install --no-cache-dir --break-system-packages torch==2.4.0
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %post
        pip install --no-cache-dir torch==2.4.0
    ```
    """
    installed = {name for asked in recipe.packages("apk") for name in asked.names}
    brings_glibc = bool(installed & _GLIBC) or "glibc" in recipe.source.text
    for stage in recipe.stages:
        base = image_of(recipe, recipe.root(stage))
        found = distribution_of(recipe, stage, guess=False)
        if base is None or found is None or not found.family.is_musl or "conda" in base.name:
            continue
        if not brings_glibc:
            yield from _built_for_glibc(recipe, stage)
        yield from _mpi(recipe, stage)
        if recipe.dockerfile is None and base.is_official and not _has_bash(base, installed):
            yield from _bash(recipe, stage)


def _has_bash(base: Image, installed: set[str]) -> bool:
    return base.name not in ("alpine", "python", "node", "golang", "ruby") or bool(installed & {"bash", "alpine-sdk"})


def _built_for_glibc(recipe: Recipe, stage: StageView) -> Iterator[Problem]:
    for asked in recipe.asked_in(stage):
        if asked.manager == "pip" and asked.action == "install":
            for word, name in zip(asked.packages, asked.names, strict=False):
                if name in _WHEELS:
                    yield Problem(
                        asked.invocation.at(word),
                        f"pip finds no `{name}` for Alpine: it is built for glibc only",
                        "start from a Debian or Ubuntu: `python:3.12-slim`",
                    )
    for one in (one for script in recipe.scripts_in(stage) for one in script.invocations):
        if one.name in ("wget", "curl"):
            for word in one.arguments:
                name = word.raw.strip("'\"").rpartition("/")[2].lower()
                if name.endswith(".sh") and name.startswith(("miniconda", "anaconda", "mambaforge", "miniforge")):
                    yield Problem(
                        one.at(word),
                        "this conda is built for glibc: on Alpine it ends with `not found`",
                        "start from `condaforge/miniforge3` or from a Debian or Ubuntu",
                    )


def _mpi(recipe: Recipe, stage: StageView) -> Iterator[Problem]:
    for asked in recipe.asked_in(stage):
        if asked.manager == "apk" and asked.action == "install":
            for word in asked.packages:
                if word.value in _MPI:
                    yield Problem(
                        asked.invocation.at(word),
                        f"no MPI of a host can take the place of Alpine's `{word.value}`: theirs is built for glibc",
                        "start from a Debian or Ubuntu, when the image is to run on several nodes",
                        severity=Severity.INFO,
                    )
                    return


def _bash(recipe: Recipe, stage: StageView) -> Iterator[Problem]:
    for script in recipe.scripts_in(stage):
        if script.program == "bash" and script.is_build:
            section = next(one for one in stage.sections(script.kind) if one.body_span == script.origin)
            yield Problem(
                section.span or Span(0, 0),
                f"`%{script.kind}` is run by `bash`, which Alpine does not have",
                "let `/bin/sh` run it, which is what Alpine has",
            )
            return
        for one in script.invocations:
            if one.name == "bash" and script.kind not in ("pre", "setup"):
                yield Problem(one.at(one.words[0]), "Alpine has no `bash`", "`apk add bash` before, or use `sh`")
                return
