"""Rules about reproducible builds: RC75x."""
