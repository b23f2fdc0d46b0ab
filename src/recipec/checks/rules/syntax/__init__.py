"""Rules about the syntax of definition files, templates, versions of engines: RC0xx."""
