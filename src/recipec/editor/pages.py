"""What instructions, sections, header keys and bootstrap agents do, and what becomes of them in the other format."""

from collections.abc import Mapping

from recipec.record import Record


class Page(Record):
    """``does`` is what it does, ``becomes`` what recipec makes of it in the other format."""

    does: str
    becomes: str


INSTRUCTIONS: Mapping[str, Page] = {
    "FROM": Page(
        "Starts a stage from an image, from an earlier stage, or from nothing (`scratch`). `AS name` names it.",
        "`Bootstrap: docker` and `From:`; a stage that others copy from has a `Stage:`. The steps of an earlier stage "
        "are written before its own.",
    ),
    "RUN": Page(
        "Runs a command in a shell of its own. What it leaves in its shell ends with it; it fails as its last command "
        "does.",
        "Lines of `%post`, in a subshell where something would reach the lines below.",
    ),
    "COPY": Page(
        "Copies from the build context, or with `--from` from a stage or an image. Of a directory, its contents.",
        "A line of `%files`. All of these come before `%post`, so that a copy which has to wait for its turn is put in "
        "place by `%post`.",
    ),
    "ADD": Page(
        "Copies as COPY does, unpacks local archives, and fetches URLs and git repositories.",
        "`%files` for what is copied, commands in `%post` for what is unpacked or fetched.",
    ),
    "ARG": Page(
        "A build argument, with a default; `--build-arg` gives it another value. One above FROM is for FROM alone.",
        "`%arguments` and `{{ NAME }}` where the engine has them, else its value.",
    ),
    "ENV": Page(
        "Sets variables for the steps below and for whatever runs in the container.",
        "`export` in `%post`, and `%environment`.",
    ),
    "WORKDIR": Page(
        "The directory of the steps below and of the start command; it is made when it is not there.",
        "`mkdir -p` and `cd` in `%post`, and a `cd` in `%runscript`.",
    ),
    "USER": Page(
        "Who runs the steps below, and the container.",
        "Steps run by `su` where the build can do that. The container runs as whoever starts it.",
    ),
    "ENTRYPOINT": Page(
        "The program that the container starts; arguments of `docker run` come behind it, else those of CMD.",
        "`%runscript`, which `apptainer run` starts.",
    ),
    "CMD": Page(
        "What is started, or the ENTRYPOINT's arguments, when `docker run` gives none.",
        "A default for the arguments of `%runscript`.",
    ),
    "SHELL": Page(
        "The shell that reads RUN, CMD and ENTRYPOINT from here on.",
        "`%post -c` where all of a stage has the same one, else each step starts its own.",
    ),
    "LABEL": Page("Says something about the image: a key and a value.", "A line of `%labels`."),
    "EXPOSE": Page(
        "Tells which ports the container listens on.",
        "Nothing: what Apptainer runs is in the host's network.",
    ),
    "VOLUME": Page(
        "A directory that is mounted when the container starts, with what the image has there.",
        "The directory is made, to be bound to: `apptainer run --bind`.",
    ),
    "HEALTHCHECK": Page("A command that Docker runs to see whether the container works.", "Nothing: nobody runs it."),
    "STOPSIGNAL": Page("The signal that stops the container.", "Nothing: schedulers have their own."),
    "ONBUILD": Page("An instruction for images that start from this one.", "Nothing: write it into those recipes."),
    "MAINTAINER": Page("Who looks after the image. LABEL is meant for it now.", "The label `maintainer`."),
}

