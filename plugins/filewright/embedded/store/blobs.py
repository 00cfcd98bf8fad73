"""The contents in the store's folder: those that are complete, and those that are arriving."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Collection, Iterable
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from filewright.embedded.store.database import DATABASE
from filewright.embedded.store.incoming import Incoming
from filewright.embedded.store.opening import open_folder
from filewright.embedded.store.records import DamagedBlobError, FileRecord, PartRecord, is_id
from filewright.errors import ConfigurationError

__all__ = ["Blobs", "claim_folder"]


class Blobs:
    """The folders blobs/ and incoming/ of a store.

    Args:
        folder: the store's folder, claimed before.
        durable: sync what is taken in.
    """

    def __init__(self, folder: Path, durable: bool) -> None:
        self._durable = durable
        self._opener = -1
        with ExitStack() as stack:
            base = open_folder(folder)
            stack.callback(base.close)
            for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal"):
                base.refuse_link(name)
            self._blobs = base.below("blobs")
            stack.callback(self._blobs.close)
            self._incoming = base.below("incoming")
            stack.callback(self._incoming.close)
            self._folders = stack.pop_all()

    def begin(self, known: Collection[str]) -> None:
        """Remove what earlier openings left behind, and begin this one; within a write transaction.

        Args:
            known: the ids of all contents; others are leftovers.
        """
        self._remove_dead_openings()
        self._remove_orphans(known)
        self._opening_name = secrets.token_hex(8)
        self._opening = self._incoming.below(self._opening_name)
        self._folders.callback(self._opening.close)
        self._opening.lock()
        self._opener = os.getpid()

    def close(self) -> None:
        """Close the folders; more than once does no harm."""
        if self._opener == os.getpid():
            self._opening.close()
            with suppress(OSError):  # A body is still arriving in another thread; the next opening removes it.
                self._incoming.remove_folder(self._opening_name)
        self._opener = -1
        self._folders.close()

    def _remove_dead_openings(self) -> None:
        for name in self._incoming.names():
            try:
                opening = self._incoming.existing(name)
            except OSError:
                self._incoming.remove(name)  # A link or a file that does not belong here.
                continue
            with closing(opening):
                is_dead = opening.lock()
                for leftover in opening.names() if is_dead else ():
                    opening.remove(leftover)
            if is_dead:
                self._incoming.remove_folder(name)

    def _remove_orphans(self, known: Collection[str]) -> None:
        # Left by a process that ended between a rename and its commit, or between a commit and its clean-up.
        for name in self._blobs.names():
            if name not in known:
                self._blobs.remove(name)

    def incoming(self) -> Incoming:
        """Begin a body."""
        return Incoming(self._opening, self._durable)

    def publish(self, incoming: Incoming, name: str) -> None:
        """Put a body in its place."""
        incoming.move_to(self._blobs, name)
        if self._durable:
            self._blobs.sync()

    def remove(self, names: Iterable[str]) -> None:
        """Remove contents. An invalid name is ignored: its row was not written by this store."""
        for name in filter(is_id, names):
            with suppress(OSError):  # They are not known any more; the next opening removes those that are left.
                self._blobs.remove(name)

    def open(self, record: FileRecord | PartRecord) -> int:
        """Return a descriptor for reading a content. It stays good when the file is deleted meanwhile.

        Raises:
            FileNotFoundError: the file was deleted a moment ago.
            DamagedBlobError: it is not the content that was stored.
        """
        descriptor = self._blobs.open(record.id)
        found = os.fstat(descriptor)
        if stat.S_ISREG(found.st_mode) and found.st_size == record.bytes:
            return descriptor
        os.close(descriptor)
        raise DamagedBlobError(f"the content of {record.id} has {found.st_size} bytes, not the {record.bytes} stored")


def claim_folder(folder: Path) -> None:
    """Make a folder the store's own, for its owner only.

    Raises:
        ConfigurationError: it holds other things, be they hidden ones.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    entries = os.listdir(folder)
    if entries and DATABASE not in entries:
        raise ConfigurationError(
            f"{str(folder)!r} is not empty and holds no file store; name a folder that is empty or not there yet"
        )
    os.chmod(folder, 0o700)
    # SQLite would make it readable for everybody.
    base = open_folder(folder)
    try:
        with suppress(FileExistsError):
            os.close(base.create(DATABASE))
    finally:
        base.close()
