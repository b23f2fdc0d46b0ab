"""`recipec lint` as tests call it, and recipes for it."""

from recipec.cli import main

BAD = """\
Bootstrap: docker
From: debian:12

%post
    sudo make && make install
    make clean
"""
GOOD = BAD.replace("sudo make && make install", "make")
NO_RECIPE = "Bootstrap: docker\nFrom: debian:12\n%post\n    cat <<EOF\n%nothing\nEOF\n"


def lint(*arguments: str) -> int:
    return main(["lint", *arguments])
