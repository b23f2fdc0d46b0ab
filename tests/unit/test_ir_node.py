"""Nodes are equal when they mean the same, wherever they were said."""

from recipec.ir.node import Origin
from recipec.ir.steps import SetUser, SetWorkdir
from recipec.source import Span

HERE, THERE = Origin(Span(0, 1)), Origin(Span(5, 9), (" why",))


def test_a_place_is_no_part_of_the_meaning() -> None:
    assert SetUser(("me",), origin=HERE) == SetUser(("me",), origin=THERE)
    assert hash(SetUser(("me",), origin=HERE)) == hash(SetUser(("me",), origin=THERE))


def test_another_value_is_another_node() -> None:
    assert SetUser(("me",)) != SetUser(("you",))


def test_nodes_of_different_kinds_differ_whatever_they_hold() -> None:
    one: object = SetUser(("/a",))

    assert one != SetWorkdir(("/a",))
    assert one != "/a"
