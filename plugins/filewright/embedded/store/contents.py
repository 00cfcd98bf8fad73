"""The contents of files and parts: in the database where they are small, else in blobs or in pieces."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack

from filewright.embedded.store.blobs import Blobs
from filewright.embedded.store.database import Database
from filewright.embedded.store.incoming import Incoming
from filewright.embedded.store.limits import INLINE_BYTES
from filewright.embedded.store.pieces import Pieces
from filewright.embedded.store.reading import BlobBody, Piece
from filewright.embedded.store.records import DamagedBlobError, FileRecord, PartRecord

__all__ = ["Contents"]

_COPY_BLOCK = 1024 * 1024


class Contents:
    """Keeps contents, reads them and removes them.

    Methods that read or write the database raise sqlite3.Error, and those that touch blobs OSError, when the disk fails
    them.

    Args:
        db: the store's database.
        blobs: the store's blobs.
        pieces: the contents that a file consists of.
    """

    def __init__(self, db: Database, blobs: Blobs, pieces: Pieces) -> None:
        self._db = db
        self._blobs = blobs
        self._pieces = pieces

    def keep(self, incoming: Incoming, name: str) -> None:
        """Keep a body under the id of its file or part, in the transaction that enters that."""
        content = incoming.content
        if content is None:
            self._blobs.publish(incoming, name)
        else:
            self._db.execute("INSERT INTO contents (id, content) VALUES (?, ?)", (name, content))

    def remove(self, names: Iterable[str]) -> None:
        """Remove contents; blobs go once the transaction has been committed."""
        files = [name for name in names if not self._db.execute("DELETE FROM contents WHERE id = ?", (name,)).rowcount]
        if files:
            self._db.when_committed(lambda: self._blobs.remove(files))

    def small(self, record: FileRecord | PartRecord) -> bytes | None:
        """Return a content that is kept in the database; None if it has a file of its own, or is gone.

        Raises:
            DamagedBlobError: it is not the content that was stored.
        """
        if record.bytes > INLINE_BYTES.value:
            return None
        row = self._db.row("SELECT content FROM contents WHERE id = ?", (record.id,))
        if row is None:
            return None
        content = row[0]
        if not isinstance(content, bytes) or len(content) != record.bytes:
            raise DamagedBlobError(f"the content of {record.id} is not the {record.bytes} bytes stored")
        return content

    def open(self, record: FileRecord | PartRecord) -> int:
        """Return a descriptor for reading a content. It stays good when the file is deleted meanwhile.

        Raises:
            FileNotFoundError: the file was deleted a moment ago.
            DamagedBlobError: it is not the content that was stored.
        """
        opened = self.open_pieces(record)
        if len(opened) == 1:
            return opened[0].descriptor
        with BlobBody(opened, 0, record.bytes) as content, tempfile.TemporaryFile(buffering=0) as file:
            for block in content:
                file.write(block)
            file.seek(0)
            return os.dup(file.fileno())

    def open_pieces(self, record: FileRecord | PartRecord) -> list[Piece]:
        """Return descriptors for reading what a content consists of. They stay good when the file is deleted meanwhile.

        Raises:
            FileNotFoundError: the file was deleted a moment ago.
            DamagedBlobError: it is not the content that was stored.
        """
        with ExitStack() as stack:
            opened: list[Piece] = []
            parts: Sequence[FileRecord | PartRecord] = self._pieces.of(record.id) or [record]
            for part in parts:
                content = self.small(part)
                descriptor = self._blobs.open(part) if content is None else _descriptor_of(content)
                stack.callback(os.close, descriptor)
                opened.append(Piece(descriptor, part.bytes))
            stack.pop_all()
            return opened

    def copy(
        self, parts: Iterable[PartRecord], to: Incoming, observe: Callable[[memoryview], None] | None = None
    ) -> None:
        """Append the contents of parts, in order, to a body. `observe` is shown each block."""
        buffer = memoryview(bytearray(_COPY_BLOCK))
        for part in parts:
            with open(self.open(part), "rb", buffering=0) as blob:
                while count := blob.readinto(buffer):
                    block = buffer[:count]
                    to.write(block)
                    if observe is not None:
                        observe(block)


def _descriptor_of(content: bytes) -> int:
    """Return a descriptor that reads a content which is in memory."""
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(content)
        file.seek(0)
        return os.dup(file.fileno())
