from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator

import hypothesis
import pytest

# How long an input takes, and how quickly inputs are made, depends on how busy the machine is.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


def pytest_configure(config: pytest.Config) -> None:
    # A shell that runs something in the background has it ignore Ctrl-C, and so all that it starts.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line(
        "markers",
        "row(*numbers, by_case=False): rows of tests/faults/rows.py that the test covers; by_case: each case covers the"
        " row that its id begins with, such as `22 no JSON`",
    )
    config.addinivalue_line("markers", "posix: needs what only POSIX systems have, such as forks, pipes and modes")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Thousands of tests and their modules stay till the end: the garbage collector need not look at them each time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    if os.name == "nt" and item.get_closest_marker("posix"):
        pytest.skip("of POSIX systems only")


@pytest.fixture(autouse=True, scope="session")
def _state_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep journals and shared rates of the tests apart from those of the machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILEWRIGHT_STATE", str(tmp_path_factory.mktemp("state")))
        yield
