"""RC211."""

from collections.abc import Iterator

from recipec.checks.additions import to_section, to_stage
from recipec.checks.images import distribution_of, image_of, is_distribution
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.used import Used, used
from recipec.checks.written import holds, written
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Fix
from recipec.format import Format
from recipec.ir.program import FromAgent, FromScratch
from recipec.source import Span

# What every image has, or gets from its engine; and `/path/to` stands for any.
_THERE = frozenset(
    "bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys tmp usr var environment "
    "singularity scif path".split()
)
# Words in the names of directories whose contents come from outside.
_DATA = frozenset(
    "data dataset datasets input inputs output outputs in out result results scratch work workspace project projects "
    "log logs ref refs reference references genome genomes database databases db models checkpoints weights "
    "shared share gpfs lustre beegfs nfs cache host bind".split()
)

_UNPACKERS = ("tar", "unzip", "git", "cp", "mv", "")


@rule("RC211", Severity.WARNING, "definition", "dockerfile-to-engine")
def mount_point(recipe: Recipe) -> Iterator[Problem]:
    """A directory that is to be bound is not in the image.

    What a recipe reads or writes at `/dataset` and does not create has to come from the host: `--bind DIR:/dataset`.
    Where a site has neither overlay nor underlay, and with `--writable`, the engine cannot make the place for it:
    `destination /dataset doesn't exist in container`. An empty directory in the image works everywhere.
    The directories of `mount-points` in the configuration are asked for in every image.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        exec ls /dataset/images
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        mkdir -p /dataset

    %runscript
        exec ls /dataset/images
    ```
    """
    needed: dict[str, Used | None] = {point.rstrip("/"): None for point in recipe.settings.mount_points}
    is_plain = _is_plain(recipe)
    if is_plain or distribution_of(recipe, recipe.final) is not None:
        for use in used(recipe):
            top = _top(use, is_plain=is_plain)
            if top is not None and not any(point == top or point.startswith(top + "/") for point in needed):
                needed[top] = use
    missing = {path: use for path, use in needed.items() if path and not _is_made(recipe, path)}
    if not missing:
        return
    first = next((use for use in missing.values() if use is not None), None)
    names = ", ".join(f"`{path}`" for path in missing)
    is_asked = any(use is None for use in missing.values())
    at = first.span if first is not None else _head(recipe)
    only_volumes = all(use is not None and use.by == "volume" for use in missing.values())
    yield Problem(
        at,
        f"{names} {'is' if len(missing) == 1 else 'are'} not in the image, "
        + (
            "which `mount-points` asks for"
            if is_asked and first is None
            else "and where a site cannot make it on the fly, nothing can be bound there"
        ),
        f"create it while building: `mkdir -p {' '.join(missing)}`",
        tuple(
            Related(use.span, f"`{path}` is needed here")
            for path, use in missing.items()
            if use is not None and use is not first
        ),
        _fix(recipe, tuple(missing)),
        Severity.INFO if only_volumes else None,
    )


def _is_plain(recipe: Recipe) -> bool:
    """Tell whether the image starts from a distribution, which has no directories of its own kind."""
    base = recipe.lineage(recipe.final)[0].base
    if isinstance(base, FromAgent) and base.agent in ("debootstrap", "yum", "dnf", "zypper", "arch", "busybox"):
        return True
    image = image_of(recipe, recipe.final)
    return isinstance(base, FromScratch) or (image is not None and is_distribution(image))


def _top(use: Used, *, is_plain: bool) -> str | None:
    """Name the directory below the root that a path needs; None for one that is there, or is none at all.

    ``is_plain``: the base has no directories of its own; one that may have some has none for data.
    """
    if not use.path.startswith("/") or use.by == "link":
        return None
    names = use.path.strip("/").split("/")
    name = names[0]
    is_word = name.replace("-", "").replace("_", "").isalnum() and not name[0].isdigit()
    words = name.lower().replace("-", "_").split("_")
    is_data = words[-1] in _DATA
    if not is_word or name in _THERE or not (is_plain or (is_data and not name.startswith("work"))):
        return None
    if use.by == "variable":
        # Variables name programs as well, which the build brings in ways that nobody can follow.
        return f"/{name}" if "PATH" not in use.name and is_data else None
    # `/help` may be an option of something.
    is_path = use.by == "volume" or (use.by in ("start", "directory") and len(names) > 1 and not _is_program(use))
    return f"/{name}" if is_path else None


def _is_program(use: Used) -> bool:
    return use.is_program or use.path.endswith((".sh", ".py", ".jar", ".R", ".pl", ".exe", ".so", ".rb", ".js"))


def _is_made(recipe: Recipe, path: str) -> bool:
    things = written(recipe)
    # Whatever is unpacked at the root brings directories of its own.
    if holds(things, path) or any(one.path == "/" and one.program in _UNPACKERS for one in things):
        return True
    # A program that is not known may make it: its name stands in the script then.
    lineage = {stage.number for stage in recipe.lineage(recipe.final)}
    if any(path in script.text for script in recipe.scripts if script.stage in lineage and script.is_build):
        return True
    # `%setup` makes directories in the image's tree, from outside.
    return any(f"}}{path}" in one.text or f"ROOTFS{path}" in one.text for one in recipe.scripts_of("setup", "pre"))


def _head(recipe: Recipe) -> Span:
    """Give the line that the final stage begins with."""
    start = recipe.final.header[0].span if recipe.final.header else None
    span = start or recipe.final.span
    end = recipe.source.text.find("\n", span.start)
    return Span(span.start, min(span.end, end if end >= 0 else span.end))


def _fix(recipe: Recipe, paths: tuple[str, ...]) -> Fix | None:
    line = f"mkdir -p {' '.join(paths)}"
    is_definition = recipe.format is Format.DEFINITION
    edit = to_section(recipe, "post", line) if is_definition else to_stage(recipe, f"RUN {line}")
    return None if edit is None else Fix(f"create {', '.join(f'`{path}`' for path in paths)}", (edit,), is_safe=True)
