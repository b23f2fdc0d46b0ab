from recipec.ir.held import Held


def test_each_state_keeps_what_it_held() -> None:
    first = Held({"A": 1})
    second = first.having({"A": 2, "B": 3})

    assert dict(first) == {"A": 1}
    assert dict(second) == {"A": 2, "B": 3}


def test_two_states_may_go_on_from_the_same_one() -> None:
    start = Held({"A": 1})
    one = start.having({"A": 2})
    other = start.having({"B": 9})

    assert dict(one) == {"A": 2}
    assert dict(other) == {"A": 1, "B": 9}
    assert dict(start) == {"A": 1}


def test_what_was_never_set_is_not_there() -> None:
    held = Held[int]().having({"A": 1})

    assert held.get("B") is None
    assert len(held) == 1
