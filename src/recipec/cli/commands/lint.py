"""``recipec lint``: what it takes."""

from recipec.cli.options import (
    COLOR,
    CONTEXT,
    FORMATS,
    INSPECT,
    LEVELS,
    MODES,
    QUIET,
    SITE,
    VERBOSE,
    Command,
    Example,
    Option,
)

FORMS = ("human", "concise", "json", "jsonl", "sarif", "github", "gitlab", "checkstyle", "junit")

_OPTIONS = (
    Option(("--select",), "Only these rules: codes, beginnings of codes (RC3) or names. May be repeated.", "RULES"),
    Option(("--extend-select",), "These rules too, whatever the configuration says.", "RULES"),
    Option(("--ignore",), "All rules but these.", "RULES"),
    Option(("--severity",), "Give a rule another severity, such as RC301=warning. May be repeated.", "RULE=LEVEL"),
    Option(
        ("--target",), "The engine that the image is for, such as apptainer-1.4, singularity-3.x or docker.", "ENGINE"
    ),
    SITE,
    INSPECT,
    Option(("--build-mode",), "How the definition file will be built.", choices=MODES),
    Option(("--mount-points",), "Directories that every image must have, for a site to mount on.", "PATHS"),
    Option(("--allowed-registries",), "Registries that base images may come from.", "HOSTS"),
    Option(("--level",), "The least severity to show.", choices=LEVELS, default="warning"),
    Option(("--fail-level",), "The least severity at which the exit code is 1.", choices=LEVELS, default="warning"),
    Option(("--exit-zero",), "Exit with 0 whatever is found.", is_flag=True),
    Option(("--fix",), "Put the safe fixes into the files.", is_flag=True),
    Option(
        ("--unsafe-fixes",), "With --fix or --diff, take those too that change more than the finding.", is_flag=True
    ),
    Option(("--diff",), "Show what --fix would change, and change nothing.", is_flag=True),
    Option(("--baseline",), "Leave out the findings that FILE knows.", "FILE"),
    Option(("--write-baseline",), "Write all findings to FILE, to be left out from then on.", "FILE"),
    Option(("--shellcheck",), "Ask an installed ShellCheck about every script too.", is_flag=True),
    Option(("--hadolint",), "Ask an installed hadolint about Dockerfiles too.", is_flag=True),
    Option(("--exclude",), "Leave out files and folders that match, such as vendor/** (in folders only).", "PATTERNS"),
    Option(
        ("--force-exclude",),
        "Leave out files that are named, too, if they match --exclude or are no recipes: for hooks.",
        is_flag=True,
    ),
    Option(
        ("--per-file-ignores",), "Rules to ignore in some files, such as docs/**=RC7. May be repeated.", "PATTERN=RULES"
    ),
    Option(("--config",), "Read this configuration instead of the nearest one.", "FILE"),
    Option(("--from",), "What the recipes are; names and texts tell when this is not given.", choices=FORMATS),
    CONTEXT,
    Option(("--stdin-filename",), "What messages call standard input.", "NAME"),
    Option(("--jobs",), "How many processes check many files.", "NUMBER"),
    Option(("--output-format",), "How findings are shown.", choices=FORMS, default="human"),
    Option(("-o", "--output"), "Write findings to FILE instead of standard output.", "FILE"),
    Option(("--statistics",), "Count the findings of each rule at the end.", is_flag=True),
    Option(("--no-source",), "Leave the excerpts of recipes out.", is_flag=True),
    QUIET,
    VERBOSE,
    COLOR,
)

COMMAND = Command(
    name="lint",
    metavar="[PATHS]...",
    least=0,
    most=None,
    options=_OPTIONS,
    help="""Say what will break, before anyone builds.

PATHS are Dockerfiles, definition files, or folders in which they are looked for (the current one when none is
given); - reads standard input.
""",
    epilog="""\b
Exit codes:
  0  nothing was found at the level of a warning or above
  1  something was found
  2  something could not be checked: a file or the command line is wrong
""",
    examples=(
        Example("Check all recipes below the current folder.", "recipec lint", 1),
        Example(
            "For a site without root that mounts a folder of its own.",
            "recipec lint tool.def --build-mode userns --mount-points /scratch",
            1,
        ),
        Example("Show what the fixes would change.", "recipec lint --diff tool.def", 1),
        Example(
            "Write what a code scanning service reads.",
            "recipec lint --exit-zero --output-format sarif -o findings.sarif",
        ),
    ),
)
