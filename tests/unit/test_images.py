"""References of images, and the distributions in them."""

import pytest

from recipec.checks.images import Image, distribution, distribution_of, image
from recipec.checks.recipe import Recipe
from recipec.checks.releases import Distribution, ended
from recipec.checks.settings import Settings
from recipec.definition.lift import lift
from recipec.definition.parse import parse
from recipec.source import Source
from recipec.target import APPTAINER_1_4


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("debian", Image("docker.io", "debian", None, None)),
        ("docker.io/library/debian:12", Image("docker.io", "debian", "12", None)),
        ("docker://nvidia/cuda:12.2.0-base", Image("docker.io", "nvidia/cuda", "12.2.0-base", None)),
        ("localhost:5000/a/b", Image("localhost:5000", "localhost:5000/a/b", None, None)),
        ("localhost/b:1", Image("localhost", "localhost/b", "1", None)),
        ("quay.io/a/b@sha256:12", Image("quay.io", "quay.io/a/b", None, "sha256:12")),
        ("debian:12@sha256:12", Image("docker.io", "debian", "12", "sha256:12")),
    ],
)
def test_a_reference_is_read_as_docker_reads_it(reference: str, expected: Image) -> None:
    assert image(reference) == expected


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("debian:12-slim", Distribution("debian", "12")),
        ("debian:bookworm-20240110", Distribution("debian", "12")),
        ("debian:12.5", Distribution("debian", "12")),
        ("debian", Distribution("debian")),
        ("ubuntu:focal", Distribution("ubuntu", "20.04")),
        ("ubuntu:22.04", Distribution("ubuntu", "22.04")),
        ("centos", Distribution("centos", "8")),
        ("centos:7.9.2009", Distribution("centos", "7")),
        ("centos:centos7", Distribution("centos", "7")),
        ("quay.io/centos/centos:stream9", Distribution("centos-stream", "9")),
        ("alpine:3.18.4", Distribution("alpine", "3.18")),
        ("python:3.11-alpine3.18", Distribution("alpine", "3.18")),
        ("python:3.7-slim-buster", Distribution("debian", "10")),
        ("python:2.7", Distribution("debian", "10")),
        ("python:3.12", Distribution("debian")),
        ("node:20-alpine", Distribution("alpine")),
        ("nvidia/cuda:11.2.2-devel-ubuntu20.04", Distribution("ubuntu", "20.04")),
        ("nvidia/cuda:10.2-devel-centos7", Distribution("centos", "7")),
        ("redhat/ubi9", Distribution("rhel", "9")),
        ("ghcr.io/oracle/oraclelinux:8-slim", Distribution("oracle", "8")),
        ("godloved/ubuntu-bionic", Distribution("ubuntu", "18.04")),
        ("phusion/baseimage:0.9.22", Distribution("ubuntu")),
        ("opensuse/tumbleweed:20240101", Distribution("opensuse")),
        ("rocm/dev-ubuntu-22.04:6.0", Distribution("ubuntu", "22.04")),
        ("quay.io/biocontainers/samtools:1.17--h00cdaf9_0", None),
    ],
)
def test_a_reference_tells_its_distribution(reference: str, expected: Distribution | None) -> None:
    assert distribution(image(reference)) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Bootstrap: docker\nFrom: debian:12\n", Distribution("debian", "12")),
        ("Bootstrap: docker-daemon\nFrom: ubuntu:22.04\n", Distribution("ubuntu", "22.04")),
        ("Bootstrap: library\nFrom: library/default/ubuntu:20.04\n", Distribution("ubuntu", "20.04")),
        ("Bootstrap: library\nFrom: me/collection/thing:1\n", None),
        ("Bootstrap: debootstrap\nOSVersion: xenial\nMirrorURL: http://x/ubuntu/\n", Distribution("ubuntu", "16.04")),
        ("Bootstrap: yum\nOSVersion: 7\nMirrorURL: http://mirror.centos.org/centos-7/\n", Distribution("centos", "7")),
        ("Bootstrap: arch\n", Distribution("arch")),
        ("Bootstrap: localimage\nFrom: base.sif\n", None),
        (
            "Bootstrap: docker\nFrom: {{ base }}\n\n%arguments\n    base=rockylinux:9\n",
            Distribution("rocky", "9"),
        ),
    ],
)
def test_a_header_tells_its_distribution(header: str, expected: Distribution | None) -> None:
    source = Source(header)
    tree = parse(source)
    recipe = Recipe(source, APPTAINER_1_4, lift(tree, APPTAINER_1_4).value, Settings(), definition=tree)

    assert distribution_of(recipe, recipe.final) == expected


def test_releases_that_ended_say_where_their_packages_went() -> None:
    buster, bookworm, bionic = (
        Distribution("debian", "10"),
        Distribution("debian", "12"),
        Distribution("ubuntu", "18.04"),
    )
    end = ended(buster)

    assert end is not None
    assert end.moved
    assert end.repair == "archive.debian.org"

    assert ended(bookworm) is None
    assert (ended(bionic) or end).moved is False
