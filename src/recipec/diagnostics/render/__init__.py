"""How findings are shown: for a person, on one line each, as JSON."""
