"""The length of a content: announced, expected, and received."""

from __future__ import annotations

import re

import httpx

from ..errors import IntegrityError
from ..redaction import redacted

_LENGTH = re.compile(r"[0-9]{1,20}")
"""Twenty digits hold every number of 64 bits; of text without end, Python makes no number."""


def content_length(response: httpx.Response) -> int | None:
    """Return the content length that a response announces, in bytes, or None."""
    length = response.headers.get("content-length", "")
    return int(length) if _LENGTH.fullmatch(length) and not is_coded(response) else None


def is_coded(response: httpx.Response) -> bool:
    """Return whether a content came in a content coding: its lengths and ranges are those of the coded bytes."""
    return "content-encoding" in response.headers


def check_length(written: int, total: int | None, response: httpx.Response) -> None:
    """Raise IntegrityError if a content does not have the expected number of bytes."""
    if total is not None and written != total:
        raise IntegrityError(
            f"The download is incomplete: {written:,} of {total:,} bytes. The existing file is unchanged.",
            redacted(response.request),
        )
