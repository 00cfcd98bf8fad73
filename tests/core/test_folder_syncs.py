"""Renames that end at the same time are made durable by one sync, and none before a sync that began after it."""

from __future__ import annotations

import os
import threading
import time
import warnings
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from filewright.wire.folders import FolderSyncs, sync_folder

WAIT_SECONDS = 30


def test_a_sync_serves_those_that_came_before_it_began(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync, runs, go = os.fsync, threading.Semaphore(0), threading.Semaphore(0)

    def slow(descriptor: int) -> None:
        runs.release()
        assert go.acquire(timeout=WAIT_SECONDS)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", slow)
    syncs = FolderSyncs()
    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(syncs.sync, str(tmp_path))
        assert runs.acquire(timeout=WAIT_SECONDS)
        rest = [pool.submit(syncs.sync, str(tmp_path)) for _ in range(7)]
        until = time.monotonic() + WAIT_SECONDS
        while syncs.asked < 8:
            assert time.monotonic() < until
            time.sleep(0.001)
        go.release()
        first.result(WAIT_SECONDS)
        assert runs.acquire(timeout=WAIT_SECONDS), "the first sync may have missed what was renamed while it ran"
        assert not any(each.done() for each in rest)
        go.release()
        for each in rest:
            each.result(WAIT_SECONDS)
    assert not runs.acquire(blocking=False), "two syncs for eight"


def test_folders_do_not_wait_for_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow, quick = tmp_path / "slow", tmp_path / "quick"
    slow.mkdir()
    quick.mkdir()
    fsync, runs, go = os.fsync, threading.Event(), threading.Event()

    def sync(descriptor: int) -> Any:
        if os.fstat(descriptor).st_ino == slow.stat().st_ino:
            runs.set()
            assert go.wait(WAIT_SECONDS)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    with ThreadPoolExecutor(2) as pool:
        held = pool.submit(sync_folder, str(slow))
        assert runs.wait(WAIT_SECONDS)
        sync_folder(str(quick))
        assert not held.done()
        go.set()
        held.result(WAIT_SECONDS)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_fork_while_a_folder_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync, runs, go = os.fsync, threading.Event(), threading.Event()

    def sync(descriptor: int) -> None:
        runs.set()
        assert go.wait(WAIT_SECONDS)
        fsync(descriptor)

    with ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(os, "fsync", sync)
        held = pool.submit(sync_folder, str(tmp_path))
        assert runs.wait(WAIT_SECONDS)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of Python 3.12: other threads may hold locks
            child = os.fork()
        if not child:
            monkeypatch.setattr(os, "fsync", fsync)
            sync_folder(str(tmp_path))
            os._exit(7)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
        go.set()
        held.result(WAIT_SECONDS)


def test_nothing_is_kept_of_a_folder_that_was_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[weakref.ref[FolderSyncs]] = []

    class Noted(FolderSyncs):
        def __init__(self) -> None:
            super().__init__()
            made.append(weakref.ref(self))

    monkeypatch.setattr("filewright.wire.folders.FolderSyncs", Noted)
    sync_folder(str(tmp_path))
    assert [each() for each in made] == [None]
