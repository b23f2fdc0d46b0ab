"""Rules about security and secrets: RC90x to RC91x."""
