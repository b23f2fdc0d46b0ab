"""Having a package manager look into the archive of a release that has ended."""

from recipec.checks.additions import at_top
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe, StageView
    from recipec.checks.releases import Distribution

_VAULT = (
    (
        "sed -i -e 's|^mirrorlist=|#mirrorlist=|' -e 's|^#* *baseurl=http://mirror.centos.org|baseurl=http://vault.centos.org|'"
        " /etc/yum.repos.d/CentOS-*.repo"
    ),
)
_DEBIAN = (
    (
        "sed -i -e 's/deb.debian.org/archive.debian.org/' -e 's/security.debian.org/archive.debian.org/'"
        " -e '/-updates/d' /etc/apt/sources.list"
    ),
    # What is in an archive is older than its lists say that they are good for.
    "echo 'Acquire::Check-Valid-Until \"false\";' > /etc/apt/apt.conf.d/99archive",
)
_UBUNTU = (
    (
        "sed -i -e 's/archive.ubuntu.com/old-releases.ubuntu.com/' -e 's/security.ubuntu.com/old-releases.ubuntu.com/'"
        " /etc/apt/sources.list"
    ),
)


def commands(distribution: "Distribution") -> tuple[str, ...]:
    """Give the commands that make it so; none where none are known to do. The keys of older releases have expired."""
    match distribution.name, distribution.version:
        case ("centos", "6" | "7" | "8") | ("centos-stream", "8"):
            return _VAULT
        case "debian", "9" | "10":
            return _DEBIAN
        case "ubuntu", _:
            return _UBUNTU
        case _:
            return ()


def look_there(recipe: "Recipe", stage: "StageView", distribution: "Distribution") -> Fix | None:
    """Put the commands in front of the first step of a stage; None where that is no script of a shell."""
    lines = commands(distribution)
    if not lines:
        return None
    title = f"have packages of {distribution.title} come from the archive"
    if recipe.dockerfile is not None:
        end = stage.span.end
        return Fix(title, (Edit(Span(end, end), "\nRUN " + " && ".join(lines)),), is_safe=False)
    script = next((one for one in recipe.scripts_in(stage) if one.kind == "post"), None)
    edit = at_top(script, *lines) if script is not None and script.is_shell else None
    return None if edit is None else Fix(title, (edit,), is_safe=False)
