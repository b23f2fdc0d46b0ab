"""``recipec job``: from recipes and images to the script of a job, and to its end when it is submitted."""

import os

from recipec.cli import output, talk, tasks
from recipec.cli.given import build_args, context_of, folder_of, recipe
from recipec.cli.options import OPERANDS, PASSED, Given, value
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.jobs import reading
from recipec.jobs.job import Build, Engine, Job, Resources, Run, Task
from recipec.jobs.words import path
from recipec.sites.site import Scheduler, Site
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.ir.options import BuildMode

WRITTEN, REFUSED = 0, 1
# What a job is told before its end when nobody has said, at most.
_MARGIN = 120


def run(given: Given) -> int:
    """Read what is wanted, convert, and write or submit the script."""
    from recipec.jobs.script import script

    site = _site(given)
    scheduler = Scheduler(value(given, "scheduler") or (site.scheduler or Scheduler.SLURM).value)
    file = value(given, "output")
    file = None if file == "-" else file
    if file is not None:
        for source in given[OPERANDS]:
            output.check(file, recipe=source, force="force" in given)
    run = _run(given, site)
    tasks = _tasks(given, site, run)
    if tasks is None:
        return REFUSED
    resources = _resources(given, site, scheduler, run)
    engine = Engine(site.command, site.modules, site.node_local, _mode(given, site))
    job = Job(reading.job_name(tasks[0].image), scheduler, tasks, engine, resources, run, "force" in given)
    text = script(job)
    if "submit" not in given:
        output.write(text, file, force="force" in given)
        if file is not None:
            submit = "sbatch" if scheduler is Scheduler.SLURM else "qsub"
            talk.note(given, f"wrote `{file}`: `{submit} {file}` in this directory hands it to the scheduler")
        return WRITTEN
    from recipec.cli.submission import submit as submitted

    for task in tasks if not job.builds else ():
        if not os.path.isfile(task.image):
            raise RecipeError(f"there is no image `{task.image}`", help="build it first: `recipec job RECIPE`")
    return submitted(text, file, scheduler, given)


def _site(given: Given) -> Site:
    named = value(given, "site")
    if named is None:
        return Site("")
    from recipec.cli import site_files

    return site_files.find(named)


def _mode(given: Given, site: Site) -> "BuildMode | None":
    from recipec.ir.options import BuildMode

    wish = value(given, "build-mode")
    return BuildMode(wish) if wish is not None else site.build_mode


def _run(given: Given, site: Site) -> Run | None:
    wanted = value(given, "run")
    if wanted is None:
        lost = next((key for key in ("array", "bind", "results", "scratch", "nv") if key in given), None)
        if lost is not None:
            raise RecipeError(f"`--{lost}` is for a program that runs", help="say which one: `--run COMMAND`")
        return None
    has_gpus = "nv" in given or "gpus" in given
    made = Run(
        reading.command(wanted),
        tuple(reading.bind(one, "--bind") for one in given.get("bind", ())),
        tuple(map(reading.results, given.get("results", ()))),
        tuple(map(reading.scratch, given.get("scratch", ()))),
        (site.gpu_flag or "--nv",) if has_gpus else (),
    )
    inside = (*(one.inside.partition(":")[0] for one in (*made.binds, *made.results)), *made.scratch)
    taken = reading.twice(tuple(one.rstrip("/") for one in inside))
    if taken is not None:
        raise RecipeError(f"`{taken}` of the container would be two directories", help="choose another name for one")
    return made


def _tasks(given: Given, site: Site, run: Run | None) -> tuple[Task, ...] | None:
    """Read recipes and images; None when a recipe is refused, which has been told."""
    sources = given[OPERANDS]
    images = tuple(one for one in sources if one.lower().endswith(reading.IMAGES))
    if images and len(images) != len(sources):
        raise RecipeError("a job takes recipes or images, not both", help="write a script for each kind")
    runs = value(given, "array")
    if runs is not None and not (images and len(images) == 1):
        # Many jobs that build the same image, or wait for it, waste their nodes.
        raise RecipeError(
            "`--array` runs one image many times",
            help="build it in a job of its own, then `recipec job IMAGE.sif --array FILE`",
        )
    found = _of_images(images, given, run) if images else _of_recipes(sources, given, site)
    if runs is not None:
        lines = reading.parameters(recipe(runs).text, runs)
        found = tuple(found[0]._replace(parameters=line) for line in lines) if found else found
    if found is not None and len(found) > reading.MANY:
        talk.note(given, f"{len(found)} jobs are more than Slurm takes in an array, unless `MaxArraySize` is raised")
    return found


def _of_images(images: tuple[str, ...], given: Given, run: Run | None) -> tuple[Task, ...]:
    if run is None:
        raise RecipeError("there is nothing to do with an image", help="say what runs in it: `--run COMMAND`")
    lost = next((key for key in ("image", "build-arg", "stage", "context", "target") if key in given), None)
    if lost is not None or given.get(PASSED):
        what = f"`--{lost}` is" if lost is not None else "options of the engine behind `--` are"
        raise RecipeError(f"{what} for a recipe that is built", help="leave it out")
    for one in images:
        if os.path.isdir(one):
            raise RecipeError(
                f"`{one}` is a directory, which no node can have a copy of",
                help="make an image of it: `apptainer build image.sif DIR`",
            )
    return tuple(Task(path(one, "an image")) for one in images)


