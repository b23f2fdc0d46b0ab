"""ShellCheck and hadolint, asked about recipes: both are in the development environment."""

import sys
from pathlib import Path

import pytest

from recipec import Format, RecipeError, Settings, Source, lint

DEFINITION = """\
Bootstrap: docker
From: debian:12

%arguments
    VERSION=1

%post
    cd /opt
    echo $name {{ VERSION }} $LANG

%environment
    export LANG=C
    unused=1

%runscript
    exec tool $@

%test
    #!/bin/bash
    [[ -e /x ]] && echo $name
"""
DOCKERFILE = """\
FROM debian:12
RUN cd /opt && \\
    # a comment
    echo $name
RUN ["echo", "$name"]
USER root
"""
HEREDOC = "FROM debian:12\nRUN <<EOF\necho $other\nEOF\n"


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")


def found(text: str, settings: Settings, format_: Format) -> list[tuple[str, str]]:
    checked = lint(Source(text), settings._replace(select=("shellcheck", "hadolint")), format=format_)
    return [(one.code, text[one.span.start : one.span.end] if one.span else "") for one in checked.findings]


def test_scripts_of_a_definition_file_are_checked_at_their_places() -> None:
    answer = found(DEFINITION, Settings(shellcheck=True), Format.DEFINITION)

    assert ("SC2154", "$name") in answer
    assert ("SC2068", "$@") in answer
    assert ("SC2086", "$LANG") in answer


def test_what_is_wrong_for_recipes_is_left_out() -> None:
    codes = {code for code, _ in found(DEFINITION, Settings(shellcheck=True), Format.DEFINITION)}
    places = {place for _, place in found(DEFINITION, Settings(shellcheck=True), Format.DEFINITION)}

    assert not codes & {"SC2164", "SC2034", "SC2148"}
    assert not any("{{" in place for place in places)


def test_each_script_is_read_in_its_own_dialect() -> None:
    codes = {code for code, _ in found(DEFINITION, Settings(shellcheck=True), Format.DEFINITION)}

    assert "SC3010" not in codes


def test_places_in_a_dockerfile_survive_continuations_and_heredocs() -> None:
    answer = found(DOCKERFILE, Settings(shellcheck=True), Format.DOCKERFILE)

    assert ("SC2086", "$name") in answer
    assert ("SC2086", "$other") in found(HEREDOC, Settings(shellcheck=True), Format.DOCKERFILE)
    assert len([place for _, place in answer if place == "$name"]) == 2  # SC2086 and SC2154, of the shell form only


def test_hadolint_is_asked_about_dockerfiles() -> None:
    engine = found(DOCKERFILE, Settings(hadolint=True), Format.DOCKERFILE)
    docker = found(DOCKERFILE, Settings(hadolint=True, target="docker"), Format.DOCKERFILE)

    assert "DL3002" in {code for code, _ in docker}
    assert "DL3002" not in {code for code, _ in engine}
    assert "SC2086" in {code for code, _ in engine}


def test_shellcheck_speaks_once() -> None:
    both = found(DOCKERFILE, Settings(hadolint=True, shellcheck=True), Format.DOCKERFILE)

    assert both.count(("SC2086", "$name")) == 1


def test_what_they_find_can_be_ignored_and_suppressed() -> None:
    text = DEFINITION.replace("    exec tool $@", "    exec tool $@  # recipec: ignore[SC2068]")
    settings = Settings(shellcheck=True, ignore=("SC2154", "SC2086"))

    assert {code for code, _ in found(text, settings, Format.DEFINITION)} == set()


def test_one_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(RecipeError, match="`shellcheck` is not installed"):
        found(DEFINITION, Settings(shellcheck=True), Format.DEFINITION)
