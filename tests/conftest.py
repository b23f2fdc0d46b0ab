"""What all tests share."""

import signal

import pytest

# A script that starts the tests in the background has Ctrl-C ignored in them, and in what they start to interrupt it.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the golden files; `git diff` is the review")
