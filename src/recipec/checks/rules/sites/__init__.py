"""Rules about habits of schedulers and sites: RC95x."""
