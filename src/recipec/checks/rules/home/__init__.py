"""Rules about home, /tmp and bind mounts: RC20x to RC22x."""
