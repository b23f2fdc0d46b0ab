"""Rules about GPUs, MPI and the host: RC84x to RC86x."""
