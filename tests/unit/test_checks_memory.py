"""A recipe that has been checked is gone, whether or not anybody looks for garbage."""

import gc

import recipec
from recipec.checks.scripts import PlacedScript

DOCKERFILE = """FROM debian:12
RUN apt-get update && apt-get install -y git && mkdir /data{n} && chmod 700 /data{n} && cp /etc/x{n} /data{n}
COPY a /data{n}/a
CMD ["sh", "-c", "touch /data{n}/b"]
"""


def scripts() -> int:
    return sum(isinstance(one, PlacedScript) for one in gc.get_objects())


def test_scripts_of_checked_recipes_are_gone() -> None:
    gc.collect()
    before = scripts()
    gc.disable()
    try:
        for number in range(20):
            assert recipec.lint(DOCKERFILE.replace("{n}", str(number))).findings

        # What was asked of the last two is remembered.
        assert scripts() - before <= 2 * 2
    finally:
        gc.enable()
