"""The figures that the server holds its clients to, each with where it comes from.

Sizes are in bytes, times in seconds. "Published" is the API's own published description of the operation;
"ours" are bounds that keep one client from exhausting the machine that the server runs on.
"""

from __future__ import annotations

from typing import Any, NamedTuple, get_args

from filewright_api.models.batch_endpoint import BatchEndpoint
from filewright_api.models.completion_window import CompletionWindow
from filewright_api.models.upload_purpose import UploadPurpose
from filewright_api.operations import ADD_UPLOAD_PART, CREATE_FILE, CREATE_UPLOAD, LIST_BATCHES, LIST_FILES
from filewright_api.types import Operation

from filewright.limits import BATCH_LIMITS, published

__all__ = [
    "BATCH_ENDPOINTS",
    "BATCH_ERRORS",
    "BATCH_INPUT_BYTES",
    "BATCH_LIFETIME",
    "BATCH_LINE_BYTES",
    "BATCH_LIST_DEFAULT",
    "BATCH_LIST_LIMIT",
    "BATCH_REQUESTS",
    "BATCH_SECONDS",
    "BATCH_WINDOWS",
    "BODY_STALL_SECONDS",
    "EXPIRY_MAXIMUM",
    "EXPIRY_MINIMUM",
    "FIELD_BYTES",
    "FILENAME_CHARACTERS",
    "FILE_BYTES",
    "FILE_PURPOSES",
    "HEADER_SECONDS",
    "INLINE_BYTES",
    "JOINED_BYTES",
    "JSON_BYTES",
    "KEEP_ALIVE_SECONDS",
    "LIST_LIMIT",
    "MAX_PIECES",
    "METADATA_NAME_CHARACTERS",
    "METADATA_PAIRS",
    "METADATA_VALUE_CHARACTERS",
    "PARTS_PER_UPLOAD",
    "PART_BYTES",
    "PART_HEADER_BYTES",
    "PART_HEADER_COUNT",
    "RESEND_KEY_CHARACTERS",
    "RESEND_SECONDS",
    "UPLOAD_BYTES",
    "UPLOAD_LIFETIME",
    "Limit",
    "readable_size",
]

_MIB = 1024**2
_GIB = 1024**3


class Limit(NamedTuple):
    """A bound and its source."""

    value: int
    source: str


def _published(operation: Operation, purpose: str | None = None) -> Limit:
    """Return the maximum size of an operation's content from the contract; for a purpose, where it has its own."""
    limits = published(operation)
    own = [each for each in limits.purposes if each.purpose == purpose and each.bytes]
    found = own[0] if own else limits
    return Limit(found.bytes or limits.bytes, f"published, {found.source}: {found.note}")


def _page_size(operation: Operation) -> Limit:
    """Return the maximum number of items in a page from the contract."""
    size = None if operation.paging is None else operation.paging.max_size
    if size is None:
        raise LookupError(f"The contract has no page size for {operation.name}.")
    return Limit(size, f"published, {operation.method} {operation.path}: limit is 1 to {size:,}")


def _expiry() -> tuple[Limit, Limit]:
    """Return the bounds of the lifetime of a file from the contract."""
    rule = CREATE_FILE.expiry
    if rule is None:
        raise LookupError("The contract has no expiry for files.")
    source = "published, expires_after.seconds"
    return Limit(rule.minimum, source), Limit(rule.maximum, source)


def _known(values: Any) -> tuple[str, ...]:
    """Return the known values of an open enumeration of the contract."""
    return get_args(get_args(values)[0])


FILE_BYTES = _published(CREATE_FILE)
PART_BYTES = _published(ADD_UPLOAD_PART)
UPLOAD_BYTES = _published(CREATE_UPLOAD)
UPLOAD_LIFETIME = Limit(3600, "published, POST /uploads: an upload expires an hour after its creation")
LIST_LIMIT = _page_size(LIST_FILES)
"""Also how many a page has by default, as published."""
EXPIRY_MINIMUM, EXPIRY_MAXIMUM = _expiry()
BATCH_LIFETIME = Limit(2_592_000, "published, expires_after: files for batch last 30 days unless told otherwise")
BATCH_INPUT_BYTES = _published(CREATE_FILE, "batch")
BATCH_REQUESTS = Limit(BATCH_LIMITS.lines, "published, POST /batches: requests a file")
BATCH_SECONDS = Limit(86_400, "published, POST /batches: the only completion_window is 24h")
BATCH_LIST_DEFAULT = Limit(20, "published, GET /batches: 20 unless told otherwise")
BATCH_LIST_LIMIT = _page_size(LIST_BATCHES)
METADATA_PAIRS = Limit(16, "published, metadata: 16 pairs")
METADATA_NAME_CHARACTERS = Limit(64, "published, metadata: 64 characters a name")
METADATA_VALUE_CHARACTERS = Limit(512, "published, metadata: 512 characters a value")

JSON_BYTES = Limit(_MIB, "ours; the longest honest body is a complete call naming a few thousand parts")
FIELD_BYTES = Limit(4096, "ours; the longest honest value of a form field is a purpose")
PART_HEADER_BYTES = Limit(8192, "ours; one header line of a form part, long file names included")
PART_HEADER_COUNT = Limit(8, "ours; clients send two or three headers on a form part")
PARTS_PER_UPLOAD = Limit(20_000, "ours; bounds the rows of one upload, and fits a complete call into JSON_BYTES")
FILENAME_CHARACTERS = Limit(512, "ours; twice what common file systems take")
RESEND_KEY_CHARACTERS = Limit(255, "ours; idempotency keys are UUIDs as a rule")
RESEND_SECONDS = Limit(86_400, "ours; how long an idempotency key, or a deleted file as a cursor, is remembered")

BATCH_LINE_BYTES = Limit(8 * _MIB, "ours; one request of a batch, with pictures in it")
BATCH_ERRORS = Limit(100, "ours; how many errors of a batch's file are reported")

INLINE_BYTES = Limit(
    32 * 1024, "ours; up to here a row is faster than a file (sqlite.org/intern-v-extern-blob.html: up to about 100 KB)"
)

JOINED_BYTES = Limit(16 * _MIB, "ours; from here on, the parts of an upload are not copied into one file")
MAX_PIECES = Limit(128, "ours; UPLOAD_BYTES in parts of PART_BYTES. All of them are open while the file is read")

HEADER_SECONDS = Limit(20, "ours; a request's headers arrive within this time, or the connection is closed")
KEEP_ALIVE_SECONDS = Limit(30, "ours; longer than the 5 s after which httpx drops an idle connection itself")
BODY_STALL_SECONDS = Limit(120, "ours; the longest pause in a body being sent or received")

FILE_PURPOSES = _known(UploadPurpose)
"""Purposes of files and uploads that can be given; those of the server's own files are not among them."""
BATCH_ENDPOINTS = _known(BatchEndpoint)
"""Endpoints for the requests of a batch."""
BATCH_WINDOWS = _known(CompletionWindow)


def readable_size(size: int) -> str:
    """A size for people: "512 MiB", "3 bytes"."""
    for unit, name in ((_GIB, "GiB"), (_MIB, "MiB"), (1024, "KiB")):
        if size >= unit and size % unit == 0:
            return f"{size // unit} {name}"
    return f"{size:,} bytes"
