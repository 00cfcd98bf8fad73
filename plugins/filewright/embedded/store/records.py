"""The rows of the store: files, uploads, parts, batches, and requests that may be sent again."""

from __future__ import annotations

import re
import secrets
import string
from typing import NamedTuple

__all__ = [
    "BatchRecord",
    "DamagedBlobError",
    "FileRecord",
    "PartRecord",
    "Resend",
    "UnknownCursorError",
    "UploadRecord",
    "is_id",
    "new_id",
]

_ID_ALPHABET = string.ascii_letters + string.digits
_ID_LENGTH = 24
_UNEVEN = bytes(range(256 - 256 % len(_ID_ALPHABET), 256))
"""Bytes that stand for no letter, so that all letters are as likely."""
_LETTERS = bytes(ord(_ID_ALPHABET[value % len(_ID_ALPHABET)]) for value in range(256))
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


class FileRecord(NamedTuple):
    """The record of a file. `created` is `created_at` with its fraction; times are Unix times in seconds.

    `sha256` is the hash of the content, or, of a file that consists of the parts of a large upload, of their hashes.
    """

    seq: int
    id: str
    bytes: int
    created: float
    created_at: int
    expires_at: int | None
    filename: str
    purpose: str
    sha256: str


class UploadRecord(NamedTuple):
    """The record of an upload. `lifetime` is how many seconds the file made of it will last; None if it does not
    expire.
    """

    id: str
    bytes: int
    created_at: int
    expires_at: int
    filename: str
    purpose: str
    lifetime: int | None
    status: str
    file_id: str | None


class PartRecord(NamedTuple):
    """The record of a part of an upload; one stored by an earlier version has no hash."""

    id: str
    upload_id: str
    bytes: int
    created_at: int
    sha256: str = ""


class BatchRecord(NamedTuple):
    """The record of a batch.

    `metadata` and `errors` are JSON; `lifetime` is how many seconds its output lasts, None for ever; `created` is
    a Unix time with its fraction; `completed` and `failed` count its requests; `total` is their number.
    """

    id: str
    input_file_id: str
    endpoint: str
    completion_window: str
    metadata: str | None
    lifetime: int | None
    created: float
    status: str = "in_progress"
    ended_at: int | None = None
    output_file_id: str | None = None
    error_file_id: str | None = None
    errors: str | None = None
    completed: int = 0
    failed: int = 0
    total: int = 0
    cancelling_at: int | None = None


class Resend(NamedTuple):
    """An earlier request with the same idempotency key, and the id of what it made."""

    fingerprint: str
    made_id: str


class UnknownCursorError(LookupError):
    """The cursor of a list was never stored, or was deleted long ago."""


class DamagedBlobError(OSError):
    """A content in the folder is not what was stored: it was shortened, replaced or swapped for a link."""


def is_id(given: object) -> bool:
    """Tell whether something could have this id. Such an id is a plain file name too, on every system."""
    return isinstance(given, str) and _ID.fullmatch(given) is not None


def new_id(prefix: str) -> str:
    """Create an id that cannot be guessed."""
    letters = secrets.token_bytes(2 * _ID_LENGTH).translate(_LETTERS, _UNEVEN)
    return prefix + letters[:_ID_LENGTH].decode() if len(letters) >= _ID_LENGTH else new_id(prefix)
