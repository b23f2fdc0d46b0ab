"""The library as its users call it."""

import doctest
import inspect
from concurrent.futures import ThreadPoolExecutor

import pytest

import recipec
from recipec.dockerfile.tree import File as Dockerfile

DOCKERFILE = 'ARG TAG=3.20\nFROM alpine:$TAG AS build\nRUN make\nFROM alpine\nCOPY --from=build /a /b\nCMD ["b"]\n'
DEFINITION = "Bootstrap: docker\nFrom: alpine:3.20\n\n%post\n    make\n"


def test_a_text_is_a_recipe() -> None:
    assert recipec.convert(DEFINITION).text.startswith("FROM alpine:3.20\n")
    assert recipec.convert(DOCKERFILE).text.startswith("Bootstrap: docker\n")


@pytest.mark.parametrize("text", [" \n", "FROM alpine\nRUN echo \0\n", DEFINITION + "    echo \0\n"])
def test_what_no_engine_reads_is_no_recipe(text: str) -> None:
    for function in (recipec.convert, recipec.lint, recipec.parse, recipec.explain):
        with pytest.raises(recipec.RecipeError, match=r"empty|binary"):
            function(text)


def test_a_target_is_named_or_given() -> None:
    from recipec.target import SINGULARITY_3

    assert recipec.convert(DOCKERFILE, "singularity-3.x") == recipec.convert(DOCKERFILE, SINGULARITY_3)


def test_a_target_of_the_same_format_is_an_error() -> None:
    with pytest.raises(recipec.RecipeError, match="is a definition file already"):
        recipec.convert(DEFINITION, "singularity-3.x")
    with pytest.raises(recipec.RecipeError, match="is a Dockerfile already"):
        recipec.convert(DOCKERFILE, "docker")


def test_the_format_can_be_said() -> None:
    with pytest.raises(recipec.RecipeError, match="unknown instruction"):
        recipec.convert(DEFINITION, format=recipec.Format.DOCKERFILE)


def test_parse_gives_the_tree_of_the_format() -> None:
    assert isinstance(recipec.parse(DOCKERFILE), Dockerfile)
    assert not isinstance(recipec.parse(DEFINITION), Dockerfile)


def test_a_build_argument_chooses_the_base() -> None:
    conversion = recipec.convert(DOCKERFILE, build_args={"TAG": "3.19"})

    assert "3.19" in conversion.text


def test_an_undeclared_build_argument_is_found() -> None:
    conversion = recipec.convert(DOCKERFILE, build_args={"TAGG": "3.19"})

    (finding,) = [finding for finding in conversion.findings if finding.code == "RC025"]
    assert finding.help == "did you mean `TAG`?"


@pytest.mark.parametrize("value", ["a b", "it's", '"', "$X", "\\", "", "a=b"])
def test_a_build_argument_is_taken_as_it_is(value: str) -> None:
    text = 'ARG X=1\nFROM alpine\nARG X\nLABEL x="$X"\n'
    given = recipec.convert(text, "singularity-2.6", build_args={"X": value}).text

    assert value in given


def test_a_stage_can_be_chosen() -> None:
    conversion = recipec.convert(DOCKERFILE, stage="build")

    assert "make" in conversion.text
    assert "%runscript" not in conversion.text


def test_an_unknown_stage_of_a_definition_file_is_an_error() -> None:
    with pytest.raises(recipec.RecipeError, match="there is no stage `x`"):
        recipec.convert(DEFINITION, stage="x")

    staged = DEFINITION.replace("From:", "Stage: build\nFrom:", 1)
    with pytest.raises(recipec.RecipeError) as raised:
        recipec.convert(staged, stage="biuld")
    assert raised.value.help == "did you mean `build`?"


def test_findings_are_in_the_order_of_the_recipe() -> None:
    conversion = recipec.convert("FROM alpine\nVOLUME /b\nEXPOSE 80\nVOLUME /a\nSTOPSIGNAL 9\n")

    starts = [finding.span.start for finding in conversion.findings if finding.span is not None]
    assert starts == sorted(starts)
    assert len(starts) >= 3


def test_threads_do_not_disturb_each_other() -> None:
    texts = [DOCKERFILE, DEFINITION] * 20
    expected = [recipec.convert(text) for text in texts]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(recipec.convert, texts)) == expected


def test_every_public_name_is_there() -> None:
    assert sorted(recipec.__all__) == recipec.__all__
    assert all(getattr(recipec, name) is not None for name in recipec.__all__)
    assert dir(recipec) == recipec.__all__
    with pytest.raises(AttributeError):
        recipec.nothing  # type: ignore[attr-defined]  # noqa: B018 -- to look it up is the test


def test_a_conversion_makes_the_directories_to_mount_on() -> None:
    recipe = 'FROM debian:12\nRUN mkdir /here\nCMD ["ls", "/dataset"]\n'
    conversion = recipec.convert(recipe, mount_points=("/final_log", "/here"))

    assert "    mkdir -p /final_log /dataset\n" in conversion.text


def test_docker_needs_no_mount_points() -> None:
    with pytest.raises(recipec.RecipeError, match="are for definition files"):
        recipec.convert("Bootstrap: docker\nFrom: debian:12\n", mount_points=("/data",))


FUNCTIONS = [name for name in recipec.__all__ if inspect.isfunction(getattr(recipec, name))]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_shows_how_it_is_called(name: str) -> None:
    (example,) = doctest.DocTestFinder(recurse=False).find(getattr(recipec, name), name, globs={"recipec": recipec})

    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


@pytest.mark.parametrize("name", ["Checked", "Configuration", "Finding", "Options", "Settings", "Site", "Target"])
def test_help_says_how_a_value_is_made(name: str) -> None:
    kind = getattr(recipec, name)

    assert list(inspect.signature(kind).parameters) == list(kind.__match_args__)
