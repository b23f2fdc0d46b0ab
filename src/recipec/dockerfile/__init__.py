"""Dockerfiles: text to tree to program, and back."""
