"""Makes renames in a folder durable: those of files that end at the same time, with one sync for all of them."""

from __future__ import annotations

import contextlib
import os
import threading


class FolderSyncs:
    """The syncs of one folder.

    A sync covers every rename that was over when it began. While one runs, other threads gather behind the lock; the
    first of them then syncs for all.

    Attributes:
        asked: how many were asked for.
        users: the threads in `sync`.
    """

    def __init__(self) -> None:
        self.users = 0
        self.asked = 0
        self._covered = 0
        self._counting = threading.Lock()
        self._syncing = threading.Lock()

    def sync(self, folder: str) -> None:
        """Return once a sync is over that began after this call."""
        with self._counting:
            self.asked += 1
            ticket = self.asked
        with self._syncing:
            if self._covered >= ticket:
                return
            with self._counting:
                covers = self.asked
            _sync(folder)
            self._covered = covers


def _sync(folder: str) -> None:
    # Where a system cannot open or sync folders, the rename stands all the same.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class _Folders:
    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._lock = threading.Lock()
        self._syncs: dict[str, FolderSyncs] = {}

    def sync(self, folder: str) -> None:
        place = os.path.abspath(folder)
        with self._lock:
            syncs = self._syncs.setdefault(place, FolderSyncs())
            syncs.users += 1
        try:
            syncs.sync(place)
        finally:
            with self._lock:
                syncs.users -= 1
                if not syncs.users and self._syncs.get(place) is syncs:
                    del self._syncs[place]


_FOLDERS = _Folders()
# A fork copies locks as they are: one that another thread holds would never be released in the child.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_FOLDERS.forget)


def sync_folder(folder: str) -> None:
    """Make the renames in a folder durable that are over."""
    _FOLDERS.sync(folder)
