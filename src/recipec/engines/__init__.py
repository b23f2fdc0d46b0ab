"""The real engines: build a recipe, look at what was built, and compare two of them.

Nothing here is needed to convert or to lint.
"""
