"""Blocks of a content that is sent."""

from __future__ import annotations

from filewright.embedded.api.exchanges import TROUBLES
from filewright.embedded.api.responses import BlobBody

__all__ = ["BrokenContentError", "next_block"]


class BrokenContentError(Exception):
    """A content that could not be read to its end."""


def next_block(body: BlobBody) -> bytes:
    """Return the next block of a content.

    Raises:
        BrokenContentError: the disk failed, and the response has begun.
    """
    try:
        return body.read()
    except OSError as error:
        TROUBLES.tell("a content could not be read to its end", error)
        raise BrokenContentError from error
