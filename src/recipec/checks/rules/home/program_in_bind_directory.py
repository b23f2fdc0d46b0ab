"""RC212."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.used import used
from recipec.checks.written import written
from recipec.diagnostics.finding import Related, Severity
from recipec.shell.paths import is_below, overlap

# Where sites keep data of their own, and bind them to the same path of every image.
_SITES = frozenset("data scratch work project projects gpfs lustre beegfs mnt share shared nfs ceph nobackup".split())


@rule(
    "RC212",
    Severity.WARNING,
    "definition",
    "dockerfile-to-engine",
    words="/data /scratch /work /project /gpfs /lustre /beegfs /mnt /share /nfs /ceph /nobackup",
)
def program_in_bind_directory(recipe: Recipe) -> Iterator[Problem]:
    """The image's program is in a directory that sites bind their own over.

    Clusters bind `/scratch`, `/work`, `/project`, `/data` and their like from the host into every container, without
    being asked. What the image has there is hidden: the program is missing on one cluster and there on the next.
    With a description of a site (`--site`), what it binds is known, and the finding an error.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        git clone --branch v1.0 https://example.org/tool.git /work/tool

    %runscript
        exec /work/tool/run.sh "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        git clone --branch v1.0 https://example.org/tool.git /opt/tool

    %runscript
        exec /opt/tool/run.sh "$@"
    ```
    """
    told: set[str] = set()
    own = recipe.settings.site
    binds = tuple(bind.inside for bind in own.binds) if own is not None else ()
    for use in used(recipe):
        site = _bound(use.path, binds) or _site(use.path)
        if (
            site is None
            or site in told
            or use.by in ("volume", "directory")
            or (use.by == "variable" and use.name != "PATH")
        ):
            continue
        makers = [
            one
            for one in written(recipe)
            if one.how != "made" and (_bound(one.path, binds) or _site(one.path)) and overlap(one.path, use.path)
        ]
        if makers:
            told.add(site)
            is_certain = own is not None and site in binds
            yield Problem(
                use.span,
                f"`{use.path}` is gone on {own.name}, which binds its own `{site}` over the image's"
                if own is not None and is_certain
                else f"`{use.path}` is gone where a site binds its own `{site}` over the image's",
                "put programs below `/opt` or `/usr/local`",
                (Related(makers[0].span, "it is put there here"),),
                severity=Severity.ERROR if is_certain else None,
            )


def _bound(path: str, binds: tuple[str, ...]) -> str | None:
    return next((bind for bind in binds if is_below(path, bind)), None)


def _site(path: str) -> str | None:
    name = path.lstrip("/").partition("/")[0]
    return f"/{name}" if path.startswith("/") and name in _SITES else None
