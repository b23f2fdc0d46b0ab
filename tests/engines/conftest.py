"""One pair of engines for each worker."""

from collections.abc import Iterator

import pytest

from tests.support.engines_prove import MISSING, Engines, engines
from tests.support.missing import give_up


@pytest.fixture(scope="session")
def real_engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """Both engines; where they are missing tests are skipped, but never in CI."""
    if MISSING:
        reason = f"not installed: {', '.join(MISSING)} (scripts/install-engines)"
        give_up(reason)
    with engines(tmp_path_factory.mktemp("engines")) as both:
        yield both
