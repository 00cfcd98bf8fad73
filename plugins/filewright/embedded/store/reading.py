"""Reading contents: in blocks, from one file or from several that form one content."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Self

from filewright.ground.systems import read_at

__all__ = ["BLOCK_BYTES", "BlobBody", "Piece"]

BLOCK_BYTES = 1024 * 1024
"""The most that is read of a blob at a time."""


class Piece(NamedTuple):
    """An open file with a number of bytes of a content."""

    descriptor: int
    bytes: int


class BlobBody:
    """A stretch of an open content, read in blocks. Owns the descriptors: `close` it.

    Args:
        pieces: what the content consists of, in order.
        start: where the stretch begins.
        length: how many bytes it has.
    """

    def __init__(self, pieces: Sequence[Piece], start: int, length: int) -> None:
        self._pieces = list(pieces)
        self._index = 0
        self._position = start
        self._left = length

    def read(self) -> bytes:
        """Return the next block, up to BLOCK_BYTES long; empty at the end.

        Raises:
            OSError: the content is shorter than it was when the response began.
        """
        if not self._left:
            return b""
        while self._position >= self._pieces[self._index].bytes:
            self._position -= self._pieces[self._index].bytes
            self._index += 1
        piece = self._pieces[self._index]
        wanted = min(self._left, BLOCK_BYTES, piece.bytes - self._position)
        block = read_at(piece.descriptor, wanted, self._position)
        if not block:
            raise OSError(f"the stored content ends {self._left} bytes early")
        self._position += len(block)
        self._left -= len(block)
        return block

    def __iter__(self) -> Iterator[bytes]:
        while block := self.read():
            yield block

    def close(self) -> None:
        """Close the content; more than once does no harm."""
        pieces, self._pieces = self._pieces, []
        self._left = 0
        for piece in pieces:
            os.close(piece.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
