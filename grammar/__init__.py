"""The grammar of definition files, as data."""
