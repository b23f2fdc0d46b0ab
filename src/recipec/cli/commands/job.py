"""``recipec job``: what it takes."""

from recipec.cli.options import BUILD_ARG, COLOR, CONTEXT, MODES, QUIET, SITE, STAGE, VERBOSE, Command, Example, Option

_OPTIONS = (
    Option(("-o", "--output"), "Write the script to FILE instead of standard output.", "FILE"),
    SITE,
    Option(("--scheduler",), "The scheduler that the script is for.", choices=("slurm", "pbs"), default="slurm"),
    Option(("--image",), "What the image of the recipe is called; of the next one, when repeated.", "FILE"),
    Option(("--run",), "What a shell in the container runs.", "COMMAND"),
    Option(
        ("--array",), "Run it once for each line of FILE: NAME=VALUE words, which COMMAND has as variables.", "FILE"
    ),
    Option(
        ("--bind",), "Show a directory to the container, read-only with :ro behind it. May be repeated.", "HOST:PATH"
    ),
    Option(
        ("--results",),
        "Give the program PATH on the disk of the node, and copy what is there to DIR at the end. May be repeated.",
        "PATH:DIR",
    ),
    Option(("--scratch",), "Give the program PATH on the disk of the node, and keep nothing. May be repeated.", "PATH"),
    Option(("--nv",), "Give the program the GPUs of the node, without asking the scheduler for any.", is_flag=True),
    Option(("--time",), "The time limit: 90m, 2h, 1:30:00.", "TIME"),
    Option(("--cpus",), "Processors.", "NUMBER"),
    Option(("--memory",), "Memory: 16G, 500M.", "SIZE"),
    Option(("--gpus",), "GPUs, which the program gets.", "NUMBER"),
    Option(("--account",), "Who pays.", "NAME"),
    Option(("--partition",), "The partition, or queue.", "NAME"),
    Option(("--margin",), "How long before the time limit the program is told to end, for results.", "TIME"),
    Option(("--submit",), "Hand the script to the scheduler, and follow the job to its end.", is_flag=True),
    Option(("--force",), "Overwrite an existing script, and have the job replace existing images.", is_flag=True),
    Option(("--target",), "The engine to convert for, such as apptainer-1.4 or singularity-3.x.", "ENGINE"),
    BUILD_ARG,
    STAGE,
    CONTEXT,
    Option(("--build-mode",), "How the node builds; as the site says when not given.", choices=MODES),
    QUIET,
    VERBOSE,
    COLOR,
)

COMMAND = Command(
    name="job",
    metavar="SOURCE...",
    least=1,
    most=None,
    options=_OPTIONS,
    help="""Write the script of a job that builds images, runs a program in them, or both.

SOURCE is a recipe, which is converted now and built by the job on its node, or an image (.sif), which the job copies
to the disk of its node. Several of them, or --array, make an array of jobs. What stands behind -- is added to
the engine's build command.
""",
    epilog="""\b
Exit codes:
  0  written; with --submit, the job has done all that it should
  1  a recipe cannot be converted without an error; with --submit, the job has failed
  2  not done: a recipe, the site or the command line is wrong, or the scheduler refuses the job
""",
    examples=(
        Example("Build on a node.", "recipec job Dockerfile --image model.sif --time 30m -o build.sbatch"),
        Example(
            "Run, and bring back what it writes.",
            "recipec job model.sif --run 'python /code/train.py' --bind code:/code --bind data:/dataset:ro "
            "--results /final_log:results --gpus 1 --time 2h -o train.sbatch",
        ),
        Example("Build many recipes, one a job.", "recipec job Dockerfile tool.def --site mila -o build.sbatch"),
        Example("For PBS.", "recipec job tool.def --scheduler pbs --run 'tool --version' --time 10m"),
    ),
    passes=True,
)
