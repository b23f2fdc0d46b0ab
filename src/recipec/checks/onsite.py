"""What a site makes certain: advice for those who may have luck elsewhere, and have none there."""

from recipec.diagnostics.finding import Finding, Severity
from recipec.sites.site import Site

# Who is not root cannot read what is root's alone, builds as nobody else, and gains nothing by a setuid bit.
WITHOUT_ROOT = frozenset(("RC102", "RC105", "RC106", "RC110", "RC111", "RC116", "RC709"))
# Every start fails that fetches something.
WITHOUT_NETWORK = frozenset(("RC237", "RC545"))


def graded(finding: Finding, site: Site) -> Finding:
    """Make an error of a warning about what cannot go well on a site."""
    if finding.severity is not Severity.WARNING or not _is_certain(finding.code, site):
        return finding
    return finding._replace(kind=finding.kind._replace(severity=Severity.ERROR))


def _is_certain(code: str, site: Site) -> bool:
    return (site.root is False and code in WITHOUT_ROOT) or (
        site.network_on_compute_nodes is False and code in WITHOUT_NETWORK
    )


def words(site: Site) -> str:
    """Give the words of rules that look for directories of the site, whose names they do not know."""
    return "/scratch" if site.binds else ""
