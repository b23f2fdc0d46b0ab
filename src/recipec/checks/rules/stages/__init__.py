"""Rules about stages, build arguments and mounts: RC65x."""
