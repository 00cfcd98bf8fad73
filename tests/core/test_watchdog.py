"""The thread that ends blocking exchanges: it looks after each of them, also in a child of a fork."""

from __future__ import annotations

import os
import socket
import time
import warnings

import pytest
from filewright.wire.watchdog import Watch, watchdog

PATIENCE = 30.0
"""Seconds after which a socket that nobody shut down is given up."""


def is_ended(seconds: float) -> bool:
    """Whether a read that nothing comes for is ended by the watchdog."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(PATIENCE)
        watch = Watch()
        watch.socket = ours
        watchdog().limit(watch, time.monotonic() + seconds)
        try:
            return ours.recv(1) == b"" and watch.passed
        except TimeoutError:
            return False


def test_an_exchange_is_ended_at_its_deadline() -> None:
    assert is_ended(0.01)


def test_the_first_deadline_wakes_it_whatever_it_sleeps_for() -> None:
    later = Watch()
    watchdog().limit(later, time.monotonic() + 1000)
    assert is_ended(0.01)
    assert not later.passed
    watchdog().end(later)


def ended_in_time(ours: socket.socket) -> Watch | None:
    """An exchange whose end was told before its deadline; None where a busy machine let the deadline pass."""
    watch = Watch()
    watch.socket = ours
    deadline = time.monotonic() + 0.05
    watchdog().limit(watch, deadline)
    watchdog().end(watch)
    return watch if time.monotonic() < deadline else None


def test_an_exchange_that_is_over_is_left_alone() -> None:
    watch = None
    while watch is None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            watch = ended_in_time(ours)
            if watch:
                assert is_ended(0.1)
                theirs.send(b"x")
                assert (ours.recv(1), watch.passed) == (b"x", False)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_has_a_watchdog_of_its_own() -> None:
    assert is_ended(0.01)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking a process that has threads
        child = os.fork()
    if not child:
        os._exit(0 if is_ended(0.01) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
