"""Images without a shell: which ones are made so, and what may bring one."""

from recipec.ir.steps import Copy, Download, Step, Unpack
from recipec.ir.text import literal


def has_no_shell(reference: str) -> bool:
    """Tell whether an image is made to have no ``/bin/sh``. Those for debugging have a shell elsewhere."""
    head, slash, last = reference.partition("@")[0].rpartition("/")
    last, _, tag = last.partition(":")
    name = head + slash + last
    if name.startswith("gcr.io/distroless/"):
        return True
    # Chainguard's with `-dev` have one, and so have those that are for building on.
    return (
        name.startswith("cgr.dev/chainguard/")
        and "dev" not in tag
        and not name.endswith(("-base", "/bash", "/busybox"))
    )


def may_bring_a_shell(step: Step) -> bool:
    """Tell whether a whole file system, or what is called like a shell, is copied."""
    if not isinstance(step, Copy | Unpack | Download):
        return False
    if step.destination is None:
        return any(_is_shells(literal(one) or "/") for one in step.sources)
    return _is_shells(literal(step.destination) or "/")


def _is_shells(path: str) -> bool:
    return path.strip("/.") in ("", "bin", "usr", "usr/bin") or path.rpartition("/")[2] in ("sh", "busybox", "bash")
