"""From a job to the script that the scheduler gets."""

from collections.abc import Iterator

from recipec.ir.options import BuildMode
from recipec.jobs.job import Build, Job, Run, Task
from recipec.jobs.pieces import FOLLOWING, KEEPING, KNOWN, MAKING, SHARING
from recipec.jobs.schedulers import VARIABLES, directives
from recipec.jobs.words import document, expression, word, words
from recipec.sites.site import Scheduler

# How many seconds a program has that is cancelled: Slurm ends all that is left of a job after 30, PBS after 10.
_PATIENCE = 5
_QUIET = ("# shellcheck disable=SC2016 # what is quoted is not for this shell",)


def script(job: Job) -> str:
    """Write the script of a job."""
    return "\n\n".join("\n".join(block).strip("\n") for block in _blocks(job)) + "\n"


def _blocks(job: Job) -> Iterator[tuple[str, ...]]:
    yield ("#!/bin/bash", *directives(job))
    yield (f"# {_about(job)} Written by `recipec job`.", *_QUIET, "set -euo pipefail", *_start(job))
    yield _tasks(job)
    yield tuple(_places(job))
    yield (FOLLOWING,)
    if job.run is not None and job.run.results:
        yield (KEEPING,)
    if job.shares:
        yield (SHARING,)
    yield tuple(_finishing(job))
    yield tuple(_signals(job))
    if job.builds:
        yield tuple(_definitions(job))
        yield (MAKING.replace("@KNOWN@", "" if job.force else KNOWN),)
        yield ("make",)
    if job.run is not None:
        yield tuple(_running(job, job.run))


def _about(job: Job) -> str:
    count = len(job.tasks)
    match job.builds, job.run is not None, job.is_array:
        case True, False, False:
            return "Builds an image."
        case True, False, True:
            return f"Builds {count} images."
        case True, True, False:
            return "Builds an image, and runs a program in it."
        case True, True, True:
            return f"Builds {count} images, and runs a program in each."
        case _, _, True:
            return f"Runs a program {count} times."
        case _:
            return "Runs a program."


def _start(job: Job) -> Iterator[str]:
    known = VARIABLES[job.scheduler]
    yield f'cd "${known.home}"'
    if job.is_array:
        yield f"task=${known.place}"
    elif job.is_numbered and job.run is not None and job.run.results:
        yield "task=1"
    if job.engine.modules:
        # `module` is a function of login shells, and not written for `set -eu`.
        yield from ("", "set +eu", "# shellcheck source=/dev/null", "type module >/dev/null 2>&1 || . /etc/profile")
        yield from (f"module load {words(job.engine.modules)}", "set -eu")


def _tasks(job: Job) -> tuple[str, ...]:
    """Say what is done: for an array in a branch for each of its jobs, as far as they differ."""
    if not job.is_array:
        return tuple(_variables(job.tasks[0], job))
    varied = [tuple(_variables(task, job)) for task in job.tasks]
    same = tuple(line for line in varied[0] if all(line in lines for lines in varied))
    return (*same, *_branches(tuple(tuple(line for line in lines if line not in same) for lines in varied)))


