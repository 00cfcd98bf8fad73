"""The state of a rate limit: in the memory of a process, or in a locked file for all processes of a machine."""

from __future__ import annotations

import contextlib
import os
import struct
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from mmap import mmap
from typing import NamedTuple, Protocol

from ..ground.locks import lock, unlock
from ..ground.systems import boot_id

MAX_PAUSE = 900.0
"""Seconds that a pause may last."""

FIRST_SHARE = 0.5
MIN_SHARE = 0.05
RECOVERY = 0.05
"""Of the rate: what is left of it when a server says that it is too fast, down to how little, and what comes back in a
second."""


class State(NamedTuple):
    """The state of a limit.

    Attributes:
        due: when the next request may be sent, in seconds of the monotonic clock, which all processes share.
        paused: until when none may be sent.
        share: which part of the rate is used, since the time `slowed`.
        slowed: when the share was set.
    """

    due: float = 0.0
    paused: float = 0.0
    share: float = 1.0
    slowed: float = 0.0

    def share_at(self, now: float) -> float:
        """The part of the rate that is used at a time: it grows back slowly."""
        return min(1.0, self.share + RECOVERY * max(now - self.slowed, 0.0))


class Bucket:
    """A token bucket in memory, for the threads and event loops of one process.

    It does not count tokens but keeps the time at which the next request is due, so that nothing has to be filled up,
    and callers immediately learn how long to wait.
    """

    def __init__(self) -> None:
        self._state = State()
        self._lock = threading.Lock()

    @contextmanager
    def _held(self) -> Generator[None, None, None]:
        with self._lock:
            yield

    def _read(self) -> State:
        return self._state

    def _write(self, state: State) -> None:
        self._state = state

    def reserve(self, count: int, interval: float, burst: float) -> float:
        """Reserve requests that follow one another, and return when the first is due.

        Args:
            count: how many.
            interval: seconds between two, at the full rate.
            burst: how many may be sent at once after a rest.
        """
        with self._held():
            now = time.monotonic()
            state = self._read()
            interval /= state.share_at(now)
            due = max(state.due, now - (burst - 1) * interval)
            self._write(state._replace(due=due + count * interval))
            return due

    @property
    def is_current(self) -> bool:
        """True if `paused_until` need not ask anybody."""
        return True

    def paused_until(self) -> float:
        """The time until which no request may be sent; read without the lock, as it is one number."""
        return self._read().paused

    def pause(self, until: float) -> None:
        """Stop all requests until a time of the monotonic clock, and reduce the rate from then on.

        Reservations made before are void: their holders reserve again, at the reduced rate.
        """
        with self._held():
            now = time.monotonic()
            state = self._read()
            until = min(until, now + MAX_PAUSE)
            # Of requests that were under way together, each may be refused: that is one refusal.
            share = state.share_at(now) if state.paused > now else max(state.share_at(now) * FIRST_SHARE, MIN_SHARE)
            due = until if until > state.paused else state.due
            self._write(State(due, max(state.paused, until), share, now))

    def rest(self, until: float) -> None:
        """Stop all requests until a time of the monotonic clock, at an unreduced rate afterwards."""
        with self._held():
            self._write(self._read()._replace(due=until, paused=until))

    def close(self) -> None:
        """Let go of what is held."""


_FORMAT = struct.Struct("4d16sd")
"""A state, the start of the machine in which it was written, and at what time."""


