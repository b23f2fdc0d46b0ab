"""Every assignment of a recipe is found, with its place."""

from recipec.checks.recipe import Recipe
from recipec.checks.settings import Settings
from recipec.checks.variables import Assigned
from recipec.definition.lift import lift as lift_definition
from recipec.definition.parse import parse as parse_definition
from recipec.dockerfile.lift import lift as lift_dockerfile
from recipec.dockerfile.parse import parse as parse_dockerfile
from recipec.source import Source, Span
from recipec.target import APPTAINER_1_4


def of_dockerfile(text: str) -> tuple[Assigned, ...]:
    source = Source(text)
    file = parse_dockerfile(source)
    return Recipe(source, APPTAINER_1_4, lift_dockerfile(file).value, Settings(), dockerfile=file).assigned


def of_definition(text: str) -> tuple[Assigned, ...]:
    source = Source("Bootstrap: docker\nFrom: debian:12\n\n" + text)
    tree = parse_definition(source)
    program = lift_definition(tree, APPTAINER_1_4).value
    return Recipe(source, APPTAINER_1_4, program, Settings(), definition=tree).assigned


def cut(text: str, span: Span) -> str:
    return text[span.start : span.end]


def test_env_has_the_place_of_each_pair() -> None:
    text = 'FROM a\nENV A=1 \\\n    B="x y:$A"\nENV OLD  some words\n'
    found = of_dockerfile(text)

    assert [one.name for one in found] == ["A", "B", "OLD"]
    assert [cut(text, one.at) for one in found] == ["A=1", 'B="x y:$A"', "OLD  some words"]
    assert [cut(text, one.value_at) for one in found] == ["1", '"x y:$A"', "some words"]
    assert [one.value for one in found] == ["1", None, "some words"]  # B gets the A from before
    assert found[1].reads == ("A",)


def test_a_script_exports_what_it_names_anywhere() -> None:
    found = of_definition("%environment\n    A=1\n    B=2\n    export A C=3:$C D=\n")

    assert [(one.name, one.value, one.is_exported) for one in found] == [
        ("A", "1", True),
        ("B", "2", False),
        ("C", None, True),
        ("D", "", True),
    ]
    assert [one.name for one in found if one.mentions_itself] == ["C"]


def test_what_is_written_to_the_environment_file_is_set() -> None:
    found = of_definition(
        "%post\n    echo 'export A=1' >> $APPTAINER_ENVIRONMENT\n"
        "    cat >> $SINGULARITY_ENVIRONMENT <<'EOF'\nexport B=/b:$B\nEOF\n    echo 'export C=1' >> /etc/profile\n"
    )

    assert [(one.name, one.place, one.raw) for one in found] == [("A", "file", "1"), ("B", "file", "/b:$B")]
