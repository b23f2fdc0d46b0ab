"""Templates: where they are, and what they stand for."""

import pytest

from recipec.definition.templates import expand, find, mask, value
from recipec.errors import RecipeError
from recipec.ir.text import show, variables


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{ a }}{{b}}", ["a", "b"]),
        ("{{\n a\t}}", ["a"]),
        ("{{{ a }}}", ["a"]),
        ("{{ a.b }} {{ a|b }} {{ .a }} {{ }} {{ a b }} { { a } }", []),
        ("{{ \u00e9 }} {{ a\u00a0}}", []),
        ("# {{ a }}\n{{ b }}", ["b"]),
        ("#{{ a }}", ["a"]),
        ("#!/bin/{{ a }}", ["a"]),
        ("echo 'x # {{ a }}' {{ b }}", []),
        ("{{ a }} # {{ b }}", ["a"]),
        ("{{ a }}#{{ b }} {{ c }}", ["a", "b", "c"]),
    ],
)
def test_templates_are_found_where_apptainer_finds_them(text: str, names: list[str]) -> None:
    assert [template.name for template in find(text)] == names


def test_engines_without_the_rule_replace_in_comments_too() -> None:
    assert [template.name for template in find("# {{ a }}", skips_comments=False)] == ["a"]


def test_values_are_put_in_once() -> None:
    assert expand("{{ lb }} x }}", {"lb": "{{"}) == "{{ x }}"


def test_a_value_may_mention_another_and_no_further() -> None:
    values = {"a": "1", "b": "x{{ a }}", "c": "{{ b }}"}

    assert value("b", values) == "x1"
    assert value("c", values) == "x{{ a }}"
    assert value("b", values, nests=False) == "x{{ a }}"


def test_a_template_without_value_is_refused_with_its_place() -> None:
    with pytest.raises(RecipeError) as raised:
        expand("ab {{ x }}", {}, start=10)

    assert raised.value.span == (13, 20)


def test_a_masked_text_becomes_a_value_or_what_was_written() -> None:
    masked, masks = mask("a {{x}} b {{ y }}")
    parts = masked.split(" ")

    assert show(masks.text(parts[1])) == "{{ x }}"
    assert variables(masks.text(parts[3])) == {"y"}
    assert masks.source(masked) == "a {{x}} b {{ y }}"


def test_a_text_with_a_nul_has_no_templates() -> None:
    assert mask("\0 {{ a }}")[0] == "\0 {{ a }}"
