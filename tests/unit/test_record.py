"""Records are immutable values, compared by what they hold."""

from typing import Generic, TypeVar

import pytest

from recipec import record

T = TypeVar("T")


@record.frozen(kw_only=True)
class Thing:
    place: int | None = record.field(default=None, eq=False, repr=False)


@record.frozen
class Point(Thing):
    x: int
    y: tuple[int, ...] = ()


@record.frozen
class Other(Thing):
    x: int
    y: tuple[int, ...] = ()


@record.frozen
class Box(Generic[T]):
    value: T
    names: dict[str, int] = record.field(factory=dict)


def test_equality_is_that_of_the_fields_and_of_the_class() -> None:
    assert Point(1, (2,), place=3) == Point(x=1, y=(2,))
    assert hash(Point(1, (2,), place=3)) == hash(Point(1, (2,)))
    assert Point(1) != Point(2)
    things: list[Thing] = [Point(1), Other(1)]
    assert things[0] != things[1]


def test_a_pattern_binds_the_fields_in_their_order() -> None:
    match Point(1, (2,)):
        case Point(x, y):
            assert (x, y) == (1, (2,))


def test_a_factory_makes_a_value_for_each() -> None:
    assert Box(1) == Box(1, {})
    assert Box(1).names is not Box(1).names


def test_evolve_changes_a_copy() -> None:
    point = Point(1, place=3)

    assert record.evolve(point, x=2) == Point(2)
    assert record.evolve(point, x=2).place == 3
    assert point.x == 1
    with pytest.raises(TypeError):
        record.evolve(point, z=2)


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="Point is frozen"):
        Point(1).__setattr__("x", 2)
    with pytest.raises(AttributeError, match="Point is frozen"):
        Point(1).__delattr__("x")


def test_a_record_shows_its_fields() -> None:
    assert repr(Point(1, (2,), place=3)) == "Point(x=1, y=(2,))"


@pytest.mark.parametrize(
    ("values", "named"), [((), {}), ((1, (), 3), {}), ((1,), {"x": 1}), ((1,), {"z": 1}), ((), {"y": ()})]
)
def test_fields_that_do_not_fit_are_an_error(values: tuple[object, ...], named: dict[str, object]) -> None:
    make: type[object] = Point
    with pytest.raises(TypeError, match="Point has the fields place, x, y"):
        make(*values, **named)
