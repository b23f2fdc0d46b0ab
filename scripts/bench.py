"""Measure recipec against spython and against bare Python, side by side: `python scripts/bench.py [FOLDER]`.

Ratios are what counts: the rounds of all commands are interleaved, so that a busy moment hits them all. FOLDER
holds the recipes for the throughput; without one, those of `fixtures` are taken.
"""

import argparse
import compileall
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
# A shim that looks for the right Python would be measured with it.
PYTHON = sys.executable
DOCKERFILE = """\
# syntax=docker/dockerfile:1
FROM ubuntu:22.04 AS build
ARG VERSION=1.19
ENV DEBIAN_FRONTEND=noninteractive \\
    LC_ALL=C.UTF-8
LABEL org.opencontainers.image.title="samtools" org.opencontainers.image.version="1.19"
RUN apt-get update && apt-get install -y --no-install-recommends \\
        build-essential \\
        bzip2 \\
        ca-certificates \\
        libbz2-dev \\
        libcurl4-openssl-dev \\
        liblzma-dev \\
        libncurses5-dev \\
        wget \\
        zlib1g-dev \\
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
RUN wget -q https://example.org/samtools-${VERSION}.tar.bz2 \\
    && tar -xjf samtools-${VERSION}.tar.bz2 \\
    && cd samtools-${VERSION} \\
    && ./configure --prefix=/opt/samtools \\
    && make -j 4 \\
    && make install

FROM ubuntu:22.04
RUN apt-get update \\
    && apt-get install -y --no-install-recommends \\
        libbz2-1.0 \\
        libcurl4 \\
        liblzma5 \\
        libncurses5 \\
        zlib1g \\
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/samtools /opt/samtools
COPY run.sh /usr/local/bin/run.sh
ENV PATH=/opt/samtools/bin:$PATH
WORKDIR /data
ENTRYPOINT ["samtools"]
CMD ["--help"]
"""
DEFINITION = """\
Bootstrap: docker
From: ubuntu:22.04

%files
    run.sh /usr/local/bin/run.sh

%post
    apt-get update
    apt-get install -y --no-install-recommends build-essential wget
    cd /opt
    wget -q https://example.org/samtools.tar.bz2
    tar -xjf samtools.tar.bz2
    make -C samtools install

%environment
    export LC_ALL=C
    export PATH=/opt/samtools/bin:$PATH

%runscript
    exec samtools "$@"

%labels
    Version 1.19
"""


def environment() -> dict[str, str]:
    """Let Python keep its compiled modules, as it does for everybody."""
    left_out = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONPROFILEIMPORTTIME")
    return {name: value for name, value in os.environ.items() if name not in left_out}


