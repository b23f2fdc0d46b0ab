"""Completion for shells: a script for each of them, with all words in it, so that no key has to wait for Python."""
