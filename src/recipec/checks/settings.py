"""What the user has decided about checking: where the image is built and run, which rules speak, and how loudly."""

from collections.abc import Mapping

from recipec.diagnostics.finding import Severity
from recipec.ir.options import BuildMode
from recipec.record import Record
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.sites.site import Site

_NOTHING: Mapping[str, Severity] = {}


class Settings(Record):
    """What is decided about a check.

    ``target`` None: the engine that the format is for by default. ``build_mode`` None: nobody said.

    ``select``, ``extend_select`` and ``ignore`` hold codes, beginnings of codes (``RC3``) or names; an empty
    ``select`` stands for all rules. ``severity`` goes by them too. ``mount_points`` are directories that every image
    must have, ``allowed_registries`` where its base may come from (empty: anywhere). ``shellcheck`` and ``hadolint``:
    these are asked too. ``site`` is the cluster that images are for; ``at`` takes from it what is not said otherwise.
    """

    target: str | None = None
    build_mode: BuildMode | None = None
    mount_points: tuple[str, ...] = ()
    allowed_registries: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = _NOTHING
    shellcheck: bool = False
    hadolint: bool = False
    site: "Site | None" = None

    def at(self, site: "Site") -> "Settings":
        """Check for a site: its engine, its way of building and its mount points count where nothing else is said."""
        return self._replace(
            target=self.target or (site.target.name if site.target is not None else None),
            build_mode=self.build_mode or site.build_mode,
            mount_points=self.mount_points or site.mount_points,
            site=site,
        )