class SharedBucket(Bucket):
    """A token bucket in a file, for all processes of a machine; the system frees the lock of one that dies.

    Not for network file systems, whose locks and memory maps are not those of one machine. A state from before a
    restart of the machine is forgotten, as the monotonic clock begins at 0 then.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        if os.fstat(self._descriptor).st_size < _FORMAT.size:
            os.ftruncate(self._descriptor, _FORMAT.size)
        self._boot = boot_id().ljust(16, b"?")
        self._map = mmap(self._descriptor, _FORMAT.size)

    @contextmanager
    def _held(self) -> Generator[None, None, None]:
        # A lock of `flock` belongs to the open file: threads that share it need one of their own.
        with self._lock:
            lock(self._descriptor)
            try:
                yield
            finally:
                unlock(self._descriptor)

    def _read(self) -> State:
        *state, boot, written = _FORMAT.unpack_from(self._map)
        return State._make(state) if boot == self._boot and written <= time.monotonic() else State()

    def _write(self, state: State) -> None:
        _FORMAT.pack_into(self._map, 0, *state, self._boot, time.monotonic())

    def close(self) -> None:
        """Close the file."""
        with contextlib.suppress(OSError, ValueError):
            self._map.close()
            os.close(self._descriptor)


class Owner(Protocol):
    """The owner of a limit that several machines share. It returns seconds from now, as clocks differ between
    machines.
    """

    def reserve(self, count: int, interval: float, burst: float) -> float:
        """Reserve requests, and return in how many seconds the first is due."""
        ...

    def pause(self, seconds: float) -> None:
        """Stop all requests for this many seconds."""
        ...

    def paused_for(self) -> float:
        """Return the seconds until the latest pause ends; negative once it has ended."""
        ...

    def close(self) -> None:
        """Let go of what is held here; the limit itself remains."""
        ...


class AskedOwner:
    """The owner as workers call it, each method by one message."""

    def _ask(self, method: str, *arguments: float) -> float:
        """Call a method of the owner, and return its result, or 0 if it has none."""
        raise NotImplementedError

    def reserve(self, count: int, interval: float, burst: float) -> float:
        """Reserve requests, and return in how many seconds the first is due."""
        return self._ask("reserve", count, interval, burst)

    def pause(self, seconds: float) -> None:
        """Stop all requests for this many seconds."""
        self._ask("pause", seconds)

    def paused_for(self) -> float:
        """Return the seconds until the latest pause ends; negative once it has ended."""
        return self._ask("paused_for")

    def close(self) -> None:
        """Nothing is held."""


BEGINNING = 1.0
"""Seconds of the pause with which an owner begins, so that the reservations of one that was lost are void."""


class BucketOwner:
    """The owner of a limit in the memory of one process, for workers on several machines."""

    def __init__(self) -> None:
        self._bucket = Bucket()
        self._bucket.rest(time.monotonic() + BEGINNING)

    def reserve(self, count: int, interval: float, burst: float) -> float:
        """Reserve requests, and return in how many seconds the first is due."""
        return self._bucket.reserve(count, interval, burst) - time.monotonic()

    def pause(self, seconds: float) -> None:
        """Stop all requests for this many seconds."""
        self._bucket.pause(time.monotonic() + seconds)

    def paused_for(self) -> float:
        """Return the seconds until the latest pause ends; negative once it has ended."""
        return self._bucket.paused_until() - time.monotonic()

    def close(self) -> None:
        """Nothing is held."""


ASKED_AGAIN = 0.5
"""Seconds for which the result of a query for a pause is cached."""
SAME = 0.25
"""Seconds by which the end of a pause may vary between two queries, as calls take time."""


class OwnedBucket(Bucket):
    """A token bucket whose state is with an owner."""

    def __init__(self, owner: Owner) -> None:
        super().__init__()
        self._owner = owner
        self._until = 0.0
        self._asked = float("-inf")

    def reserve(self, count: int, interval: float, burst: float) -> float:
        """Reserve requests that follow one another, and return when the first is due."""
        left = self._owner.reserve(count, interval, burst)  # which takes time: rather too late than too early
        return time.monotonic() + left

    @property
    def is_current(self) -> bool:
        """True if the owner was asked a moment ago."""
        return time.monotonic() - self._asked < ASKED_AGAIN

    def paused_until(self) -> float:
        """The time until which no request may be sent."""
        if not self.is_current:
            self._asked = now = time.monotonic()
            until = now + self._owner.paused_for()
            if until > self._until + SAME:
                self._until = until
        return self._until

    def pause(self, until: float) -> None:
        """Stop all requests until a time of the monotonic clock."""
        self._until = max(self._until, until)
        self._owner.pause(until - time.monotonic())

    def close(self) -> None:
        """Let go of the owner."""
        self._owner.close()


def bucket_at(path: str | None) -> Bucket:
    """The bucket in a file, or in memory where there is none, or where the system has no such locks."""
    has_locks = find_spec("fcntl") is not None
    return SharedBucket(path) if path is not None and has_locks else Bucket()
