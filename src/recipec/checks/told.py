"""The explanations of findings that no rule makes: what reading a recipe has to say, and what converting it has."""

# By code: a sentence, then why, and what to do.
EXPLANATIONS: dict[str, str] = {
    "RC000": """Something of the recipe is neither in the output nor in a finding.

Every instruction and section has to be written, or a finding has to say why not. When recipec finds that it has lost
one, this is a bug in recipec: please report it with the recipe.""",
    "RC009": """A line or a section is longer than Apptainer reads at once.

Apptainer reads a definition file through a buffer of 64 KiB, into which a section has to fit: `bufio.Scanner: token too
long`. Put the text into a file, and copy that.""",
    "RC023": """A build argument has a fixed value in the output.

The target knows no `%arguments`, or the argument stands where a template cannot. The default is written out, or what
`--build-arg` gives: convert again for another value.""",
    "RC024": """A template has a fixed value in the Dockerfile.

An `ARG` cannot stand where the template does: in a here-document, in a name, or with another value for each stage.
Convert again with `--build-arg` for another value.""",
    "RC025": """A value is given to an argument that the recipe does not declare.

It goes nowhere. `docker build` warns of it, Apptainer refuses it. Most often the name is misspelt.""",
    "RC032": """The target has no word for something that the recipe needs.

Stages and arguments are younger than some engines. Choose a later `--target`, or build the parts one after another.""",
    "RC040": """The value of a template begins a section.

Apptainer replaces templates first and looks for sections then: a value that begins with `%` at the start of a line is a
section line. Write the section itself.""",
    "RC041": """The recipe uses what the target does not know yet.

`%arguments`, `Stage:`, `Bootstrap: dnf` and quotes in `%files` each came with a release. An older engine refuses the
file, or takes the words for something else. Choose a later `--target`, or do without.""",
    "RC042": """Words behind a section's name are ignored.

Only some sections take arguments. What stands behind the others is skipped in silence.""",
    "RC043": """A line of `%arguments` is skipped.

A line is `NAME=value` without blanks around the `=`. Any other line gives no argument, and nothing says so.""",
    "RC044": """A header line is given twice.

The last one counts. The first one is read and forgotten.""",
    "RC045": """A continued header line is lost.

A backslash at the end of the last header line joins it with the section below, which engines cut off: the line is
gone.""",
    "RC046": """The same label or argument is given twice.

The last one counts.""",
    "RC047": """There is no bootstrap agent of this name.

Apptainer stops with `invalid build source`. Agents are written in lower case: `docker`, `localimage`,
`debootstrap`.""",
    "RC048": """This is no reference to an image.

The engine refuses it before it asks any registry: capital letters in a name, a blank, two tags, an empty one.""",
    "RC049": """A line of `%files` copies nothing.

What the engine makes of its words is no path of a file, so that the line has no effect.""",
    "RC050": """Two stages have the same name.

`%files from` means the first one of that name; nothing can be copied from the other one.""",
    "RC051": """A stage has nothing in it.

Engines drop a stage without header and sections.""",
    "RC091": """A stage could not be built, and nothing needs it.

Docker never looks at it, so that the mistake shows only when somebody builds it by `--target`.""",
    "RC092": """A comment says that something is known which is not found.

The finding is gone, or its code is misspelt. Take it out, so that it hides nothing new.""",
    "RC672": """A base image has ONBUILD instructions.

`docker build` does what they say before all else; Apptainer never does. A Dockerfile that was a definition file may
build another image for that. Start from the image that the base was made from, or see that they do no harm. It is found
where the base image was looked at: `--inspect`.""",
    "RC218": """Whether `$HOME` has a value is not known.

Docker sets no HOME for `ENV` and `WORKDIR`; only the base image can. Where it does not, `$HOME/x` is `/x`. Write the
path out.""",
    "RC425": """A variable is set to nothing.

Docker keeps an empty variable, Apptainer takes it away when the image starts. Most programs treat both alike.""",
    "RC426": """A value of the base image is needed after it was overwritten.

`%environment` and `%post` know the base's variables under their own names only. Write the value out.""",
    "RC521": """A start command is replaced by a later one.

Of several `CMD`, `ENTRYPOINT` or `HEALTHCHECK` in a stage the last one counts.""",
    "RC522": """Docker has no `run-help`.

The text of `%help` becomes a file of the image, which `docker run --entrypoint cat` shows.""",
    "RC523": """The image starts where its user stands.

Docker starts in `WORKDIR`. `--start-in caller` leaves the `cd` out, so that the files which the user names are found:
it is wrong for a program that needs files of its WORKDIR by relative paths. `--start-in image` goes there first.""",
    "RC619": """A label cannot be written as it is.

A line of `%labels` is a key, a blank and the value: a key with a blank in it, or a value that depends on the base
image, has no place there.""",
    "RC621": """The build context is not at hand.

What `COPY` does depends on what its sources are. Where the context cannot be seen, the name is believed: `src/` is a
directory, `a.txt` a file. Say where it is by `--context`.""",
    "RC622": """The author becomes a label.

A definition file has no author. `LABEL org.opencontainers.image.authors=...` is the same on both sides.""",
    "RC623": """`%post` computes labels.

What it adds to `$APPTAINER_LABELS` is known when the image is built; `LABEL` wants it in the recipe. Give it to
`docker build --label`.""",
    "RC624": """Files are listed, or hidden, by an ignore file.

`.dockerignore` counts for Docker alone. Converted to a definition file, what is copied is listed as the context is now;
the other way round, what the file hides is not copied any more.""",
    "RC655": """There is no such stage.

`%files from` names a stage that is not above this one, or not in the recipe. Docker's names are read without their
case, Apptainer's with it.""",
    "RC626": """A path of the host is known to its shell alone.

`%files` lets the shell of the host expand `~`, `$HOME` and commands. Docker copies from the build context and nowhere
else: put the file there.""",
    "RC662": """A stage is not built.

Nothing needs it. Docker leaves it out, and so does the definition file that is written.""",
    "RC666": """An archive is unpacked by the image's own `tar`.

`ADD` unpacks by itself; `%post` has what the image has. GNU's tar does the same; busybox's leaves links to root.""",
    "RC668": """This has no counterpart in the other format.

Nothing that the other engine knows comes near it. Leave it out, or do by hand what it is for.""",
    "RC669": """An argument has no value in the recipe.

It has to be given with every build, on both sides.""",
    "RC671": """Nothing is copied from a stage.

Apptainer builds every stage, Docker only those that are needed: a failure there no longer shows.""",
    "RC717": """The base is an image that Docker cannot use.

A SIF file, a sandbox or a SIF in a registry is nothing that `FROM` can name. A name of its own stands for it: convert
the recipe of that image, build it under that name, and build this one then.""",
    "RC718": """A signature is not checked.

`Fingerprints:` asks for the keys that have signed an image; `FROM` knows no signatures of this kind. Pin the image by
its digest.""",
}
