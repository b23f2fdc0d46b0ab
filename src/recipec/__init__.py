"""recipec: a compiler between Dockerfiles and Singularity/Apptainer definition files."""

__version__ = "0.1.0"
