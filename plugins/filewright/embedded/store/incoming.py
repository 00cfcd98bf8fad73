"""Bodies that are arriving: small ones in memory, others in a file."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from typing import Self

from filewright.embedded.store.folders import Folder
from filewright.embedded.store.limits import INLINE_BYTES

__all__ = ["Incoming"]


class Incoming:
    """A body that is arriving: written once, hashed on the way, then taken into the store or discarded.

    A context manager: leaving it discards what the store has not taken.
    """

    def __init__(self, folder: Folder, durable: bool) -> None:
        self._folder = folder
        self._durable = durable
        self._name = ""
        self._descriptor = -1
        self._inline: bytearray | None = bytearray()
        self._hash = hashlib.sha256()
        self._taken = False
        self.size = 0

    @property
    def sha256(self) -> str:
        """The hash of what was written so far, in hexadecimal digits."""
        return self._hash.hexdigest()

    @property
    def content(self) -> bytes | None:
        """The whole content, if it is small enough for the database."""
        return None if self._inline is None else bytes(self._inline)

    def write(self, block: bytes | memoryview) -> None:
        """Append a block.

        Raises:
            OSError: the disk is full, or does not take it.
        """
        left = memoryview(block)
        self._hash.update(left)
        self.size += len(left)
        if self._inline is not None:
            if self.size <= INLINE_BYTES.value:
                self._inline += left
                return
            kept, self._inline = memoryview(self._inline), None
            self._name = secrets.token_hex(16)
            self._descriptor = self._folder.create(self._name)
            self._write(kept)
        self._write(left)

    def _write(self, left: memoryview) -> None:
        while left:
            left = left[os.write(self._descriptor, left) :]

    def seal(self) -> None:
        """End writing; in a durable store the body is on the disk when this returns. Again, it does nothing.

        Taking a body in does this as well. Who opens a transaction first seals first, for a sync may take a while.
        """
        if self._descriptor >= 0:
            if self._durable:
                os.fsync(self._descriptor)
            self._close()

    def _close(self) -> None:
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            os.close(descriptor)

    def move_to(self, folder: Folder, name: str) -> None:
        """Move the body to its place."""
        self._folder.move(self._name, folder, name)
        self._taken = True

    def discard(self) -> None:
        """Drop the body, unless the store has taken it. More than once does no harm."""
        taken, self._taken = self._taken, True
        with suppress(OSError):  # A disk that fails now was reported before; the next opening removes what is left.
            self._close()
            if not taken and self._name:
                self._folder.remove(self._name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()
