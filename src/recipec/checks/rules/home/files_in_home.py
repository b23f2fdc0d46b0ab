"""RC201."""

from collections.abc import Iterator

from recipec.checks.homes import home_of, installs, is_passing
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.used import used
from recipec.checks.written import Written, written
from recipec.diagnostics.finding import Related, Severity
from recipec.shell.paths import is_below, overlap

# What programs look for at home when they run, and what to tell them instead.
_SETTINGS = {
    ".jupyter": "JUPYTER_CONFIG_DIR",
    ".ipython": "IPYTHONDIR",
    ".config/matplotlib": "MPLCONFIGDIR",
    ".matplotlib": "MPLCONFIGDIR",
    ".keras": "KERAS_HOME",
    ".theanorc": "THEANORC",
    ".Renviron": "R_ENVIRON_USER",
    ".julia": "JULIA_DEPOT_PATH",
    ".kaggle": "KAGGLE_CONFIG_DIR",
    ".octaverc": "OCTAVE_SITE_INITFILE",
    ".vimrc": "VIMINIT",
    "nltk_data": "NLTK_DATA",
    "scikit_learn_data": "SCIKIT_LEARN_DATA",
    ".ncbi": "NCBI_SETTINGS",
    ".nextflow": "NXF_HOME",
    ".snakemake": "",
    ".vnc": "",
    ".fonts": "",
}


@rule("RC201", Severity.ERROR, "definition", "dockerfile-to-engine", words="~ $home ${home /root /home")
def files_in_home(recipe: Recipe) -> Iterator[Problem]:
    """What the build leaves in the home directory is not there when the image runs.

    While it is built, `~` and `$HOME` are `/root`. When it runs, they are the home of whoever runs it, which Apptainer
    and Singularity mount over the image, whatever `HOME` was set to. A start command or a variable that looks for files
    there finds those of the user, or nothing at all, and programs do not see settings that the image was given.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        mkdir -p ~/models
        cp /etc/hostname ~/models/base

    %runscript
        exec cat "$HOME/models/base"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        mkdir -p /opt/models
        cp /etc/hostname /opt/models/base

    %runscript
        exec cat /opt/models/base
    ```
    """
    things = [one for one in written(recipe) if home_of(one.path) == "/root" and one.path != "/root"]
    tools = [install.path for install in installs(recipe)]
    told: set[str] = set()
    for one in used(recipe):
        path = "/root" + one.path[1:]
        if home_of(one.path) != "~" or path == "/root" or is_passing(path):
            continue
        if any(overlap(path, tool) for tool in tools):
            continue
        makers = [each for each in things if overlap(each.path, path)]
        if makers and path not in told:
            told.add(path)
            yield Problem(
                one.span,
                f"`{one.path}` is looked for in the home of whoever runs the image, and the build puts it into `/root`",
                "put it below `/opt` or `/usr/local`, and name that directory in both places",
                (Related(makers[0].span, "it is put there here"),),
            )
    yield from _settings(things, told)


def _settings(things: list[Written], told: set[str]) -> Iterator[Problem]:
    for one in things:
        below = one.path[len("/root/") :]
        name = next((each for each in _SETTINGS if is_below(below, each)), None)
        if name is None or f"/root/{name}" in told or one.how == "copied":
            continue
        told.add(f"/root/{name}")
        variable = _SETTINGS[name]
        yield Problem(
            one.span,
            f"the build writes `~/{name}` for root alone: whoever runs the image has a home of their own",
            f"write it below `/opt`, and tell programs so: `{variable}`"
            if variable
            else "write it to a directory of the system, such as `/etc` or `/usr/share`",
            severity=Severity.WARNING,
        )
