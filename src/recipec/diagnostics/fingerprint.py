"""What tells a finding from others although lines above it come and go: its rule, and the text of its line."""

from collections import Counter
from collections.abc import Iterable

from recipec.diagnostics.finding import Finding
from recipec.source import Source


def fingerprints(source: Source | None, findings: Iterable[Finding]) -> list[str]:
    """Give the fingerprint of each finding; of those that would have the same, the second and third are counted."""
    from hashlib import sha256

    seen: Counter[str] = Counter()
    found: list[str] = []
    for finding in findings:
        line = ""
        if source is not None and finding.span is not None:
            line = source.line(source.position(min(finding.span.start, len(source.text))).line)
        digest = sha256(f"{finding.code}\0{' '.join(line.split())}".encode("utf-8", "replace")).hexdigest()[:16]
        seen[digest] += 1
        found.append(f"{digest}:{seen[digest]}")
    return found
