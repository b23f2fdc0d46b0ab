"""Rules about base images and registries: RC70x to RC71x."""
