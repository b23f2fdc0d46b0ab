"""``recipec fmt``: what it takes."""

from recipec.cli.options import COLOR, QUIET, VERBOSE, Command, Example, Option

_OPTIONS = (
    Option(("--check",), "Change nothing; name the files that would be changed.", is_flag=True),
    Option(("--diff",), "Change nothing; show what would be changed.", is_flag=True),
    Option(
        ("--target",),
        "The engine for which the meaning stays the same, such as apptainer-1.4 or singularity-3.x.",
        "ENGINE",
    ),
    Option(("--exclude",), "Leave out files and folders that match, such as vendor/** (in folders only).", "PATTERNS"),
    Option(
        ("--force-exclude",),
        "Leave out files that are named, too, if they match --exclude or are no definition files: for hooks.",
        is_flag=True,
    ),
    Option(("--config",), "Read this configuration instead of the nearest one.", "FILE"),
    Option(("--stdin-filename",), "What messages call standard input.", "NAME"),
    QUIET,
    VERBOSE,
    COLOR,
)

COMMAND = Command(
    name="fmt",
    metavar="[PATHS]...",
    least=0,
    most=None,
    options=_OPTIONS,
    help="""Format definition files.

PATHS are definition files, or folders in which they are looked for (the current one when none is given); - reads
standard input and writes standard output. Files are changed in place. What they mean to an engine stays the same.
""",
    epilog="""\b
Exit codes:
  0  all is formatted
  1  something would be changed (with --check or --diff)
  2  something could not be formatted: a file or the command line is wrong
""",
    examples=(
        Example("Format all definition files below the current folder.", "recipec fmt"),
        Example("Name those that are not formatted, for a test of a repository.", "recipec fmt --check ."),
        Example("Show what would be changed.", "recipec fmt --diff tool.def"),
    ),
)