def _of_recipes(recipes: tuple[str, ...], given: Given, site: Site) -> tuple[Task, ...] | None:
    if site.builds_nothing:
        raise RecipeError(
            f"nothing can be built on `{site.name}`",
            help="build the image elsewhere, bring it, and run it: `recipec job IMAGE.sif --run COMMAND`",
        )
    names = given.get("image", ())
    if len(names) > len(recipes):
        raise RecipeError("there are more `--image` than recipes", help="give one to each recipe")
    if "context" in given and len(recipes) > 1:
        raise RecipeError("`--context` is for one recipe", help="leave it out: it is the folder of each recipe")
    made = []
    for number, name in enumerate(recipes):
        build = _build(name, given, site)
        if build is None:
            return None
        if folder_of(name) is None and number >= len(names):
            raise RecipeError("a recipe without a file has no name for its image", help="add `--image FILE.sif`")
        folder = os.path.basename(os.path.dirname(os.path.abspath(name)))
        image = names[number] if number < len(names) else reading.image_of(name, folder)
        made.append(Task(path(image, "an image"), build))
    twin = reading.twice(tuple(os.path.normpath(task.image) for task in made))
    if twin is not None:
        raise RecipeError(f"two recipes would become `{twin}`", help="name them with `--image`, one for each recipe")
    return tuple(made)


def _build(name: str, given: Given, site: Site) -> Build | None:
    """Convert a recipe; None when it would not mean the same, which has been told."""
    task = tasks.read(name, build_args(given), context_of(given), value(given, "stage"))
    options: tuple[str, ...] = ()
    if task.format is Format.DOCKERFILE:
        text = _converted(task, given, site)
        if text is None:
            return None
    else:
        from recipec.engines.apptainer import row
        from recipec.workshop.proof import still_open, upto

        text = task.source.text if task.stage is None else upto(task.source, task.stage)
        still = still_open(text, task.arguments)
        tasks.tell_unknown(task, given)
        options = tuple(word for key, held in still.items() for word in ("--build-arg", row(key, held)))
    if site.network_on_compute_nodes is False:
        _check_network(name, text, given, site)
    return Build(name, text, path(task.context or ".", "the context"), (*options, *given.get(PASSED, ())))


def _check_network(name: str, text: str, given: Given, site: Site) -> None:
    """Refuse a build that starts from the network, and warn of steps that ask it, where nodes do not reach it."""
    from recipec.checks.fetching import first_fetched
    from recipec.checks.lint import read
    from recipec.checks.settings import Settings
    from recipec.jobs.network import fetched
    from recipec.source import Source
    from recipec.target import default

    needed = fetched(text)
    if needed is not None:
        pull = f"`{site.command} pull base.sif {needed}`" if "://" in needed else "build a base image"
        raise RecipeError(
            f"`{name}` starts from {needed}, and the nodes of `{site.name}` reach no network",
            help=f"{pull} where there is one, and start from that: `Bootstrap: localimage`, `From: base.sif`",
        )
    target = site.target or default(Format.DEFINITION)
    step = first_fetched(read(Source(text, name), Format.DEFINITION, target, Settings(), None)[0])
    if step is not None:
        said = " ".join((step.name, *step.values[:2]))
        talk.note(given, f"`{name}` runs `{said}`, which may fail: the nodes of `{site.name}` reach no network")


def _converted(task: tasks.Task, given: Given, site: Site) -> str | None:
    from recipec.ir.options import BuildMode

    target, mode = value(given, "target") or site.target, _mode(given, site) or BuildMode.ROOT
    conversion = tasks.convert(task, target, mode, site.mount_points)
    return conversion.text if tasks.tell(task, conversion, given, otherwise="no job is written") else None


def _resources(given: Given, site: Site, scheduler: Scheduler, run: Run | None) -> Resources:
    """Read what is asked for; what was given wins over the site."""

    def number(key: str, what: str) -> int | None:
        text = value(given, key)
        return None if text is None else reading.number(text, what)

    limit, size = value(given, "time"), value(given, "memory")
    seconds = None if limit is None else reading.seconds(limit)
    account, partition = value(given, "account") or site.account, value(given, "partition") or site.partition
    return Resources(
        seconds,
        number("cpus", "processors"),
        None if size is None else reading.memory(size),
        number("gpus", "GPUs"),
        None if account is None else reading.name(account, "account"),
        None if partition is None else reading.name(partition, "partition"),
        _margin(given, site, scheduler, seconds, run),
    )


def _margin(given: Given, site: Site, scheduler: Scheduler, limit: int | None, run: Run | None) -> int | None:
    """Say how long before the limit a job is told to end; None when nobody is told."""
    wish = value(given, "margin")
    if wish is not None:
        margin = int(wish) if wish.isascii() and wish.isdecimal() and int(wish) else reading.seconds(wish)
        if limit is None and scheduler is Scheduler.PBS:
            raise RecipeError("PBS does not say when a job is about to end", help="add `--time`, for the job to know")
        if limit is not None and margin >= limit:
            raise RecipeError("the margin is as long as the time limit", help="give less, such as `--margin 60`")
        return margin
    if run is None or not run.results or (limit is None and scheduler is Scheduler.PBS):
        return None
    usual = site.margin or _MARGIN
    return usual if limit is None else min(usual, max(limit // 4, 1))
