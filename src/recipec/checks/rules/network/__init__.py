"""Rules about networks, services and daemons: RC54x."""
