"""Rules about what build scripts mean: RC3xx."""
