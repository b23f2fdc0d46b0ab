"""``attrs.frozen``, put off: a class of the IR is made when its first instance is.

Making a class takes attrs as long as converting a line takes recipec, and no recipe has all kinds of steps.
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

            def __init__(self, *values, **named):  # noqa: N807
                make()
                self.__init__(*values, **named)

            # A process may read an instance out of a pickle before it makes one.
            def __setstate__(self, state):  # noqa: N807
                make()
                self.__dict__.update(state)

            cls.__init__, cls.__setstate__ = __init__, __setstate__
            return cls

        return put_off


__all__ = ["frozen"]
