"""Agreement with the world: the real parsers of both formats."""
