from __future__ import annotations

import signal

import pytest


def pytest_configure(config: pytest.Config) -> None:
    # A shell that runs something in the background has it ignore Ctrl-C, and so all that it starts.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line(
        "markers",
        "row(*numbers, by_case=False): rows of tests/faults/rows.py that the test covers; by_case: each case covers the"
        " row that its id begins with, such as `22 no JSON`",
    )
