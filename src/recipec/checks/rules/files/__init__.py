"""Rules about files and copying: RC60x to RC62x."""