def _branches(told: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    yield "case $task in"
    for number, lines in enumerate(told, 1):
        # The lines of a here-document stay where they are.
        yield from (
            f"    {number})",
            *(f"        {line}" if "\n" not in line else line for line in lines),
            "        ;;",
        )
    yield from ("    *) exit 2 ;;", "esac")


def _variables(task: Task, job: Job) -> Iterator[str]:
    yield f"image={word(task.image)}"
    if task.build is not None:
        yield f"context={word(task.build.context)}"
        yield f"build=({words(_command(task.build, job))})"
    if task.parameters:
        yield f"parameters=({words(task.parameters)})"


def _command(build: Build, job: Job) -> tuple[str, ...]:
    mode = ("--fakeroot",) if job.engine.build_mode is BuildMode.FAKEROOT else ()
    return (job.engine.command, "build", *mode, *build.options)


def _places(job: Job) -> Iterator[str]:
    said, prefix = job.engine.node_local, job.engine.prefix
    yield "# The disk of the node: what is temporary is there, and goes with the job."
    yield f"node={expression(said if said is not None else '${SLURM_TMPDIR:-${TMPDIR:-/tmp}}')}"
    yield 'work=$(mktemp -d "$node/recipec-XXXXXXXX")'
    yield f'export {prefix}TMPDIR="$work" {prefix}CACHEDIR="$work/cache"'
    if job.builds:
        yield 'folder=$(dirname "$image")'
        # A job that starts anew has the same number, and finds what it has left.
        yield f'draft="$folder/.$(basename "$image").${{{VARIABLES[job.scheduler].number}}}"'
        yield 'stamp="$folder/.$(basename "$image").made"'
    if job.shares:
        number = '"${PBS_JOBID%%[!0-9]*}"' if job.scheduler is Scheduler.PBS else '"$SLURM_ARRAY_JOB_ID"'
        yield f'shared="$node"/recipec-$UID-{number}'
    yield from ("running=", "heard=", "stopped=", "timers=()")


def _finishing(job: Job) -> Iterator[str]:
    """Write what is done at the end, however that comes."""
    yield from ("finish() {", "    local status=$? whole=yes", "    trap '' USR1 TERM")
    yield '    [ "${#timers[@]}" = 0 ] || kill -- "${timers[@]}" 2>/dev/null || true'
    if job.builds:
        yield '    rm -f "$draft" "$draft.made"'
    for number, one in enumerate(job.run.results if job.run is not None else (), 1):
        target = f'{word(one.host)}"/$task"' if job.is_numbered else word(one.host)
        yield f'    keep "$work/results-{number}" {target} || whole='
    if job.shares:
        yield "    leave || true"
    yield '    [ -z "$whole" ] || rm -rf "$work" 2>/dev/null || { chmod -R u+rwX "$work" && rm -rf "$work"; } || true'
    yield '    [ -n "$whole" ] || [ "$status" != 0 ] || status=1'
    yield from ('    exit "$status"', "}")


def _signals(job: Job) -> Iterator[str]:
    margin, limit = job.resources.margin, job.resources.seconds
    yield from ("trap finish EXIT", f"trap 'stop {_PATIENCE}' TERM")
    if margin is not None:
        # Half of the time is the program's, to end by itself; the other half is for what is copied.
        yield f"trap 'stop {max(margin // 2, 1)}' USR1"
    if margin is not None and limit is not None and job.scheduler is Scheduler.PBS:
        yield "# PBS does not say that the time limit is near."
        yield f"later {limit - margin} kill -USR1 $$"


def _definitions(job: Job) -> Iterator[str]:
    """Write the definition files into the script: what is queued stays what it is, whatever happens to the recipe."""
    told = []
    for task in job.tasks:
        mark, text = document(task.build.definition if task.build is not None else "")
        told.append((f"cat <<'{mark}'\n{text}{mark}",))
    yield "definition() {"
    yield from _branches(tuple(told)) if job.is_array else told[0]
    yield "}"


def _running(job: Job, run: Run) -> Iterator[str]:
    if job.shares:
        yield from ("share", 'here="$shared/image.sif"')
    else:
        yield from ('here="$work/image.sif"', '[ -e "$here" ] || cp "$image" "$here"')
    command = [word(job.engine.command), "exec", *map(word, run.flags)]
    for bind in run.binds:
        command += ["--bind", word(f"{bind.host}:{bind.inside}")]
    own = [(f"results-{number}", bind.inside) for number, bind in enumerate(run.results, 1)]
    own += [(f"scratch-{number}", inside) for number, inside in enumerate(run.scratch, 1)]
    for name, inside in own:
        yield f'mkdir "$work/{name}"'
        command += ["--bind", f'"$work/{name}":{word(inside)}']
    command.append('"$here"')
    if job.tasks[0].parameters:
        command += ["env", '"${parameters[@]}"']
    yield "follow " + " ".join((*command, "/bin/sh", "-c", word(run.command)))
