"""Records are named tuples."""

import pickle
from typing import NamedTuple

import pytest

from recipec.record import Record


class Quick(Record):
    """A record."""

    name: str
    size: int = 1
    parts: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        return self.name + "".join(self.parts)


class Plain(NamedTuple):
    name: str
    size: int = 1
    parts: tuple[str, ...] = ()


class Lone(Record):
    only: str


class Nothing(Record):
    """No field at all."""


def test_a_record_is_made_and_read_as_a_named_tuple_is() -> None:
    quick, plain = Quick("a", parts=("b",)), Plain("a", parts=("b",))

    assert (quick.name, quick.size, quick.parts) == (plain.name, plain.size, plain.parts)
    assert quick.whole == "ab"
    assert repr(quick) == repr(plain).replace("Plain", "Quick")
    assert hash(quick) == hash(plain)
    assert quick == ("a", 1, ("b",))
    assert Lone("a") == ("a",)
    assert Nothing() == ()


def test_what_a_class_says_of_itself_is_the_same() -> None:
    assert Quick._fields == Quick.__match_args__ == Plain._fields
    assert Quick._field_defaults == Plain._field_defaults
    assert Quick.__doc__ == "A record."
    assert Quick.__new__.__defaults__ == Plain.__new__.__defaults__
    assert not hasattr(Quick("a"), "__dict__")


def test_a_record_is_changed_by_making_another() -> None:
    quick = Quick("a")

    assert quick._replace(size=2) == ("a", 2, ())
    assert type(quick._replace(size=2)) is Quick
    assert quick._asdict() == {"name": "a", "size": 1, "parts": ()}
    assert Quick._make(["a", 2, ()]) == quick._replace(size=2)
    assert pickle.loads(pickle.dumps(quick)) == quick


def test_a_record_is_matched_by_place_and_name() -> None:
    match Quick("a", 3):
        case Quick("a", parts=(), size=size):
            assert size == 3
        case _:
            pytest.fail("no match")


def test_what_is_wrong_is_refused() -> None:
    quick = Quick("a")

    with pytest.raises(TypeError, match=r"Quick.__new__\(\) missing 1 required positional argument: 'name'"):
        Quick()  # type: ignore[call-arg]  # which is what is tested
    with pytest.raises(TypeError, match=r"unexpected field names: \['other'\]"):
        quick._replace(other=1)  # type: ignore[call-arg]  # which is what is tested
    with pytest.raises(TypeError, match="Expected 3 arguments, got 1"):
        Quick._make(["a"])
    with pytest.raises(AttributeError):
        quick.name = "b"  # type: ignore[misc]  # which is what is tested
