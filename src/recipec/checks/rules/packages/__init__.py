"""Rules about packages, caches and size: RC80x to RC82x."""
