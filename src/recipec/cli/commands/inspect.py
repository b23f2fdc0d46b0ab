"""``recipec inspect``: what it takes."""

from recipec.cli.options import COLOR, QUIET, VERBOSE, Command, Example, Option

_OPTIONS = (
    Option(
        ("--platform",),
        "The platform to look at, of an image for several; this machine's by default.",
        "OS/ARCHITECTURE",
    ),
    Option(("--output-format",), "How it is shown.", choices=("human", "json"), default="human"),
    QUIET,
    VERBOSE,
    COLOR,
)

COMMAND = Command(
    name="inspect",
    metavar="IMAGE",
    least=1,
    most=1,
    options=_OPTIONS,
    help="""Show what an image says of itself: what starts, as whom, where, with which variables.

IMAGE is a name as for `docker pull` (debian:12, docker://NAME), oras://NAME, oci:DIR[:TAG], oci-archive:FILE,
docker-archive:FILE, or a .sif file. Images of registries are asked for their configuration alone, nothing is pulled.
""",
    epilog="""\b
Exit codes:
  0  shown
  2  the image is not there, or cannot be looked at
""",
    examples=(
        Example("Look at an image on disk, in an OCI layout.", "recipec inspect oci:image"),
        Example("Write it for a program to read.", "recipec inspect oci:image:1.0 --output-format json"),
    ),
)
