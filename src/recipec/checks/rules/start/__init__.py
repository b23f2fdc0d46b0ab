"""Rules about the start command and its directory: RC50x to RC52x."""