SECTIONS: Mapping[str, Page] = {
    "arguments": Page("Build arguments with their defaults, used as `{{ NAME }}`.", "`ARG`."),
    "pre": Page("Runs on the host before anything else, as whoever builds.", "Nothing, or a finding."),
    "setup": Page(
        "Runs on the host once the base is there; `$APPTAINER_ROOTFS` is the image.", "`RUN` or `COPY` where it can."
    ),
    "files": Page(
        "Copies from the host, or with `from STAGE` from an earlier stage, before `%post`. Links are followed.",
        "`COPY`.",
    ),
    "post": Page(
        "Builds the image: one shell, as root, which stops at the first command that fails.",
        "`RUN`, several where nothing crosses from one paragraph to the next.",
    ),
    "environment": Page(
        "Read by the shell whenever the image starts; not while it is built.",
        "`ENV` where its values are plain, else a script that the ENTRYPOINT reads.",
    ),
    "runscript": Page("What `apptainer run` starts, with its arguments.", "`ENTRYPOINT` and `CMD`."),
    "startscript": Page("What `apptainer instance start` starts.", "A script in the image."),
    "test": Page(
        "Run at the end of the build, which it fails, and by `apptainer test`.", "A script that a `RUN` starts."
    ),
    "labels": Page("A label each line: a key and a value.", "`LABEL`."),
    "help": Page("What `apptainer run-help` shows.", "A file in the image."),
    "appinstall": Page("Commands that install an app, run behind `%post` in its directory.", "`RUN`."),
    "appfiles": Page("Files of an app.", "`COPY`."),
    "appenv": Page("The environment of an app.", "A script in `/scif`."),
    "apprun": Page("What `apptainer run --app NAME` starts.", "A script that the ENTRYPOINT finds by `--app NAME`."),
    "appstart": Page("What `apptainer instance start --app NAME` starts.", "A script in `/scif`."),
    "apptest": Page("The test of an app.", "A script in `/scif`."),
    "applabels": Page("Labels of an app.", "A file in `/scif`."),
    "apphelp": Page("What `apptainer run-help --app NAME` shows.", "A file in `/scif`."),
}

KEYS: Mapping[str, Page] = {
    "Bootstrap": Page("Which agent makes the base of the image.", "It decides what `FROM` starts from."),
    "From": Page("The image, file or folder that the agent starts from.", "`FROM`."),
    "Stage": Page("The name of a stage, by which `%files from` finds it.", "`FROM ... AS name`."),
    "MirrorURL": Page("Where packages of the base come from.", "The base image that has the same distribution."),
    "OSVersion": Page("The release of the distribution.", "The tag of the base image."),
    "Include": Page("Packages to install into the base.", "`RUN` with the package manager."),
    "Fingerprints": Page("Keys that must have signed the base image.", "A finding: Docker checks no such thing."),
    "Registry": Page("The registry of `From`, for older engines.", "A part of the image's name."),
    "Namespace": Page("The namespace of `From`, for older engines.", "A part of the image's name."),
    "IncludeCmd": Page("Whether CMD of the base is kept, for older engines.", "Nothing."),
    "UpdateURL": Page("Where updates of the base come from.", "Nothing, or a finding."),
}

_TAKEN = "The image has to be brought to a registry that Docker can reach."
_MADE = "`FROM` the image of that distribution and release."
AGENTS: Mapping[str, Page] = {
    "docker": Page("An image of a registry that Docker knows.", "`FROM` that image."),
    "library": Page(
        "An image of a library, such as Sylabs'.", "`FROM` its counterpart on Docker Hub, where there is one."
    ),
    "oras": Page("A SIF file of a registry.", _TAKEN),
    "shub": Page("An image of Singularity Hub, which is read-only since 2021.", _TAKEN),
    "localimage": Page("An image file or a sandbox of this machine.", _TAKEN),
    "docker-archive": Page("A file that `docker save` has written.", "`docker load` it, and `FROM` its name."),
    "docker-daemon": Page("An image of the local Docker.", "`FROM` its name."),
    "oci": Page("A folder with an image in OCI's layout.", _TAKEN),
    "oci-archive": Page("A file with an image in OCI's layout.", _TAKEN),
    "scratch": Page("Nothing at all: `%setup` or `%files` fill the image.", "`FROM scratch`."),
    "debootstrap": Page("Debian or Ubuntu, installed from packages, as root.", _MADE),
    "yum": Page("CentOS and its kin, installed from packages, as root.", _MADE),
    "dnf": Page("Fedora and its kin, installed from packages, as root.", _MADE),
    "zypper": Page("SUSE, installed from packages, as root.", _MADE),
    "arch": Page("Arch Linux, installed from packages, as root.", _MADE),
    "busybox": Page("BusyBox alone, fetched from its site.", "`FROM busybox`."),
}


def told(name: str, page: Page, *, from_dockerfile: bool) -> str:
    """Write a page in Markdown."""
    other = "a definition file" if from_dockerfile else "a Dockerfile"
    return f"**{name}**\n\n{page.does}\n\n*In {other}:* {page.becomes}"
