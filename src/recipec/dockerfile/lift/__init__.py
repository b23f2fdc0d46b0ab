"""Tree to program: what a Dockerfile means."""

from recipec.dockerfile.lift.program import lift

__all__ = ["lift"]
