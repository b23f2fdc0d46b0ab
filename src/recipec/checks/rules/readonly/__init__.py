"""Rules about the read-only file system: RC23x."""