def spent(command: Sequence[str]) -> tuple[float, int]:
    """Give the processor time of a command in seconds, and its largest resident set in KiB."""
    child = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, command
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def cold(rounds: int, folder: Path) -> None:
    """Print what starting costs."""
    (folder / "Dockerfile").write_text(DOCKERFILE)
    (folder / "Singularity").write_text(DEFINITION)
    (folder / "run.sh").touch()
    entry = "import sys; sys.argv[0] = 'x'; "
    recipec = [PYTHON, "-c", entry + "from recipec.cli import main; sys.exit(main())"]
    spython = [PYTHON, "-c", entry + "from spython.client import main; main()"]
    dockerfile, definition = str(folder / "Dockerfile"), str(folder / "Singularity")
    commands = {
        "python -c pass": [PYTHON, "-c", "pass"],
        "recipec --version": [*recipec, "--version"],
        "recipec convert Dockerfile": [*recipec, "convert", dockerfile],
        "spython recipe Dockerfile": [*spython, "recipe", dockerfile],
        "recipec convert Singularity": [*recipec, "convert", definition],
        "spython recipe Singularity": [*spython, "recipe", definition],
    }
    for command in commands.values():
        spent(command)
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(spent(command)[0])
    bare_least, bare_median = min(times["python -c pass"]), statistics.median(times["python -c pass"])
    print(f"\n## Cold start, processor time, {rounds} rounds\n")
    print("| command | least ms | x bare | median ms | x bare | MiB |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, each in times.items():
        least, median = min(each), statistics.median(each)
        memory = spent(commands[name])[1] / 1024
        print(
            f"| {name} | {least * 1000:.1f} | {least / bare_least:.2f} "
            f"| {median * 1000:.1f} | {median / bare_median:.2f} | {memory:.1f} |"
        )


def recipes(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def throughput(paths: Sequence[Path], rounds: int) -> None:
    """Print conversions per second of processor time in one process, reading the files included."""
    import recipec
    from recipec.format import detect

    groups: dict[recipec.Format, list[str]] = {}
    for path in paths:
        try:
            written_in = detect(recipec.Source.read(path))
        except recipec.RecipeError:
            continue
        if written_in is not None:
            groups.setdefault(written_in, []).append(str(path))

    def ours(path: str) -> None:
        recipec.convert(recipec.Source.read(path))

    print(f"\n## Throughput, one process, best of {rounds}\n")
    print("| recipes | engine | conversions/s | median ms | refused or crashed |")
    print("|---|---|---:|---:|---:|")
    for written_in, group in groups.items():
        engines = {"recipec": ours, "spython": _spython(written_in.value)}
        for name, convert in engines.items():
            best, median, failed = _best(convert, group, rounds)
            kind = f"{len(group)} {written_in.value}"
            print(f"| {kind} | {name} | {len(group) / best:.0f} | {median * 1000:.2f} | {failed} |")


def _spython(written_in: str) -> Callable[[str], None]:
    from spython.logger import bot
    from spython.main.parse.parsers import DockerParser, SingularityParser
    from spython.main.parse.writers import DockerWriter, SingularityWriter

    bot.level = -10
    from_dockerfile = written_in == "dockerfile"
    parser, writer = (DockerParser, SingularityWriter) if from_dockerfile else (SingularityParser, DockerWriter)

    def convert(path: str) -> None:
        writer(parser(path).parse()).convert()

    return convert


def _best(convert: Callable[[str], None], paths: Sequence[str], rounds: int) -> tuple[float, float, int]:
    totals: list[float] = []
    each: list[float] = []
    failed = 0
    for _ in range(rounds):
        failed, each = 0, []
        begin = time.process_time()
        for path in paths:
            start = time.process_time()
            try:
                convert(path)
            except (Exception, SystemExit):  # noqa: BLE001 -- spython ends the process where it cannot go on
                failed += 1
            each.append(time.process_time() - start)
        totals.append(time.process_time() - begin)
    return min(totals), statistics.median(each), failed


def growth() -> None:
    """Print how the time grows with the length of a recipe."""
    import recipec

    print("\n## Growth\n")
    print("| RUN instructions | ms | µs each | MiB at most so far |")
    print("|---:|---:|---:|---:|")
    for count in (100, 1_000, 10_000):
        text = "FROM alpine\n" + "".join(f"RUN cd /a{i} && make -j 4 install > log{i}\n" for i in range(count))
        start = time.process_time()
        recipec.convert(recipec.Source(text, "Dockerfile"))
        taken = time.process_time() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"| {count} | {taken * 1000:.0f} | {taken / count * 1e6:.0f} | {memory:.0f} |")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path, nargs="?", default=ROOT / "fixtures")
    arguments.add_argument("--rounds", type=int, default=31)
    arguments.add_argument("--only", choices=("cold", "throughput", "growth"))
    asked = arguments.parse_args()
    import recipec

    for package in (Path(recipec.__file__).parent, ROOT / "grammar"):
        compileall.compile_dir(package, quiet=1)
    if asked.only in (None, "cold"):
        with TemporaryDirectory() as folder:
            cold(asked.rounds, Path(folder))
    if asked.only in (None, "throughput"):
        throughput(recipes(asked.folder), 3)
    if asked.only in (None, "growth"):
        growth()


if __name__ == "__main__":
    main()
