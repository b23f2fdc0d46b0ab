"""What every start would pay for in the classes of the IR, and does not.

Making a class takes attrs as long as converting a line takes recipec, and no recipe has all kinds of steps: a class is
made when its first instance is. The methods that attrs would compile for each class are written once, here and in
``node.py``; with slots, it would make each class twice.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attrs import frozen
else:
    from _thread import RLock

    _ONE_AT_A_TIME = RLock()

    def frozen(**arguments):
        """Decorate as ``attrs.frozen`` does. ``slots`` has to be False: with slots, attrs gives another class."""

        def put_off(cls):
            def make():
                from attrs import frozen as made

                with _ONE_AT_A_TIME:
                    if cls.__init__ is __init__:
                        # `init` is said because attrs leaves a class alone that has an `__init__` already.
                        made(init=True, **arguments)(cls)
                        del cls.__setstate__

            def __init__(self, *values, **named):  # noqa: N807 -- a method of the class made here
                make()
                self.__init__(*values, **named)

            # A process may read an instance out of a pickle before it makes one.
            def __setstate__(self, state):  # noqa: N807 -- likewise
                make()
                self.__dict__.update(state)

            cls.__init__, cls.__setstate__ = __init__, __setstate__
            return cls

        return put_off


class Value:
    """What is equal to all of its class that hold the same."""

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((self.__class__, *self.__dict__.values()))


__all__ = ["Value", "frozen"]
