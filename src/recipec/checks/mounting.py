"""Directories that a recipe needs, which nothing in the image makes: what is bound there comes from the host."""

from recipec.checks.images import INSTALLERS, distribution_of, image_of, is_distribution
from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.used import Used, used
from recipec.checks.written import holds, written
from recipec.ir.program import FromAgent, FromScratch
from recipec.shell.paths import is_below

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
# File systems of one site: `site-path` speaks of them.
_OF_SITES = frozenset("gpfs lustre beegfs cvmfs panfs nobackup cluster".split())


def absent(recipe: Recipe) -> dict[str, Used | None]:
    """Give the directories that are not there, each with what needs it; None: only the configuration asks for it."""
    needed: dict[str, Used | None] = {point.rstrip("/"): None for point in recipe.settings.mount_points}
    is_plain = _is_plain(recipe)
    if is_plain or distribution_of(recipe, recipe.final) is not None:
        for use in used(recipe):
            top = _top(use, is_plain=is_plain)
            if top is not None and not any(is_below(point, top) for point in needed):
                needed[top] = use
    return {
        path: use
        for path, use in needed.items()
        if path and (use is None or not _may_be_made(recipe, path)) and not _is_made(recipe, path)
    }


def _is_plain(recipe: Recipe) -> bool:
    """Tell whether the image starts from a distribution, which has no directories of its own kind."""
    base = recipe.root(recipe.final).base
    if isinstance(base, FromAgent) and base.agent in INSTALLERS:
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
    if not is_word or name in _THERE | _OF_SITES or not (is_plain or (is_data and not name.startswith("work"))):
        return None
    if use.by == "variable":
        # Variables name programs as well, which the build brings in ways that nobody can follow.
        return f"/{name}" if "PATH" not in use.name and is_data else None
    # `/help` may be an option of something.
    is_long = len(names) > 1 or is_data
    is_path = use.by == "volume" or (use.by in ("start", "directory") and is_long and not _is_program(use))
    return f"/{name}" if is_path else None


def _is_program(use: Used) -> bool:
    return use.is_program or use.path.endswith((".sh", ".py", ".jar", ".R", ".pl", ".exe", ".so", ".rb", ".js"))


def _is_made(recipe: Recipe, path: str) -> bool:
    """Tell whether a step makes a directory; `%setup` does in the image's tree, from outside."""
    return bool(holds(written(recipe), path)) or any(
        f"}}{path}" in one.text or f"ROOTFS{path}" in one.text for one in recipe.scripts_of("setup", "pre")
    )


def _may_be_made(recipe: Recipe, path: str) -> bool:
    """Tell whether something makes a directory for all that one can see."""
    # A program that is not known may make it, whose script names it then; a file that is run may make anything.
    if any(
        path in script.text or any(_runs_a_file(one) for one in script.invocations)
        for script in recipe.scripts
        if recipe.is_made_by(script)
    ):
        return True
    # Whatever is unpacked at the root brings directories of its own.
    return any(one.path == "/" and one.program in _UNPACKERS for one in written(recipe))


def _runs_a_file(one: Invocation) -> bool:
    is_shell = one.name in ("sh", "bash", "dash", "source", ".")
    return one.name.endswith(".sh") or (is_shell and any(not value.startswith("-") for value in one.values[:1]))
